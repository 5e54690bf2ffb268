"""The process of a job, and the conversation with it (see inside/ for the other side): deadline, cap, reports."""

from __future__ import annotations

import ast
import marshal
import os
import secrets
import select
import shutil
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from runnable import zygote
from runnable.job import Job, PartResult, Result
from runnable.recording import Ending, Raised
from runnable.room import Room
from runnable.space import LOOK, Space

INSIDE = Path(__file__).parent / "inside"
LENGTH = struct.Struct("=q")
LIMITS: Mapping[str, int | None] = {"RLIMIT_FSIZE": 256 << 20, "RLIMIT_AS": 4 << 30, "RLIMIT_NPROC": 1024}
"""Bytes of one file and of the address space, and processes of the user of the samples; None: no limit."""

SHORT_REPORT, LONG_REPORT = 1 << 10, 4 << 20  # bytes: of a number and a status; of an exception and its message
LONGEST_ANSWER = 64 << 20  # bytes
MOST_NONSENSE = 1000  # lines by samples that write where they have no business to
NOTES = 1 << 20  # bytes of all that the Python programs of a shell may note


class Process:
    """The process of a job, and the conversation with it (see inside/ for the other side)."""

    def __init__(self, room: Room, job: Job, lane: zygote.Lane | zygote.Interpreter) -> None:
        self._room, self._job, self._lane = room, job, lane
        self._output, self._finished, self._message = bytearray(), list[PartResult](), b""
        self._total, self._last = 0, dict[str, Any]()
        self._timeout, self._max_output = job.timeout, job.max_output
        self._nonsense = 0  # lines that are no report
        self._token = secrets.token_hex(16)
        self._status: int | None = None
        self._space: Space | None = None  # before the second look there is nothing to compare
        self._next_look = time.monotonic() + LOOK
        self._reading = threading.Lock()

    def __enter__(self) -> Self:
        read, self._ask = os.pipe()
        self._told, write = os.pipe()
        self._out, out = os.pipe()
        self._woken, self._wake = os.pipe()
        self._room.take_opened()
        try:
            if self._job.trace and self._job.argv:
                self._notes.mkdir(mode=0o777)
                self._notes.chmod(0o777)
            self.ended = self._lane.fork(read, write, out, self._send).ended
        except BaseException:
            for descriptor in (self._ask, self._told, self._out, self._woken, self._wake):
                os.close(descriptor)
            raise
        finally:
            for descriptor in (read, write, out):
                os.close(descriptor)
        os.set_blocking(self._out, False)
        os.set_blocking(self._told, False)
        return self

    def _send(self) -> None:
        with suppress(BrokenPipeError):
            _write_all(self._ask, self._describe())

    def __exit__(self, *_: object) -> None:
        try:
            if self._status is None:
                self._end()
        finally:
            for descriptor in (self._ask, self._told, self._out, self._woken, self._wake, self.ended):
                os.close(descriptor)

    def _end(self) -> int:
        self._status = self._lane.end()
        return self._status

    @property
    def _notes(self) -> Path:
        """Where Python programs that a shell starts note what they executed (see inside/noter.py)."""
        return self._room.root / f"notes-{self._token[:8]}"

    def _describe(self) -> bytes:
        environment = dict(self._job.environment)
        if self._job.argv and self._job.trace:
            if "VIRTUAL_ENV" not in environment:  # which has the hook in itself
                environment["PYTHONPATH"] = str(INSIDE / "hook")
            environment |= {
                "RUNNABLE_NOTER": str(INSIDE / "noter.py"),
                "RUNNABLE_FOLDER": str(self._room.folder),
                "RUNNABLE_NOTES": str(self._notes),
            }
        limits = {**LIMITS, **self._job.limits}
        if self._lane.user == os.geteuid() and "user" not in self._lane.got:
            del limits["RLIMIT_NPROC"]  # it would count what else this user runs
        job = {
            "token": self._token,
            "cwd": str(self._room.folder),
            "file": "index.md",
            "writable": [str(self._room.root)],
            "limits": limits,
            "home": {"HOME": str(self._room.home), "TMPDIR": str(self._room.temporary)},
            "environment": environment,
            "trace": self._job.trace,
            "argv": list(self._job.argv),
            "parts": [vars(part) for part in self._job.parts],
        }
        data = marshal.dumps(job)
        return LENGTH.pack(len(data)) + data

    @property
    def so_far(self) -> str:
        """What the part that runs has printed so far, for a thread that does not watch."""
        self._read_output()
        return bytes(self._output).decode("utf-8", "backslashreplace")

    def give_up(self) -> None:
        """Have `watch`, which runs in another thread, end the process as one that ran too long."""
        self._deadline = 0.0
        os.write(self._wake, b"-")

    def watch(self) -> Result:
        """Read until the process has ended (not until its pipe is closed, which a left-over child may hold open)."""
        self._begin_part()
        poll = select.poll()
        for descriptor in (self._out, self._told, self._woken, self.ended):
            poll.register(descriptor, select.POLLIN)
        while True:
            left = self._deadline - time.monotonic()
            ready = dict(poll.poll(max(0.0, min(left, LOOK)) * 1000))
            if not self._read_output():
                return self._result(Ending.FLOOD)
            if self._told in ready and not self._read_reports():
                return self._result(Ending.FLOOD)
            if self.ended in ready:
                self._read_reports()
                return self._result(Ending.FINISHED if self._is_complete() else Ending.DIED)
            if time.monotonic() >= self._deadline:
                return self._result(Ending.TIMEOUT)
            if excess := self._look_at_space():
                return self._result(excess)
            for descriptor, event in ready.items():
                if not event & select.POLLIN:  # closed at the other end, as it will be told again and again
                    poll.unregister(descriptor)

    def _look_at_space(self) -> Ending | None:
        """How the job has to end, if it takes too much of what it shares with the rest of the machine."""
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + LOOK
            if self._space:
                return self._space.excess()
            self._space = Space(self._room.root)
        return None

    def _begin_part(self) -> None:
        """Begin to count time and bytes anew, where the part that runs next has limits of its own."""
        number = len(self._finished)
        part = self._job.parts[number] if number < len(self._job.parts) else None
        if part and part.timeout:
            self._timeout = part.timeout
        if part and part.max_output:
            self._total, self._max_output = 0, part.max_output
        if number == 0 or (part and part.timeout):
            self._deadline = time.monotonic() + self._timeout

    def _read_output(self) -> bool:
        """Take what the process has printed; whether it is no more than it may print."""
        with self._reading:
            while self._total <= self._max_output:
                try:
                    data = os.read(self._out, 1 << 16)
                except BlockingIOError:
                    break
                if not data:
                    break
                self._output += data
                self._total += len(data)
        return self._total <= self._max_output

    def _read_reports(self) -> bool:
        """Take what is reported; whether it is no more than reports can be."""
        with suppress(BlockingIOError):
            self._message += os.read(self._told, 1 << 20)
        *lines, self._message = self._message.split(b"\n")
        self._nonsense += sum(not self._take_line(line) for line in lines)
        longest = SHORT_REPORT if self._job.argv else LONG_REPORT
        return len(self._message) <= longest and self._nonsense <= MOST_NONSENSE

    def _take_line(self, line: bytes) -> bool:
        """Take one report; False where it is none of ours."""
        report = line if self._job.argv else line.removeprefix(self._token.encode())
        if (report == line and not self._job.argv) or self._nonsense > MOST_NONSENSE:
            return False  # by the sample, which has no business with descriptors that it did not open
        self._read_output()  # the part has ended, so that all it printed is in the pipe by now
        try:
            self._take(ast.literal_eval(report.decode().strip()))
        except (ValueError, SyntaxError, TypeError, KeyError, AttributeError, RecursionError, MemoryError):
            return False
        with suppress(BrokenPipeError):
            os.write(self._ask, b"\n")
        return True

    def _take(self, report: dict[str, Any]) -> None:
        raised = Raised(*report["raised"]) if "raised" in report else None
        lines = {name: frozenset(numbers) for name, numbers in report.get("lines", {}).items()}
        modules = frozenset(map(str, report.get("modules", ())))
        if report["part"] != len(self._finished) or report["part"] >= (len(self._job.parts) or self._job.part_count):
            raise ValueError(report["part"])
        status, opened = int(report.get("exit", 0)), self._room.take_opened()
        self._finished.append(PartResult(self._take_output(), raised, status, lines, opened, modules))
        self._last = report
        self._begin_part()

    def _take_output(self) -> str:
        text = self._output.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
        self._output.clear()
        return text

    def _is_complete(self) -> bool:
        if self._job.argv:
            return len(self._finished) == self._job.part_count
        return bool(self._last.get("last"))

    def _result(self, ending: Ending) -> Result:
        rest = PartResult(self._take_output(), exit=self._end(), opened=self._room.take_opened())
        parts = [*self._finished, rest]
        if self._is_complete():
            # What comes after the last report, from a shell's trap or from a finalizer, is still the last part's.
            parts = [*self._finished[:-1], _joined(self._finished[-1], rest)]
        if self._job.argv and self._job.trace:
            parts[-1] = _with_notes(parts[-1], self._notes, self._room)
            shutil.rmtree(self._notes, ignore_errors=True)
        return Result(ending, parts, self._last.get("protected", True))


