"""Mends what keeps Flask-Script from running, one thing at a time, and tells what breaks next."""

import inspect
import runpy
import sys
import types
from collections.abc import Callable

import flask


# region mend
def mend_compat() -> None:
    sys.modules["flask._compat"] = types.SimpleNamespace(text_type=str)


def mend_stack() -> None:
    vars(flask)["_request_ctx_stack"] = None


def mend_getargspec() -> None:
    inspect.getargspec = lambda function: inspect.getfullargspec(function)[:4]


def breaks() -> str:
    """What smallest.py says as its end, run from the start."""
    sys.argv = ["smallest.py", "hello"]
    try:
        runpy.run_path("smallest.py", run_name="__main__")
    except (ImportError, AttributeError) as error:
        return f"{type(error).__name__}: {str(error).partition(' (')[0]}"
    except SystemExit as end:
        return f"exit {end.code}"


def mend(repairs: list[Callable[[], None]]) -> None:
    print(breaks())
    for repair in repairs:
        repair()
        for name in [name for name in sys.modules if name.startswith("flask_script")]:
            del sys.modules[name]
        print(f"{repair.__name__}, then {breaks()}")


# endregion

if __name__ == "__main__":
    mend([mend_compat, mend_stack, mend_getargspec])
