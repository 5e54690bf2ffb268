"""Notes which lines of the bundle's files a Python program executes that a shell of the sandbox started."""

import atexit
import os
import sys
from importlib.machinery import SourceFileLoader
from types import ModuleType

folder, notes = os.environ["RUNNABLE_FOLDER"], os.environ["RUNNABLE_NOTES"]
loader = SourceFileLoader("lines", os.path.join(os.path.dirname(__file__), "..", "lines.py"))
lines = ModuleType("lines")
loader.exec_module(lines)
noted = lines.Lines(folder, lines.load())
lines.settle()
noted.start()


@atexit.register
def _write() -> None:
    modules = sorted({name.partition(".")[0] for name in [*sys.modules]} - set(sys.stdlib_module_names))
    found = {name: sorted(numbers) for name, numbers in noted.executed().items()}
    with open(os.path.join(notes, f"{os.getpid()}.note"), "a") as stream:
        stream.write(repr({"lines": found, "modules": modules}) + "\n")
