"""A shim for the museum: it lets Flask-Script 2.0.6 start on Python 3.11, which has no inspect.getargspec."""

# region shim
import inspect

if not hasattr(inspect, "getargspec"):

    def getargspec(function):
        return inspect.getfullargspec(function)[:4]

    inspect.getargspec = getargspec
# endregion
