"""Runs the parts of a job one by one, in one namespace, and reports each.

It keeps references of its own to all that it needs after the sample began: whatever a sample does to `json`, `os` or
`sys`, the report goes out as it should. After each part it writes one line, the job's token and the repr of a
dict, and waits for a byte: by then the parent has read the part's output. The last part is reported at the very
end of the interpreter, after threads were joined and exit handlers ran; a process that ends in another way
has no end mark.
"""

import atexit
import builtins
import ctypes
import gc
import linecache
import os
import sys
import traceback
import types
from collections.abc import Callable
from typing import Any

# What a sample does to the module `builtins` must not reach the functions here.
globals()["__builtins__"] = dict(vars(builtins))

Tracer = Callable[[], dict[str, set[int]]] | None


class Runner:
    """Runs Python parts in one namespace, and reports each."""

    def __init__(self, job: dict[str, Any], read_fd: int, write_fd: int, *, protected: bool, tracer: Tracer) -> None:
        self.job, self.read_fd, self.write_fd, self.protected = job, read_fd, write_fd, protected
        self.parts, self.reported = job["parts"], 0
        self.report: dict[str, Any] = {}
        self.complete, self.getpid, self.pid = False, os.getpid, os.getpid()
        self.os_read, self.os_write, self.repr = os.read, os.write, builtins.repr
        self.collect, self.flush_c, self.leave = gc.collect, ctypes.CDLL(None).fflush, os._exit
        self.format_exception, self.streams = traceback.format_exception, (sys.stdout, sys.stderr)
        self.tracer, self.told = tracer if job["trace"] else None, dict[str, set[int]]()
        self.module = types.ModuleType("__main__")
        self.module.__dict__.update(__file__=os.path.join(job["cwd"], job["file"]), __builtins__=builtins)

    def run(self) -> None:
        # Exit handlers run last in, first out: whatever a sample registers runs before the last report.
        atexit.register(self.finish)
        sys.modules["__main__"] = self.module
        sys.argv[:] = [self.job["file"]]
        sys.path[:0] = [self.job["cwd"]]
        for number, part in enumerate(self.parts):
            self.report = self.run_part(part)
            stop = "exit" in self.report or ("raised" in self.report and not part["go_on"])
            if stop or number == len(self.parts) - 1:
                break
            self.send(self.report)
        self.complete = True
        self.exit(self.report.get("exit", 0))

    exit = staticmethod(sys.exit)

    def run_part(self, part: dict[str, Any]) -> dict[str, Any]:
        lines = [line + "\n" for line in part["source"].split("\n")]
        name = part["filename"]
        if part["interactive"] and not any(line.strip() and not line.strip().startswith("#") for line in lines):
            return {}  # nothing to compile, which at the prompt is no error
        if not part["interactive"]:  # a traceback shows the lines of the Markdown file by their numbers there
            linecache.cache[name] = (0, None, [*["\n"] * (part["line"] - 1), *lines], name)
        try:
            source = "\n" * max(part["line"] - 1, 0) + part["source"]
            mode = "single" if part["interactive"] else "exec"
            exec(compile(source, name, mode, dont_inherit=True), self.module.__dict__)  # noqa: S102 - that is the job
        except SystemExit as error:
            return {"exit": self.status(error.code)}
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is what the sample raised
            return self.describe(error, part)
        return {}

    def status(self, code: object) -> int:
        """The exit status that the interpreter makes of what SystemExit was raised with."""
        if isinstance(code, int):
            return int(code) & 0xFF
        if code is not None:
            self.print_error(f"{code}\n")
        return int(code is not None)

    def describe(self, error: BaseException, part: dict[str, Any]) -> dict[str, Any]:
        """The report of an exception, without our own frames, told as Python tells it."""
        frames = error.__traceback__.tb_next if error.__traceback__ else None
        text = self.guarded(lambda: "".join(self.format_exception(type(error), error, frames)), "")
        line = error.lineno if isinstance(error, SyntaxError) and error.filename == part["filename"] else 0
        while frames:
            if frames.tb_frame.f_code.co_filename == part["filename"]:
                line = frames.tb_lineno
            frames = frames.tb_next
        if part["interactive"]:
            self.print_error(text)
        kind = type(error)
        module = kind.__module__
        scope = f"{module}." if isinstance(module, str) and module not in ("builtins", "__main__") else ""
        message = self.guarded(lambda: str(error), "")
        return {"raised": [scope + str.__str__(kind.__qualname__), message, text, line or 0]}

    def guarded(self, tell: Callable[[], str], otherwise: str) -> str:
        """What `tell` says; it may run code of the sample, which may do anything."""
        try:
            return str.__str__(tell())  # of a subclass of str, which may have a repr of its own, the plain text
        except Exception as broken:  # noqa: BLE001 - the sample's own
            return otherwise or f"<{type(broken).__name__} in its __str__>"
        except BaseException:  # noqa: BLE001 - no way to tell, and no reason to stop
            return otherwise

    def print_error(self, text: str) -> None:
        try:
            self.streams[1].write(text)
        except Exception:  # noqa: BLE001 - a stream that the sample closed
            return

    def send(self, report: dict[str, Any]) -> None:
        for stream in (*self.streams, sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:  # noqa: BLE001, S112 - a stream that the sample closed or replaced
                continue
        lines = self.news()
        line = f"{self.job['token']} {self.repr({'part': self.reported, 'lines': lines, **report})}\n"
        self.os_write(self.write_fd, line.encode())
        self.reported += 1
        self.os_read(self.read_fd, 1)

    def news(self) -> dict[str, list[int]]:
        """The lines of the bundle's files that were executed for the first time since the last call."""
        root, told = self.job["cwd"] + os.sep, self.told
        found = self.tracer() if self.tracer else {}
        new = {name: lines - told.get(name, set()) for name, lines in found.items() if name.startswith(root)}
        told.update({name: told.get(name, set()) | lines for name, lines in new.items()})
        return {name.removeprefix(root): sorted(lines) for name, lines in new.items() if lines}

    def finish(self) -> None:
        # A child that the sample forked comes by here too, and so does a run that an error of ours ended.
        if not self.complete or self.getpid() != self.pid:
            return
        # The end of the interpreter, as far as a sample can tell: finalizers run, and what is buffered is written. To
        # take all of the interpreter apart would cost more than the sample.
        self.module.__dict__.clear()
        self.collect()
        self.flush_c(None)
        self.send({**self.report, "protected": self.protected, "last": True})
        self.leave(self.report.get("exit", 0))


def start_tracer(folder: str) -> Callable[[], dict[str, set[int]]]:
    """Note from now on which lines of files below `folder` are executed; what it returns gives them, by path.

    Begun before a process is forked, since that is most of its cost. Afterwards coverage.py is out of sight: it is
    there for us, and not for a sample.
    """
    import coverage  # noqa: PLC0415 - not where nothing is traced

    tracer = coverage.Coverage(data_file=None, config_file=False, include=[os.path.join(folder, "*")], messages=False)
    tracer.set_option("run:disable_warnings", ["no-data-collected"])  # that nothing was executed is no news here
    tracer.start()
    # What it collects by file, before that goes into its database, which would be made anew in each process.
    collected = tracer._collector.data  # type: ignore[union-attr]  # noqa: SLF001
    for name in [name for name in sys.modules if name.partition(".")[0] == "coverage"]:
        del sys.modules[name]

    def executed() -> dict[str, set[int]]:
        return {name: set(lines) for name, lines in [*collected.items()]}

    return executed
