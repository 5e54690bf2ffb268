"""Runs the parts of a job one by one, in one namespace, and reports each.

It has references of its own to all that it needs after the sample began: whatever a sample does to `json`, `os` or
`sys`, the report goes out as it should. After each part it writes one line, the job's token and the repr of a
dict, and waits for a byte: by then the parent has read the part's output. The last part is reported at the very
end of the interpreter, after threads were joined and exit handlers ran; a process that ends in another way
has no end mark.

A part that is `forked` runs in a fork of the process that ran the one before, which waits for it; where a fork would
not be what the process is (see ties.py), in the same.
"""

import atexit
import builtins
import ctypes
import linecache
import os
import sys
from collections.abc import Callable
from gc import collect, get_count
from os import _exit as leave
from os import fork, getpid, read, waitpid, write
from traceback import format_exception
from typing import Any

import parts  # type: ignore[import-not-found]  # by path
import ties  # type: ignore[import-not-found]  # as parts

# What a sample does to the module `builtins` must not reach the functions here.
globals()["__builtins__"] = dict(vars(builtins))

REPR, MODULES = builtins.repr, sys.modules
flush_c = ctypes.CDLL(None).fflush
Executed = Callable[[], dict[str, set[int]]] | None
OURS = frozenset({*sys.stdlib_module_names, *sys.modules})  # modules that no sample imported


class Runner(parts.Parts):  # type: ignore[misc]  # see the import
    """Runs Python parts in one namespace, and reports each."""

    def __init__(self, job: dict[str, Any], read_fd: int, write_fd: int, executed: Executed) -> None:
        super().__init__(os.path.join(job["cwd"], job["file"]))
        self.job, self.read_fd, self.write_fd = job, read_fd, write_fd
        self.parts, self.reported, self.complete, self.pid, self.protected = job["parts"], 0, False, 0, False
        self.report: dict[str, Any] = {}
        self.executed, self.told = executed, dict[str, set[int]]()
        self.had_child = False
        self.module_count = len(MODULES)

    def run(self, *, protected: bool) -> None:
        self.protected, self.pid = protected, getpid()
        # Exit handlers run last in, first out: whatever a sample registers runs before the last report.
        atexit.register(self.finish)
        sys.modules["__main__"] = self.module
        sys.argv[:] = [self.job["file"]]
        sys.path[:0] = [self.job["cwd"]]
        own = ties.descriptors() if len(self.parts) > 1 else {}
        for number, part in enumerate(self.parts):
            if part["forked"] and number and not ties.is_tied(own):
                self.go_on_in_a_fork()
            self.report = self.run_part(part)
            if self.stops(part) or number == len(self.parts) - 1:
                break
            self.send(self.report)
        self.complete = True
        self.exit(self.report.get("exit", 0))

    exit = staticmethod(sys.exit)

    def stops(self, part: dict[str, Any]) -> bool:
        """Whether nothing runs after `part`: it raised what it was not to raise, or left; at a prompt that ends it."""
        go_on = part["go_on"]
        return ("raised" in self.report and not go_on) or ("exit" in self.report and (part["interactive"] or not go_on))

    def go_on_in_a_fork(self) -> None:
        """Fork; the child goes on, and this process, which keeps the state so far, ends as the child does."""
        restore = ties.keep_chance()
        child = fork()
        if child:
            status = waitpid(child, 0)[1]
            leave(status >> 8 if not status & 0x7F else 128 + (status & 0x7F))
        self.pid = getpid()
        restore()

    def send(self, report: dict[str, Any]) -> None:
        for stream in (*parts.STREAMS, sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:  # noqa: BLE001, S112 - a stream that the sample closed or replaced
                continue
        news = {"part": self.reported, "lines": self.news(), "modules": self.imported()}
        line = f"{self.job['token']} {REPR({**news, **report})}\n"
        write(self.write_fd, line.encode())
        self.reported += 1
        read(self.read_fd, 1)

    def news(self) -> dict[str, list[int]]:
        """The lines of the bundle's files that were executed for the first time since the last call."""
        root, told = self.job["cwd"] + os.sep, self.told
        found = self.executed() if self.executed else {}
        new = {name: lines - told.get(name, set()) for name, lines in found.items() if name.startswith(root)}
        told.update({name: told.get(name, set()) | lines for name, lines in new.items()})
        return {name.removeprefix(root): sorted(lines) for name, lines in new.items() if lines}

    def imported(self) -> list[str]:
        """The modules that were imported, by their first names, less those of Python itself; `*`: and any other.

        A child may import what it likes.
        """
        self.had_child |= ties.had_child()
        if len(MODULES) == self.module_count and not self.had_child:
            return []
        try:
            return sorted({name.partition(".")[0] for name in [*MODULES]} - OURS) + ["*"] * self.had_child
        except Exception:  # noqa: BLE001 - the sample put something else there
            return ["*"]

    def finish(self) -> None:
        # A child that the sample forked comes by here too, and so does a run that an error of ours ended.
        if not self.complete or getpid() != self.pid:
            return
        # The end of the interpreter, as far as a sample can tell: finalizers run, and what is buffered is written. To
        # take all of the interpreter apart would cost more than the sample.
        self.module.__dict__.clear()
        # All is young where nothing has grown old yet: then less has to be looked at.
        collect(1 if get_count()[2] == 0 and sys.version_info < (3, 14) else 2)
        flush_c(None)
        self.send({**self.report, "protected": self.protected, "last": True})
        leave(self.report.get("exit", 0))


def warm_up() -> None:
    """Do once what the process of a sample does, so that what it needs first is there before processes are forked."""
    for source, mode in (("x = [str(n) for n in range(3)]\ndef f(): pass", "exec"), ("x", "single")):
        exec(compile(source, "-", mode), {"x": None})  # noqa: S102 - as a sample is run
    try:
        exec(compile("raise ValueError", "-", "exec"))  # noqa: S102
    except ValueError as error:
        format_exception(error)
    linecache.clearcache()
