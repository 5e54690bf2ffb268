"""One isolated process: a copy of the bundle, a scrubbed environment, limits, and nothing left behind."""

from __future__ import annotations

import ast
import ctypes
import json
import os
import secrets
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Self

from runnable.recording import Ending, Lines, Raised
from runnable.zygote import workshop

HOOK = Path(__file__).parent / "inside" / "hook"
PR_SET_DUMPABLE = 4
PATH = (str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin")
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
LIMITS = {"file": 256 << 20, "memory": 4 << 30}  # bytes: of one file, of the address space


@dataclass(frozen=True)
class Part:
    """A piece of source that runs in one go.

    `line`: where it begins in the Markdown file, or 0 where its lines count from 1 (a statement of a session).
    `go_on`: an exception here does not keep the parts after it from running.
    """

    source: str
    filename: str = "index.md"
    line: int = 0
    interactive: bool = False
    go_on: bool = False


@dataclass(frozen=True)
class Job:
    """What to run in one process: Python `parts`, or a program `argv` that reports its parts itself."""

    parts: Sequence[Part] = ()
    argv: Sequence[str] = ()
    part_count: int = 1
    timeout: float = 10.0
    max_output: int = 1 << 20
    trace: bool = False


@dataclass(frozen=True)
class PartResult:
    """What one part did; `lines`: those lines of the bundle's files that it was the first to execute."""

    output: str
    raised: Raised | None = None
    exit: int = 0
    lines: Lines = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What a job did.

    `parts`: those that ended; one that was cut short is the last, with what it printed until then. `ending`: how the
    whole ended. `lines`: those that the Python programs of a shell executed.
    """

    ending: Ending
    parts: Sequence[PartResult]
    lines: Lines = field(default_factory=dict)
    protected: bool = True


class Sandbox:
    """A temporary copy of a bundle (or an empty folder) in which one job runs; leaving the context removes it."""

    def __init__(self, bundle: Path | None) -> None:
        self._bundle = bundle

    def __enter__(self) -> Self:
        self.root = Path(tempfile.mkdtemp(dir=workshop().folder))
        try:
            self._furnish()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _furnish(self) -> None:
        self.folder = self.root / (self._bundle.resolve().name if self._bundle else "empty")
        if self._bundle:
            # Without the text, which would be one more thing that each verdict depends on.
            ignored = shutil.ignore_patterns("__pycache__", ".*", "index.md")
            shutil.copytree(self._bundle, self.folder, symlinks=True, ignore=ignored)
        else:
            self.folder.mkdir()
        (self.root / "home").mkdir()
        (self.root / "tmp").mkdir()

    def __exit__(self, *_: object) -> None:
        try:
            shutil.rmtree(self.root)
        except (OSError, RecursionError):  # modes that shut us out, folders in folders in folders
            _open_up(self.root)
            subprocess.run(["rm", "-rf", "--", self.root], check=False)

    def environment(self) -> dict[str, str]:
        """All that a sample finds in its environment: the same on each machine, and no secret of this one."""
        return {**ENVIRONMENT, "HOME": str(self.root / "home"), "TMPDIR": str(self.root / "tmp")}

    def run(self, job: Job) -> Result:
        """Run `job` to its end, or end it; afterwards no process of it lives."""
        with _unreadable(), _Process(self, job) as process:
            result = process.watch()
            _say_once(process.exposed(result))
            return result


@contextmanager
def _unreadable() -> Iterator[None]:
    """Keep the environment of this process from being read while a sample runs."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)


@cache
def _say_once(exposed: tuple[str, ...]) -> None:
    """Say what samples are not kept from on this system."""
    if exposed:
        print(f"runnable: this system does not keep samples from {', '.join(exposed)}", file=sys.stderr)


def _open_up(root: Path) -> None:
    """Give ourselves back the folders that a sample shut."""
    with suppress(OSError, RecursionError):
        for folder, folders, _ in os.walk(root):
            for name in folders:
                path = Path(folder, name)
                if not path.is_symlink():
                    path.chmod(0o700)


class _Process:
    """The process of a job, and the conversation with it (see inside/ for the other side)."""

    def __init__(self, sandbox: Sandbox, job: Job) -> None:
        self._sandbox, self._job = sandbox, job
        self._output, self._finished, self._message = bytearray(), list[PartResult](), b""
        self._total, self._last = 0, dict[str, Any]()
        self._token = secrets.token_hex(16)
        self._status: int | None = None

    def __enter__(self) -> Self:
        read, self._ask = os.pipe()
        self._told, write = os.pipe()
        self._out, out = os.pipe()
        try:
            self._zygote = workshop().zygote(ENVIRONMENT, trace=self._job.trace and not self._job.argv)
            self._forked = self._zygote.fork(read, write, out)
        finally:
            for descriptor in (read, write, out):
                os.close(descriptor)
        os.set_blocking(self._out, False)
        os.set_blocking(self._told, False)
        with suppress(BrokenPipeError):
            _write_all(self._ask, self._describe())
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is None:
            self._end()
        for descriptor in (self._ask, self._told, self._out, self._forked.ended):
            os.close(descriptor)

    def _end(self) -> int:
        self._status = self._zygote.end()
        return self._status

    def _describe(self) -> bytes:
        environment = self._sandbox.environment()
        if self._job.argv and self._job.trace:
            environment |= {
                "PYTHONPATH": str(HOOK),
                "RUNNABLE_FOLDER": str(self._sandbox.folder),
                "RUNNABLE_LINES": str(self._sandbox.root / "tmp"),
            }
        job = {
            "token": self._token,
            "cwd": str(self._sandbox.folder),
            "file": "index.md",
            "writable": [str(self._sandbox.root)],
            "limits": LIMITS,
            "environment": environment,
            "trace": self._job.trace,
            "argv": list(self._job.argv),
            "parts": [asdict(part) for part in self._job.parts],
        }
        return json.dumps(job).encode() + b"\n"

    def exposed(self, result: Result) -> tuple[str, ...]:
        """What the kernel did not keep the process from."""
        kept = {
            "changing your files": result.protected,
            "changing the modes and times of your files": self._forked.own_files,
            "reaching the network": self._forked.own_network,
        }
        return tuple(what for what, is_kept in kept.items() if not is_kept)

    def watch(self) -> Result:
        """Read until the process has ended (not until its pipe is closed, which a left-over child may hold open)."""
        deadline = time.monotonic() + self._job.timeout
        ended = self._forked.ended
        with selectors.DefaultSelector() as selector:
            for descriptor in (self._out, self._told, ended):
                selector.register(descriptor, selectors.EVENT_READ)
            while True:
                ready = {key.fd for key, _ in selector.select(max(0.0, deadline - time.monotonic()))}
                if self._read_output() > self._job.max_output:
                    return self._result(Ending.FLOOD)
                self._read_reports()
                if ended in ready:
                    return self._result(Ending.FINISHED if self._is_complete() else Ending.DIED)
                if time.monotonic() >= deadline:
                    return self._result(Ending.TIMEOUT)

    def _read_output(self) -> int:
        """Take what the process has printed, up to a little more than it may; the bytes of all parts so far."""
        while self._total <= self._job.max_output:
            try:
                data = os.read(self._out, 1 << 16)
            except BlockingIOError:
                break
            if not data:
                break
            self._output += data
            self._total += len(data)
        return self._total

    def _read_reports(self) -> None:
        with suppress(BlockingIOError):
            self._message += os.read(self._told, 1 << 20)
        while b"\n" in self._message:
            line, self._message = self._message.split(b"\n", 1)
            report = line if self._job.argv else line.removeprefix(self._token.encode())
            if report == line and not self._job.argv:
                continue  # by the sample, which has no business with descriptors that it did not open
            self._read_output()  # the part has ended, so that all it printed is in the pipe by now
            try:
                self._take(ast.literal_eval(report.decode()))
            except (ValueError, SyntaxError, TypeError, KeyError, AttributeError, RecursionError, MemoryError):
                continue  # no report of ours
            with suppress(BrokenPipeError):
                os.write(self._ask, b"\n")

    def _take(self, report: dict[str, Any]) -> None:
        raised = Raised(*report["raised"]) if "raised" in report else None
        lines = {name: frozenset(numbers) for name, numbers in report.get("lines", {}).items()}
        if report["part"] != len(self._finished):
            raise ValueError(report["part"])
        self._finished.append(PartResult(self._take_output(), raised, int(report.get("exit", 0)), lines))
        self._last = report

    def _take_output(self) -> str:
        text = self._output.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
        self._output.clear()
        return text

    def _is_complete(self) -> bool:
        if self._job.argv:
            return len(self._finished) == self._job.part_count
        return bool(self._last.get("last"))

    def _result(self, ending: Ending) -> Result:
        rest = PartResult(self._take_output(), exit=self._end())
        parts = [*self._finished, rest]
        if self._is_complete():
            # What comes after the last report, from a shell's trap or from a finalizer, is still the last part's.
            parts = [*self._finished[:-1], replace(self._finished[-1], output=self._finished[-1].output + rest.output)]
        lines = _noted_lines(self._sandbox) if self._job.argv and self._job.trace else {}
        return Result(ending, parts, lines, self._last.get("protected", True))


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _noted_lines(sandbox: Sandbox) -> Lines:
    """The lines that Python programs started by a shell noted (see hook/sitecustomize.py)."""
    lines: dict[str, frozenset[int]] = {}
    for path in (sandbox.root / "tmp").glob("lines-*.json"):
        with suppress(ValueError, AttributeError, TypeError, OSError):  # the sample can write there, too
            for name, numbers in json.loads(path.read_text()).items():
                relative = os.path.relpath(name, sandbox.folder)
                lines[relative] = lines.get(relative, frozenset()) | frozenset(numbers)
    return lines