def _joined(last: PartResult, rest: PartResult) -> PartResult:
    if not rest.output and rest.opened == frozenset():
        return last
    opened = None if last.opened is None or rest.opened is None else last.opened | rest.opened
    return replace(last, output=last.output + rest.output, opened=opened)


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _with_notes(part: PartResult, notes: Path, room: Room) -> PartResult:
    """`part` with what the Python programs that a shell started noted (see inside/noter.py)."""
    lines, modules = dict(part.lines), set(part.modules)
    for note in _read_notes(notes, room):
        with suppress(ValueError, AttributeError, TypeError, KeyError):  # the sample can write there, too
            for name, numbers in note["lines"].items():
                relative = os.path.relpath(name, room.folder)
                lines[relative] = lines.get(relative, frozenset()) | frozenset(map(int, numbers))
            modules |= set(map(str, note["modules"]))
    return replace(part, lines=lines, modules=frozenset(modules))


def _read_notes(notes: Path, room: Room) -> Iterator[Any]:
    left = NOTES
    for path in notes.glob("*.note"):
        with suppress(OSError, ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            note = room.read(path, left) or b"-"
            left -= len(note)
            if left <= 0:
                return
            for line in note.decode().splitlines():
                yield ast.literal_eval(line)


class Conversation(Process):
    """The process of a program that answers one question after the other, each of them and each answer a line.

    It reads from the descriptor RUNNABLE_READ, and answers by RUNNABLE_WRITE.
    """

    has_ended = False

    def answer(self, seconds: float, question: str | None = None) -> str | None:
        """What it says, to a `question` if there is one; None where it ended, or took longer than so many `seconds`."""
        if question is not None:
            try:
                _write_all(self._ask, f"{question}\n".encode())
            except BrokenPipeError:
                self.has_ended = True
                return None
        deadline = time.monotonic() + seconds
        poll = select.poll()
        for descriptor in (self._out, self._told, self.ended):
            poll.register(descriptor, select.POLLIN)
        while b"\n" not in self._message and not self.has_ended and (left := deadline - time.monotonic()) > 0:
            ready = dict(poll.poll(left * 1000))
            with suppress(BlockingIOError):
                self._message += os.read(self._told, 1 << 20)
            is_flood = not self._read_output() or len(self._message) > LONGEST_ANSWER
            self.has_ended = self.ended in ready or is_flood
        line, found, rest = self._message.partition(b"\n")
        self._message = rest if found else self._message
        return line.decode() if found else None
