"""Notes which lines of the files below a folder are executed, at the least cost that the interpreter offers.

Three ways, one interface: `start(folder)` begins, and returns what gives the lines so far, by path. Of coverage.py only
the tracer written in C is taken: the whole package would make each process that is forked twice as dear.
"""

import os
import sys
from collections.abc import Callable
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from typing import Any

Executed = Callable[[], dict[str, set[int]]]
Place = Callable[[str], str]


def load() -> Any:
    """The module of coverage.py's tracer, or None; to be called before processes are forked."""
    if hasattr(sys, "monitoring"):
        return None
    import threading  # noqa: F401, PLC0415 - what the tracer hooks into, loaded before processes are forked

    package = find_spec("coverage")
    for folder in package.submodule_search_locations or () if package else ():
        path = os.path.join(folder, "tracer" + EXTENSION_SUFFIXES[0])
        if os.path.exists(path):
            loader = ExtensionFileLoader("coverage.tracer", path)
            spec = spec_from_file_location("coverage.tracer", path, loader=loader)
            module = module_from_spec(spec) if spec else None
            loader.exec_module(module) if module else None
            sys.modules.pop("coverage.tracer", None)
            return module
    return None


def start(folder: str, tracer: Any) -> Executed:
    """Note lines from now on, in all threads."""
    lines, place = dict[str, set[int]](), places(folder)
    if hasattr(sys, "monitoring"):
        monitor(place, lines)
    elif tracer:
        trace_in_c(place, lines, tracer)
    else:
        trace(place, lines)
    return lambda: {name: set(numbers) for name, numbers in [*lines.items()] if numbers}


def places(folder: str) -> Place:
    """What gives the path of code by the name it was compiled under, or nothing where it is not below `folder`."""
    known: dict[str, str] = {}
    root = folder + os.sep

    def place(name: str) -> str:
        if name not in known:
            path = name if name.startswith(("/", "<")) else os.path.abspath(name)
            known[name] = path if path.startswith(root) else ""
        return known[name]

    return place


def monitor(place: Place, lines: dict[str, set[int]]) -> None:
    """By sys.monitoring: each line is told once, and costs nothing afterwards."""
    monitoring = sys.monitoring  # type: ignore[attr-defined]  # since Python 3.12

    def note(code: Any, line: int) -> Any:
        if path := place(code.co_filename):
            lines.setdefault(path, set()).add(line)
        return monitoring.DISABLE

    monitoring.use_tool_id(monitoring.COVERAGE_ID, "runnable")
    monitoring.register_callback(monitoring.COVERAGE_ID, monitoring.events.LINE, note)
    monitoring.set_events(monitoring.COVERAGE_ID, monitoring.events.LINE)


def trace_in_c(place: Place, lines: dict[str, set[int]], module: Any) -> None:
    """By the tracer of coverage.py, set up as its collector does (coverage/collector.py)."""
    known: dict[str, Any] = {}

    def nothing(*_: Any, **__: Any) -> None:
        """What the tracer asks its owner to do and does not need here: to lock, to warn, to switch."""

    def should_trace(name: str, _frame: Any) -> Any:
        disposition = module.CFileDisposition()
        disposition.original_filename = disposition.canonical_filename = name
        disposition.source_filename = place(name)
        disposition.trace = bool(disposition.source_filename)
        disposition.file_tracer, disposition.has_dynamic_filename, disposition.reason = None, False, ""
        return disposition

    def begin() -> Any:
        tracer = module.CTracer()
        tracer.data, tracer.trace_arcs, tracer.should_trace = lines, False, should_trace
        tracer.should_trace_cache, tracer.file_tracers = known, {}
        tracer.concur_id_func = tracer.should_start_context = None
        tracer.warn = tracer.lock_data = tracer.unlock_data = nothing
        tracer.check_include = tracer.switch_context = tracer.disable_plugin = nothing
        return tracer.start()

    def begin_in_thread(frame: Any, event: str, argument: Any) -> Any:
        sys.settrace(None)
        own = begin()
        return own(frame, event, argument) if own else None

    sys.modules["threading"].settrace(begin_in_thread)
    begin()


def trace(place: Place, lines: dict[str, set[int]]) -> None:
    """By sys.settrace, in Python: slow, and always there."""
    import threading  # noqa: PLC0415 - only here

    def note(frame: Any, event: str, _argument: Any) -> Any:
        if event == "line":
            lines.setdefault(place(frame.f_code.co_filename), set()).add(frame.f_lineno)
        return note

    def enter(frame: Any, _event: str, _argument: Any) -> Any:
        return note if place(frame.f_code.co_filename) else None

    threading.settrace(enter)
    sys.settrace(enter)
