"""A shim for the museum: it gives Python 3.11 the function back that Flask-Script 2.0.6 asks for."""

# region shim
import inspect

if not hasattr(inspect, "getargspec"):

    def getargspec(function):
        return inspect.getfullargspec(function)[:4]

    inspect.getargspec = getargspec
# endregion
