"""One isolated process: a copy of the bundle, a scrubbed environment, limits, and nothing left behind."""

from __future__ import annotations

import ast
import marshal
import os
import secrets
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Self

from runnable import zygote
from runnable.bundle import Bundle
from runnable.made import read_made, remove_made
from runnable.recording import Ending, Lines, Raised
from runnable.space import LOOK, Space
from runnable.watch import Watch

HOOK = Path(__file__).parent / "inside" / "hook"
LENGTH = struct.Struct("=q")
PATH = (str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin")
ENVIRONMENT = {
    "PATH": os.pathsep.join(PATH),
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "TERM": "dumb",
    "COLUMNS": "80",
    "NO_COLOR": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
}
LIMITS: Mapping[str, int | None] = {"RLIMIT_FSIZE": 256 << 20, "RLIMIT_AS": 4 << 30, "RLIMIT_NPROC": 1024}
"""Bytes of one file and of the address space, and processes of the user of the samples; None: no limit."""

SHORT_REPORT, LONG_REPORT = 1 << 10, 4 << 20  # bytes: of a number and a status; of an exception and its message
MOST_NONSENSE = 1000  # lines by samples that write where they have no business to
NOTES = 1 << 20  # bytes of all that the Python programs of a shell may note
GRACE = 3.0  # seconds that a server has for its own cleaning up


def workshop() -> zygote.Workshop:
    """The workshop of this thread."""
    return zygote.workshop(ENVIRONMENT)


@dataclass(frozen=True)
class Part:
    """A piece of source that runs in one go.

    `line`: where it begins in the Markdown file, or 0 where its lines count from 1 (a statement of a session).
    `go_on`: an exception here does not keep the parts after it from running. `forked`: it runs in a fork of the process
    that ran the part before. `timeout` (seconds) and `max_output` (bytes) are for this part and those after it that
    have none.
    """

    source: str
    filename: str = "index.md"
    line: int = 0
    interactive: bool = False
    go_on: bool = False
    forked: bool = False
    timeout: float | None = None
    max_output: int | None = None


@dataclass(frozen=True)
class Job:
    """What to run in one process: Python `parts`, or a program `argv` that reports its parts itself.

    `environment` and `limits` are added to what each job has.
    """

    parts: Sequence[Part] = ()
    argv: Sequence[str] = ()
    part_count: int = 1
    timeout: float = 10.0
    max_output: int = 1 << 20
    trace: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class PartResult:
    """What one part did.

    `lines`: those lines of the bundle's files that it was the first to execute. `opened`: the files of the bundle that
    it opened, or None where that can't be said. `modules`: what was imported by its end, by first names.
    """

    output: str
    raised: Raised | None = None
    exit: int = 0
    lines: Lines = field(default_factory=dict)
    opened: frozenset[str] | None = None
    modules: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Result:
    """What a job did.

    `parts`: those that ended; one that was cut short is the last, with what it printed until then. `ending`: how the
    whole ended.
    """

    ending: Ending
    parts: Sequence[PartResult]
    protected: bool = True


def opened_by(parts: Iterable[PartResult]) -> frozenset[str] | None:
    """The files of the bundle that any of the `parts` opened, or None where that can't be said."""
    opened = [part.opened for part in parts]
    return None if None in opened else frozenset().union(*(files for files in opened if files))


class Room:
    """Folders for one job: a copy of a bundle (or an empty folder), a home, and a place for temporary files.

    `opened`: the files of the bundle that were opened since it was made; None: it can't be said.
    """

    def __init__(self, bundle: Bundle | None) -> None:
        self.bundle = bundle
        self.root = Path(tempfile.mkdtemp(dir=workshop().folder))
        self._watch: Watch | None = None
        self._is_changed = False
        self.opened: frozenset[str] | None = frozenset()
        try:
            self._furnish()
        except BaseException:
            self.remove()
            raise

    def _furnish(self) -> None:
        self.folder = self.root / (self.bundle.folder.resolve().name if self.bundle else "empty")
        if self.bundle:
            self.bundle.copy(self.folder)
        else:
            self.folder.mkdir()
        self._is_bare = not os.listdir(self.folder)  # noqa: PTH208 - of the copy: the bundle may change, or go
        self.home, self.temporary = self.root / "home", self.root / "tmp"
        self.home.mkdir()
        self.temporary.mkdir()
        self._give_to(workshop().lane.user)
        self._note_contents()
        with suppress(OSError):
            self._watch = Watch(str(self.root))

    def _note_contents(self) -> None:
        folders = os.walk(self.root)
        self._contents = [f"{place}{os.sep}{name}" for place, _, files in folders for name in (".", *files)]
        self._furnished = self._look()

    def _look(self) -> list[tuple[int, int]]:
        """Of all that was there at first the number, and the time of the last change (ns), which nobody can set."""
        with suppress(FileNotFoundError):
            return [(status.st_ino, status.st_ctime_ns) for status in map(os.lstat, self._contents)]
        return []

    def _give_to(self, user: int) -> None:
        if user == os.geteuid():
            return
        os.chown(self.root, user, user)
        for place, folders, files in os.walk(self.root):
            for name in (*folders, *files):
                os.chown(os.path.join(place, name), user, user, follow_symlinks=False)  # noqa: PTH118 - os.walk's

    def take_opened(self) -> frozenset[str] | None:
        """The files of the bundle that were opened since the last call, by their paths; None: it can't be said."""
        opened, changed = self._watch.take() if self._watch else (None, True)
        self._is_changed |= changed
        if opened is None or self.opened is None:
            self.opened = None
            return None
        start = f"{self.folder}{os.sep}"
        own = frozenset(path.removeprefix(start) for path in opened if path.startswith(start))
        self.opened |= own
        return own

    def read(self, path: Path, limit: int) -> bytes | None:
        """At most `limit` bytes of a file that a job made in this room, or None where it made none."""
        return read_made(self.root, path, limit)

    def discard(self, path: Path) -> None:
        """Remove a file of this room, if it is there."""
        remove_made(self.root, path)

    @property
    def is_untouched(self) -> bool:
        """Whether all is as it was when it was new, so that another job can't tell.

        The watch may come late: of what was written through a mapping it tells when the file is closed, which can be
        put off beyond the end of the process. The times of change see that, and not what happens within a tick.
        """
        self.take_opened()
        return not self._is_changed and self._look() == self._furnished

    def suits(self, bundle: Bundle | None) -> bool:
        """Whether it is the room of `bundle`; that of one without files becomes that of another such."""
        if self.bundle is bundle:
            return True
        if not (self.bundle and bundle and self._is_bare and bundle.is_empty):
            return False
        folder = self.root / bundle.folder.resolve().name
        self.folder.rename(folder)
        self.bundle, self.folder, self.opened = bundle, folder, frozenset()
        self._note_contents()
        if self._watch:
            self._watch.take()
        return True

    def remove(self) -> None:
        """Remove it with all that is in it."""
        if self._watch:
            self._watch.close()
            self._watch = None
        try:
            shutil.rmtree(self.root)
        except (OSError, RecursionError):  # modes that shut us out, folders in folders in folders
            _open_up(self.root)
            subprocess.run(["rm", "-rf", "--", self.root], check=False)


class Beside:
    """A job that runs beside others, in a lane of its own that shares their network: a server."""

    def __init__(self, job: Job, room: Room) -> None:
        self._lane = workshop().new_lane()
        self._process = Process(room, job, self._lane)
        self._process.__enter__()
        self._result: Result | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        with suppress(EOFError, OSError):  # the zygote is gone, as `stop` will tell
            self._result = self._process.watch()

    @property
    def is_running(self) -> bool:
        """Whether it has not ended by itself."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait for its end, but no longer than `seconds`."""
        self._thread.join(seconds)

    @property
    def output(self) -> str:
        """What it has printed so far."""
        return self._process.so_far

    def stop(self) -> Result:
        """Interrupt it, end it if that does not, and give what it did; nothing of it lives then.

        GoneError if it is gone with the zygote.
        """
        with suppress(EOFError, OSError):
            if self.is_running:
                self._lane.interrupt()
                self._thread.join(GRACE)
        if self.is_running:
            self._process.give_up()
            self._thread.join()
        with suppress(EOFError, OSError):
            self._process.__exit__()
        self._lane.close()
        if self._result is None:
            raise zygote.GoneError
        return self._result


class Sandbox:
    """Runs jobs in a room; leaving the context removes it, unless it is as good as new and the next one is like it."""

    def __init__(
        self, bundle: Bundle | None, room: Room | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        """Jobs run in `room`, if one is given, which then stays; `environment` is added to that of each."""
        self.bundle, self._given, self._environment = bundle, room, environment or {}

    def __enter__(self) -> Self:
        self.room = self._given or _take_spare(self.bundle) or Room(self.bundle)
        self.folder = self.room.folder
        return self

    def __exit__(self, *_: object) -> None:
        if self._given:
            return
        if self.room.is_untouched:
            workshop().spare = self.room
        else:
            self.room.remove()

    def run(self, job: Job) -> Result:
        """Run `job` to its end, or end it; afterwards no process of it lives."""
        if self._environment:
            job = replace(job, environment={**self._environment, **job.environment})
        try:
            return run(job, self.room)
        except zygote.GoneError:
            workshop().renew()
            if self._given or not self.room.is_untouched:
                raise  # what it did so far would be there when it runs again
            return run(job, self.room)


def _take_spare(bundle: Bundle | None) -> Room | None:
    spare, workshop().spare = workshop().spare, None
    if isinstance(spare, Room) and spare.suits(bundle):
        return spare
    if spare:
        spare.remove()
    return None


def run(job: Job, room: Room) -> Result:
    """Run `job` in `room`; GoneError if there is no zygote any more."""
    lane = workshop().lane
    guard = nullcontext() if "processes" in lane.got else zygote.unreadable()
    with guard, Process(room, job, lane) as process:
        result = process.watch()
    if lane.is_spent:
        workshop().change_lane()
    _say_once(_exposed(lane, protected=result.protected))
    return result


def _exposed(lane: zygote.Lane | zygote.Interpreter, *, protected: bool) -> tuple[str, ...]:
    """What the kernel did not keep a job from."""
    got = lane.got
    exposed = ["reading what only root may, since no other user can read this interpreter"] * (lane.user == 0)
    exposed += [what for name, what in zygote.PROTECTIONS.items() if name not in got]
    return (*exposed, *["changing your files"] * (not protected and "files" not in got))


@cache
def _say_once(exposed: tuple[str, ...]) -> None:
    """Say what samples are not kept from on this system."""
    if exposed:
        print(f"runnable: this system does not keep samples from {'; '.join(exposed)}", file=sys.stderr)


def _open_up(root: Path) -> None:
    """Give ourselves back the folders that a sample shut."""
    with suppress(OSError, RecursionError):
        for folder, folders, _ in os.walk(root):
            for name in folders:
                path = Path(folder, name)
                if not path.is_symlink():
                    path.chmod(0o700)


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
        """Where Python programs that a shell starts note what they executed (see inside/hook)."""
        return self._room.root / f"notes-{self._token[:8]}"

    def _describe(self) -> bytes:
        environment = dict(self._job.environment)
        if self._job.argv and self._job.trace:
            environment |= {
                "PYTHONPATH": str(HOOK),
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
    """`part` with what the Python programs that a shell started noted (see inside/hook)."""
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
