"""Notes which lines of the files below a folder are executed, at the least cost that the interpreter offers.

Three ways, one interface. Of coverage.py only the tracer written in C is taken: the whole package would make each
process that is forked twice as dear.
"""

import os
import sys
from collections.abc import Callable
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from importlib.util import find_spec, module_from_spec, spec_from_file_location, spec_from_loader
from typing import Any

Start = Callable[[], None]
Place = Callable[[str], str]


def load() -> Any:
    """The module of coverage.py's tracer, or None; to be called before processes are forked."""
    if hasattr(sys, "monitoring"):
        return None
    import_threading()

    package = find_spec("coverage")
    for folder in package.submodule_search_locations or () if package else ():
        path = os.path.join(folder, "tracer" + EXTENSION_SUFFIXES[0])
        if os.path.exists(path):
            loader = ExtensionFileLoader("coverage.tracer", path)
            spec = spec_from_file_location("coverage.tracer", path, loader=loader)
            module = module_from_spec(spec) if spec else None
            if not module:
                return None
            loader.exec_module(module)
            sys.modules.pop("coverage.tracer", None)
            _offer(folder, module)
            return module
    return None


class Loaded:
    """A loader that has its module already."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def create_module(self, _spec: Any) -> Any:
        return self.module

    def exec_module(self, module: Any) -> None:
        pass


def _offer(folder: str, tracer: Any) -> None:
    """Let who imports coverage.py later, to measure by itself, have `tracer`: its C code fills only one module."""
    finder: Any = next(hook(folder) for hook in reversed(sys.path_hooks))
    loader: Any = Loaded(tracer)
    find, spec = finder.find_spec, spec_from_loader("coverage.tracer", loader, origin=tracer.__file__)
    finder.find_spec = lambda name, target=None: spec if name == "coverage.tracer" else find(name, target)
    sys.path_importer_cache[folder] = finder


def import_threading() -> None:
    """Import what the tracer hooks into, but not what it does in each process that is forked (see `settle`)."""
    register = os.register_at_fork
    os.register_at_fork = lambda **_: None
    try:
        import threading  # noqa: F401, PLC0415 - not where it is not needed
    finally:
        os.register_at_fork = register


def settle() -> None:
    """Do after the fork of a sample's process what `threading` would: there is no thread that it had to forget.

    What the sample forks itself may have some.
    """
    if threading := sys.modules.get("threading"):
        threading.main_thread()._set_native_id()  # noqa: SLF001 - as `threading` does
        os.register_at_fork(after_in_child=threading._after_fork)  # noqa: SLF001 - as above


class Lines:
    """The lines of files below `folder` that are executed after `start`; made before the process that starts it."""

    def __init__(self, folder: str, tracer: Any) -> None:
        self._lines, place = dict[str, set[int]](), places(folder)
        if hasattr(sys, "monitoring"):
            self._start = monitor(place, self._lines)
        elif tracer:
            self._start = trace_in_c(place, self._lines, tracer)
        else:
            self._start = trace(place, self._lines)

    def start(self) -> None:
        """Note lines from now on, in all threads."""
        self._start()

    def executed(self) -> dict[str, set[int]]:
        """The lines so far, by the paths of their files."""
        return {name: set(numbers) for name, numbers in [*self._lines.items()] if numbers}


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


def monitor(place: Place, lines: dict[str, set[int]]) -> Start:
    """By sys.monitoring: each line is told once, and costs nothing afterwards."""
    monitoring = sys.monitoring  # type: ignore[attr-defined]  # since Python 3.12

    def note(code: Any, line: int) -> Any:
        if path := place(code.co_filename):
            lines.setdefault(path, set()).add(line)
        return monitoring.DISABLE

    def begin() -> None:
        monitoring.use_tool_id(monitoring.COVERAGE_ID, "runnable")
        monitoring.register_callback(monitoring.COVERAGE_ID, monitoring.events.LINE, note)
        monitoring.set_events(monitoring.COVERAGE_ID, monitoring.events.LINE)

    return begin


def trace_in_c(place: Place, lines: dict[str, set[int]], module: Any) -> Start:
    """By the tracer of coverage.py, set up as its collector does (coverage/collector.py)."""
    known: dict[str, Any] = {}
    begin_in_python, note = tracing(place, lines)

    def nothing(*_: Any, **__: Any) -> None:
        """What the tracer asks its owner to do and does not need here: to lock, to warn, to switch."""

    def should_trace(name: str, frame: Any) -> Any:
        if name.endswith("/greenlet/__init__.py"):
            go_on_in_python(frame)
        disposition = module.CFileDisposition()
        disposition.original_filename = disposition.canonical_filename = name
        disposition.source_filename = place(name)
        disposition.trace = bool(disposition.source_filename)
        disposition.file_tracer, disposition.has_dynamic_filename, disposition.reason = None, False, ""
        return disposition

    def go_on_in_python(frame: Any) -> None:
        """Trace in Python from now on: this tracer has one stack, and what switches stacks is being imported."""
        while frame:
            if place(frame.f_code.co_filename):
                frame.f_trace = note
            frame = frame.f_back
        begin_in_python()

    def make() -> Any:
        tracer = module.CTracer()
        tracer.data, tracer.trace_arcs, tracer.should_trace = lines, False, should_trace
        tracer.should_trace_cache, tracer.file_tracers = known, {}
        tracer.concur_id_func = tracer.should_start_context = None
        tracer.warn = tracer.lock_data = tracer.unlock_data = nothing
        tracer.check_include = tracer.switch_context = tracer.disable_plugin = nothing
        return tracer

    def begin_in_thread(frame: Any, event: str, argument: Any) -> Any:
        sys.settrace(None)
        own = make().start()
        return own(frame, event, argument) if own else None

    first, threading = make(), sys.modules["threading"]

    threading.settrace(begin_in_thread)  # of those that the process begins, which this one never does
    return first.start  # type: ignore[no-any-return]


def trace(place: Place, lines: dict[str, set[int]]) -> Start:
    """By sys.settrace, in Python: slow, and always there."""
    return tracing(place, lines)[0]


def tracing(place: Place, lines: dict[str, set[int]]) -> tuple[Start, Callable[..., Any]]:
    """What begins to trace in Python, and the trace function of a frame whose lines are noted."""

    def note(frame: Any, event: str, _argument: Any) -> Any:
        if event == "line":
            lines.setdefault(place(frame.f_code.co_filename), set()).add(frame.f_lineno)
        return note

    def enter(frame: Any, _event: str, _argument: Any) -> Any:
        return note if place(frame.f_code.co_filename) else None

    def begin() -> None:
        import threading  # noqa: PLC0415 - only here

        threading.settrace(enter)
        sys.settrace(enter)

    return begin, note
