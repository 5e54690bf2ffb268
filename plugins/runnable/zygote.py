"""The parent's side of a zygote (see inside/zygote.py): a small process that forks one for each job."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PREFIX = "runnable-"  # of the temporary folders
PROGRAM = Path(__file__).parent / "inside" / "zygote.py"
ANSWER = struct.Struct("=iBB")


@dataclass(frozen=True)
class Forked:
    """A process of a job: its number, a descriptor that is readable when it has ended, and what it is kept from."""

    pid: int
    ended: int
    own_network: bool
    own_files: bool


class Zygote:
    """One zygote; it serves one job at a time."""

    def __init__(self, environment: Mapping[str, str], folder: Path, *, trace: bool) -> None:
        self._control, theirs = socket.socketpair()
        arguments = [str(theirs.fileno()), str(folder), *["coverage"] * trace]
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


@dataclass
class Workshop:
    """The folder in which the sandboxes of a process are, and the zygotes that can write there."""

    folder: Path
    zygotes: dict[bool, Zygote]

    def zygote(self, environment: Mapping[str, str], *, trace: bool) -> Zygote:
        """The zygote that traces, or the one that does not; begun when it is first asked for."""
        found = self.zygotes.get(trace)
        if found and found.alive:
            return found
        if found:
            found.close()
        self.zygotes[trace] = Zygote(environment, self.folder, trace=trace)
        return self.zygotes[trace]

    def close(self) -> None:
        """End the zygotes, and remove the folder."""
        for found in self.zygotes.values():
            found.close()
        self.zygotes.clear()
        shutil.rmtree(self.folder, ignore_errors=True)


def workshop() -> Workshop:
    """The workshop of this process, in the folder for temporary files."""
    return _open(os.getpid(), tempfile.gettempdir())


@cache
def _open(_pid: int, folder: str) -> Workshop:
    opened = Workshop(Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder)).resolve(), {})
    atexit.register(opened.close)
    return opened


def close_workshop() -> None:
    """Close the workshop of this process; the next sandbox opens another."""
    workshop().close()
    _open.cache_clear()
