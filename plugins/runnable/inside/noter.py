"""Notes which lines of the bundle's files a Python program executes that a shell of the sandbox started.

Runs in that program before all else, whatever Python it is, from 3.6 on: nothing here may be newer.
What a Python before 3.10 leaves out is not made up, such as `while True:` in 3.8, but for definitions below decorators.
"""

import atexit
import os
import sys
from typing import Any, Callable, Dict, List, Set

FOLDER, NOTES = os.environ["RUNNABLE_FOLDER"], os.environ["RUNNABLE_NOTES"]
ENGINE = (3, 11)  # the oldest Python that the rest of this folder is written for
Executed = Callable[[], Dict[str, Set[int]]]


def begin() -> None:
    """Note lines from now on, and write them down at the end."""
    executed = begin_as_engine() if sys.version_info >= ENGINE else begin_with_trace()
    atexit.register(write, executed)


def begin_as_engine() -> Executed:
    """Note lines as in the engine's own processes (see lines.py)."""
    from importlib.machinery import SourceFileLoader  # noqa: PLC0415 - not for the others
    from types import ModuleType  # noqa: PLC0415

    lines = ModuleType("lines")  # type: Any
    SourceFileLoader("lines", os.path.join(os.path.dirname(__file__), "lines.py")).exec_module(lines)
    noted = lines.Lines(FOLDER, lines.load())
    lines.settle()
    noted.start()
    return noted.executed  # type: ignore[no-any-return]


def begin_with_trace() -> Executed:
    """Note lines by sys.settrace, in all threads that begin later."""
    import threading  # noqa: PLC0415 - not for the others

    root = FOLDER + os.sep
    found = {}  # type: Dict[str, Set[int]]
    raised = {}  # type: Dict[str, Set[int]]
    paths = {}  # type: Dict[str, str]

    def enter(frame: Any, _event: str, _argument: Any) -> Any:
        name = frame.f_code.co_filename
        if name not in paths:
            path = name if name.startswith("<") else os.path.abspath(name)
            paths[name] = path if path.startswith(root) else ""
        return note if paths[name] else None

    def note(frame: Any, event: str, _argument: Any) -> Any:
        if event in ("line", "exception"):
            noted = found if event == "line" else raised
            noted.setdefault(paths[frame.f_code.co_filename], set()).add(frame.f_lineno)
        return note

    threading.settrace(enter)
    sys.settrace(enter)
    return lambda: {path: lines | definitions(path, lines, raised.get(path, set())) for path, lines in found.items()}


def definitions(path: str, lines: Set[int], raised: Set[int]) -> Set[int]:
    """The lines of `def` and `class` below decorators, which Python before 3.8 runs and does not tell.

    They count if the last decorator was executed, and no line of the decorators ever `raised` anything.
    """
    import ast  # noqa: PLC0415 - not for the others

    if sys.version_info >= (3, 8):
        return set()
    with open(path, "rb") as stream:
        source = stream.read()
    found = set()
    for node in ast.walk(ast.parse(source)):
        decorators = getattr(node, "decorator_list", None)
        if decorators and decorators[-1].lineno in lines:
            line = defining_line(source.splitlines(), decorators[-1])
            if not raised.intersection(range(decorators[0].lineno, line)):
                found.add(line)
    return found


def defining_line(source: List[bytes], decorator: Any) -> int:
    """The line, from 1, of what a decorator stands above; the old parser does not tell it."""
    import ast  # noqa: PLC0415 - as above

    line = max(getattr(node, "lineno", 0) for node in ast.walk(decorator)) + 1
    while not source[line - 1].lstrip().startswith((b"def ", b"class ", b"async ")):
        line += 1
    return line


def write(executed: Executed) -> None:
    sys.settrace(None)  # what runs from now on finds modules that are taken apart
    found = {name: sorted(numbers) for name, numbers in executed().items()}
    with open(os.path.join(NOTES, "%d.note" % os.getpid()), "a") as stream:
        stream.write(repr({"lines": found, "modules": modules()}) + "\n")


def modules() -> List[str]:
    """What was imported, by first names."""
    standard = getattr(sys, "stdlib_module_names", ())
    return sorted({name.partition(".")[0] for name in list(sys.modules)} - set(standard))


if not hasattr(sys, "runnable_begun"):  # of a virtual environment, Python reads what begins this twice (see site.py)
    sys.runnable_begun = True  # type: ignore[attr-defined]
    begin()
