"""The parent's side of a zygote (see inside/zygote.py): a small process that forks one for each job."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

INSIDE = Path(__file__).parent / "inside"
PATIENCE = 2.0  # seconds for a zygote, or an interpreter, to end by itself
USER, END = struct.Struct("=q"), struct.Struct("=i?")
PR_SET_DUMPABLE = 4
PROTECTIONS = {
    "files": "reading your files, and changing the modes and times of those that are yours",
    "network": "reaching the network",
    "processes": "seeing your processes",
    "memory": "sharing memory with others",
    "calls": "leaving keys to others, and asking for namespaces of their own",
}
"""What a system may lack, as the zygote calls it, and what samples are then not kept from."""


class GoneError(OSError, EOFError):
    """The process that forks those of the samples was ended from outside, or did not start."""

    def __init__(self) -> None:
        super().__init__(
            "the process that runs samples was ended from outside, by want of memory for one; run it again"
        )


@dataclass(frozen=True)
class Forked:
    """The process of a job: `ended` is a descriptor that is readable when it has ended."""

    ended: int


class Lane:
    """Where one job runs at a time; `got`: the protections that there are, `user`: the number of who samples run as.

    `is_spent`: whether a job left something in the memory that processes share, which the next would find.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control, self.is_spent = control, False
        hello = self._receive(1 << 12)
        (self.user,) = USER.unpack(hello[: USER.size])
        self.got = frozenset(hello[USER.size :].decode().split())

    def fork(self, read: int, write: int, out: int, send: Callable[[], None]) -> Forked:
        """Fork a process that gets from `read` the job that `send` sends, reports to `write` and prints to `out`."""
        with _there():
            socket.send_fds(self._control, [b"+"], [read, write, out])
            send()
            _, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
        if not descriptors:
            raise GoneError
        return Forked(descriptors[0])

    def interrupt(self) -> None:
        """Send the group of the process forked last what Ctrl-C sends."""
        with _there():
            self._control.sendall(b"i")

    def end(self) -> int:
        """End all that there is of the process forked last; its exit status, negative for a signal."""
        with _there():
            self._control.sendall(b"-")
        status, self.is_spent = END.unpack(self._receive(END.size))
        return int(status)

    def _receive(self, size: int) -> bytes:
        with _there():
            answer = self._control.recv(size)
        if not answer:
            raise GoneError
        return answer

    def close(self) -> None:
        """End the lane, and what runs in it."""
        self._control.close()


@contextmanager
def _there() -> Iterator[None]:
    """Raise GoneError where the other end of a conversation is not there any more."""
    try:
        yield
    except ConnectionError:
        raise GoneError from None


class Zygote:
    """One zygote, for sandboxes in `folder`, which see the folders `shown` besides; its lanes share a network."""

    def __init__(self, environment: Mapping[str, str], folder: Path, shown: Sequence[str] = ()) -> None:
        self._lanes: list[Lane] = []
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-P", str(INSIDE / "zygote.py"), str(theirs.fileno()), str(folder), *shown],
                cwd="/",
                env=environment,
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )

    def lane(self) -> Lane:
        """A new lane."""
        ours, theirs = socket.socketpair()
        with theirs, _there():
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
    is_spent = False

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
            self._process.send_signal(signal.SIGINT)

    def end(self) -> int:
        """End the process, and what it started; its exit status, negative for a signal."""
        if not self._process:
            raise GoneError
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(PATIENCE)
        self._process.kill()
        return self._process.wait()

    def close(self) -> None:
        """Nothing is left to be ended."""


def _close_after(process: subprocess.Popen[bytes], ending: int) -> None:
    process.wait()
    os.close(ending)


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
