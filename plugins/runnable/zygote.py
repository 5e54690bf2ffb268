"""The parent's side of a zygote (see inside/zygote.py): a small process that forks one for each job."""

from __future__ import annotations

import atexit
import ctypes
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

PREFIX = "runnable-"  # of the temporary folders
INSIDE = Path(__file__).parent / "inside"
PATIENCE = 2.0  # seconds for a zygote to end by itself
USER = struct.Struct("=q")
PR_SET_DUMPABLE = 4
PROTECTIONS = {
    "files": "reading your files, and changing the modes and times of those that are yours",
    "network": "reaching the network",
    "processes": "seeing your processes",
}
"""What a system may lack, as the zygote calls it, and what samples are then not kept from."""


@dataclass(frozen=True)
class Forked:
    """The process of a job: `ended` is a descriptor that is readable when it has ended."""

    ended: int


class Lane:
    """Where one job runs at a time; `got`: the protections that there are, `user`: the number of who samples run as."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        hello = control.recv(1 << 12)
        if not hello:
            raise EOFError("the zygote did not start")
        (self.user,) = USER.unpack(hello[: USER.size])
        self.got = frozenset(hello[USER.size :].decode().split())

    def fork(self, read: int, write: int, out: int, send: Callable[[], None]) -> Forked:
        """Fork a process that gets from `read` the job that `send` sends, reports to `write` and prints to `out`."""
        with _broken_is_gone():
            socket.send_fds(self._control, [b"+"], [read, write, out])
            send()
            answer, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
            if not answer:
                raise BrokenPipeError
        return Forked(descriptors[0])

    def interrupt(self) -> None:
        """Send the group of the process forked last what Ctrl-C sends."""
        with _broken_is_gone():
            self._control.sendall(b"i")

    def end(self) -> int:
        """End all that there is of the process forked last; its exit status, negative for a signal."""
        with _broken_is_gone():
            self._control.sendall(b"-")
            answer = self._control.recv(4)
            if not answer:
                raise BrokenPipeError
        return int(struct.unpack("=i", answer)[0])

    def close(self) -> None:
        """End the lane, and what runs in it."""
        self._control.close()


@contextmanager
def _broken_is_gone() -> Iterator[None]:
    """Raise EOFError for a connection that has no other end any more."""
    try:
        yield
    except ConnectionError:
        raise EOFError("the zygote is gone") from None


class Zygote:
    """One zygote, for sandboxes in `folder`; its lanes share a network."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._lanes: list[Lane] = []
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-P", str(INSIDE / "zygote.py"), str(theirs.fileno()), str(folder)],
                cwd="/",
                env=environment,
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )

    def lane(self) -> Lane:
        """A new lane."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"+"], [theirs.fileno()])
        self._lanes.append(Lane(ours))
        return self._lanes[-1]

    @property
    def alive(self) -> bool:
        """Whether it can be asked for a lane."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the zygote and its lanes, which then end what they forked."""
        for lane in self._lanes:
            lane.close()
        self._control.close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Interpreter:
    """A lane without a zygote: a new interpreter for each job, where the system has no means for more."""

    got: frozenset[str] = frozenset()

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.user = os.geteuid()
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def fork(self, read: int, write: int, out: int, send: Callable[[], None]) -> Forked:
        """Start an interpreter that gets from `read` the job that `send` sends; otherwise as in a lane."""
        descriptors = (read, write, out)
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-P", str(INSIDE / "alone.py"), *map(str, descriptors)],
            cwd="/",
            env=self._environment,
            stdin=subprocess.DEVNULL,
            pass_fds=descriptors,
            start_new_session=True,
        )
        send()
        ended, ending = os.pipe()
        threading.Thread(target=_close_after, args=(self._process, ending), daemon=True).start()
        return Forked(ended)

    def interrupt(self) -> None:
        """Send the group of the process what Ctrl-C sends."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGINT)

    def end(self) -> int:
        """End the group of the process; its exit status, negative for a signal."""
        if not self._process:
            raise EOFError("nothing was started")
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        return self._process.wait()

    def close(self) -> None:
        """Nothing is left to be ended."""


def _close_after(process: subprocess.Popen[bytes], ending: int) -> None:
    process.wait()
    os.close(ending)


class Workshop:
    """The folder in which the sandboxes of a thread are, and the zygote that can write there."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder, self._environment = folder, environment
        folder.chmod(0o755)  # the user of the samples goes through it; what is in it is closed to others
        self._is_closed = False
        self.spare: Any = None  # a room that is as good as new
        self.servers: dict[str, Any] = {}  # what runs beside the samples, by its name; it has a `close`

    @cached_property
    def _zygote(self) -> Zygote | None:
        if not hasattr(os, "pidfd_open"):
            return None
        return Zygote(self._environment, self.folder)

    @cached_property
    def lane(self) -> Lane | Interpreter:
        """The lane in which samples run."""
        return self.new_lane()

    def new_lane(self) -> Lane | Interpreter:
        """Another lane, for what runs beside a sample and is asked by it."""
        lane = self._zygote.lane() if self._zygote else Interpreter(self._environment)
        with suppress(FileNotFoundError):
            (self.folder / ".view").rmdir()  # where the zygote's root was put together
        return lane

    def tidy(self) -> None:
        """Remove the room that is kept for the next sandbox."""
        if self.spare:
            self.spare.remove()
            self.spare = None

    def renew(self) -> None:
        """Begin with a new zygote, since the old one broke; EOFError if that was our own doing."""
        if self._is_closed:
            raise EOFError("the workshop is closed")
        if zygote := self.__dict__.pop("_zygote", None):
            zygote.close()
        if lane := self.__dict__.pop("lane", None):
            lane.close()

    def end_servers(self) -> None:
        """End what runs beside the samples."""
        while self.servers:
            self.servers.popitem()[1].close()

    def close(self) -> None:
        """End the zygote and the servers, and remove the folder."""
        self._is_closed = True
        self.end_servers()
        if zygote := self.__dict__.pop("_zygote", None):
            zygote.close()
        if lane := self.__dict__.pop("lane", None):
            lane.close()
        shutil.rmtree(self.folder, ignore_errors=True)


_open: dict[tuple[int, int], Workshop] = {}


def workshop(environment: Mapping[str, str]) -> Workshop:
    """The workshop of this thread, in the folder for temporary files."""
    key = os.getpid(), threading.get_ident()
    if key not in _open:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
        _open[key] = Workshop(folder, environment)
    return _open[key]


@atexit.register
def close_workshops(*, but_ours: bool = False) -> None:
    """Close all workshops of this process, or those of other threads only; the next sandbox opens another."""
    ours = threading.get_ident()
    for key in [key for key in _open if key[0] == os.getpid() and not (but_ours and key[1] == ours)]:
        _open.pop(key).close()


_reading = threading.Lock()
_readers = 0


@contextmanager
def unreadable() -> Iterator[None]:
    """Keep the environment of this process from being read by others of its user."""
    global _readers  # noqa: PLW0603 - the property is one of the process
    with _reading:
        _readers += 1
        _set_dumpable(_readers == 0)
    try:
        yield
    finally:
        with _reading:
            _readers -= 1
            _set_dumpable(_readers == 0)


def _set_dumpable(dumpable: bool) -> None:  # noqa: FBT001 - as prctl takes it
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, int(dumpable), 0, 0, 0)
