"""Flask-Script where it does not run any more: beside a modern Flask, on a modern Python, and both."""

# environment: new_flask, new_python
import os
import re

import pytest

import sides

NEW_FLASK = os.environ.get("ENVIRONMENT_NEW_FLASK")
NEW_PYTHON = os.environ.get("ENVIRONMENT_NEW_PYTHON")
pytestmark = pytest.mark.skipif(
    not (NEW_FLASK and NEW_PYTHON),
    reason="needs ENVIRONMENT_NEW_FLASK and ENVIRONMENT_NEW_PYTHON: venvs with those files of environments/",
)
COMPAT = "ModuleNotFoundError: No module named 'flask._compat'"
GETARGSPEC = "AttributeError: module 'inspect' has no attribute 'getargspec'"
SHIM = {"PYTHONPATH": str(sides.HERE / "before" / "museum")}


def run(folder, *words, shim=False):
    """A Python of an environment, with or without the shim that restores getargspec."""
    return sides.Side(sides.HERE, [f"{folder}/bin/python"], SHIM if shim else {}).run(*words)


def test_a_modern_python_alone():
    """With the Flask of old, Flask-Script is imported, and its first command fails for want of getargspec."""
    assert run(NEW_PYTHON, "-c", "import flask_script").status == 0
    assert GETARGSPEC in run(NEW_PYTHON, "smallest.py", "hello").err
    mended = run(NEW_PYTHON, "smallest.py", "hello", shim=True)
    assert (mended.status, mended.out) == (0, "Hello\n")


def test_a_modern_flask_alone():
    """With Python's part repaired by the shim, a modern Flask has no flask._compat."""
    failed = run(NEW_FLASK, "smallest.py", "hello", shim=True)
    assert failed.status == 1
    assert failed.err.splitlines()[-1] == COMPAT


def test_both():
    """With nothing repaired it is Flask's error that shows, and Python's comes to light when that is mended."""
    assert run(NEW_FLASK, "smallest.py", "hello").err.splitlines()[-1] == COMPAT
    told = run(NEW_FLASK, "mend.py").out.splitlines()
    assert told == [
        COMPAT,
        "mend_compat, then ImportError: cannot import name '_request_ctx_stack' from 'flask'",
        f"mend_stack, then {GETARGSPEC}",
        "Hello",
        "mend_getargspec, then exit 0",
    ]


def test_the_shell_stays_broken():
    """The three repairs run a command, and not the shell, which asks the stack for its app."""
    script = "import mend; mend.mend_compat(); mend.mend_stack(); mend.mend_getargspec()"
    shell = f"{script}; import flask_script as s; s.Shell().get_context()"
    assert "'NoneType' object has no attribute 'top'" in run(NEW_FLASK, "-c", shell).err


def test_what_is_pinned():
    """new_python.txt has the Flask of legacy.txt, and new_flask.txt that of the site."""
    pins = {
        name: dict(re.findall(r"^([\w-]+)==([\d.]+)", file.read_text(), re.MULTILINE))
        for name in ("legacy", "new_python", "new_flask")
        for file in [sides.HERE / "environments" / f"{name}.txt"]
    }
    shared = ["flask", "flask-script", "werkzeug", "jinja2", "markupsafe", "click"]
    assert [pins["new_python"][name] for name in shared] == [
        pins["legacy"][name] for name in shared
    ]
    assert pins["new_flask"]["flask-script"] == pins["legacy"]["flask-script"] == "2.0.6"
    assert pins["new_flask"]["flask"].startswith("3.")
