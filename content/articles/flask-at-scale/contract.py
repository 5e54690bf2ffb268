"""The steps of the chat, and how one of them is opened, whatever it is made of."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.cli import ScriptInfo

STEPS = sorted((Path(__file__).parent / "steps").iterdir())


# region opened
@contextmanager
def opened(step: Path) -> Iterator[Flask]:
    """The application of a step, found as `flask --app chat` finds it."""
    path, known = list(sys.path), set(sys.modules)
    try:
        yield ScriptInfo(app_import_path=str(step / "chat")).load_app()
    finally:
        sys.path[:] = path
        for name in set(sys.modules) - known:
            if str(step) in str(getattr(sys.modules[name], "__file__", "")):
                del sys.modules[name]  # the next step has a chat of its own


# endregion
