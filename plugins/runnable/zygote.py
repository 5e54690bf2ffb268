"""The parent's side of a zygote (see inside/zygote.py): a small process that forks one for each job."""

from __future__ import annotations

import atexit
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROGRAM = Path(__file__).parent / "inside" / "zygote.py"
ANSWER = struct.Struct("=iBB")


@dataclass(frozen=True)
class Forked:
    """A process of a job: its number, a descriptor that is readable when it has ended, and what it is kept from."""

    pid: int
    ended: int
    own_network: bool
    own_memory: bool


class Zygote:
    """One zygote; it serves one job at a time."""

    def __init__(self, environment: Mapping[str, str], *, trace: bool) -> None:
        self._control, theirs = socket.socketpair()
        arguments = [str(theirs.fileno()), *["coverage"] * trace]
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-P", str(PROGRAM), *arguments],
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
        theirs.close()

    def fork(self, read: int, write: int, out: int) -> Forked:
        """Fork a process that gets its job from `read`, reports to `write` and prints to `out`.

        EOFError if the zygote is gone.
        """
        socket.send_fds(self._control, [b"+"], [read, write, out])
        answer, descriptors, _, _ = socket.recv_fds(self._control, ANSWER.size, 1)
        if not answer:
            raise EOFError("the zygote is gone")
        pid, network, memory = ANSWER.unpack(answer)
        return Forked(pid, descriptors[0], bool(network), bool(memory))

    def end(self) -> int:
        """End all that there is of the process forked last; its exit status, negative for a signal."""
        self._control.sendall(b"-")
        answer = self._control.recv(4)
        if not answer:
            raise EOFError("the zygote is gone")
        return int(struct.unpack("=i", answer)[0])

    @property
    def alive(self) -> bool:
        """Whether it can be asked for a process."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the zygote, which then ends what it forked."""
        self._control.close()
        self._process.kill()
        self._process.wait()


def zygote(environment: Mapping[str, str], *, trace: bool) -> Zygote:
    """The zygote of this process, begun when it is first asked for."""
    found = _begin(os.getpid(), tuple(environment.items()), trace)
    if not found.alive:
        found.close()
        _begin.cache_clear()
        found = _begin(os.getpid(), tuple(environment.items()), trace)
    return found


@cache
def _begin(_pid: int, environment: tuple[tuple[str, str], ...], trace: bool) -> Zygote:  # noqa: FBT001 - of a cache
    begun = Zygote(dict(environment), trace=trace)
    atexit.register(begun.close)
    return begun
