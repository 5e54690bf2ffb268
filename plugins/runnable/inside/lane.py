"""One lane of a zygote: forks the process of a job, and ends all that there is of it.

The conversation, on the lane's socket: a byte with three descriptors (where the job comes from, where reports go to,
where output goes to) asks for a process; the answer is its number, and a descriptor that is readable when it has ended.
A byte `i` interrupts its group, as Ctrl-C does. Another byte asks for the end of all that there is of it; the answer is
its exit status, and whether it left something in the memory that the processes of a lane share.
"""

import _signal  # type: ignore[import-not-found]  # what `signal` looks up in enumerations costs more than what it does
import gc
import marshal
import os
import signal
import socket
import struct
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import enclosure  # type: ignore[import-not-found]  # by path
import lines  # type: ignore[import-not-found]
import rights  # type: ignore[import-not-found]
import runner  # type: ignore[import-not-found]

LENGTH = struct.Struct("=q")
Prepared = tuple[rights.Limits, rights.Ruleset, lines.Lines]


class Lane:
    """Serves one job after the other; `got`: what the zygote has got (see enclosure.py), `user`: who samples run as.

    What does not differ from one job to the next is made once: what a process does not do costs nothing.
    """

    def __init__(self, control_fd: int, got: set[str], user: int, tracer: Any) -> None:
        self.control, self.got, self.user, self.tracer = socket.socket(fileno=control_fd), got, user, tracer
        self.writable, self.ruleset = [""], rights.Ruleset([])
        self.folder, self.lines = "", lines.Lines("", tracer)
        self.asked, self.limits = dict[str, int | None](), rights.read_limits({})
        self.memory = enclosure.memory() if "memory" in got else None

    def serve(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # the first process of a table is deaf to what it does not handle
        rights.fall_first()
        rights.become(self.user)
        rights.libc.prctl(rights.PR_SET_DUMPABLE, 0, 0, 0, 0)  # samples are of the same user
        if "table" not in self.got:
            rights.libc.prctl(rights.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.control.sendall(struct.pack("=q", self.user) + " ".join(sorted(self.got)).encode())
        while True:
            request, descriptors, _, _ = socket.recv_fds(self.control, 1, 3)
            if not request:
                return
            if not descriptors:
                continue  # to interrupt what has just ended
            job = read_job(descriptors[0])
            self.prepare(job)
            made = runner.Runner(job, *descriptors[:2], self.lines.executed if job["trace"] else None)
            gc.freeze()  # so that what is there now is left alone, and not copied, when a sample's garbage is collected
            pid = os.fork()
            if not pid:
                self.control.close()
                begin(job, descriptors, (self.limits, self.ruleset, self.lines), made)
                return
            for descriptor in descriptors:
                os.close(descriptor)
            handle = os.pidfd_open(pid)
            socket.send_fds(self.control, [b"+"], [handle])
            os.close(handle)
            while (asked := self.control.recv(1)) == b"i":
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGINT)
            status = self.end(pid)
            if not asked:
                return  # the parent is gone
            is_spent = self.memory is not None and enclosure.memory() != self.memory
            self.control.sendall(struct.pack("=i?", status, is_spent))

    def prepare(self, job: dict[str, Any]) -> None:
        """Make what the process of `job` takes on, unless the last one left it."""
        if job["writable"] != self.writable:
            self.ruleset.close()
            self.writable, self.ruleset = job["writable"], rights.Ruleset(job["writable"])
        if job["cwd"] != self.folder:
            self.folder, self.lines = job["cwd"], lines.Lines(job["cwd"], self.tracer)
            os.environ.update(job["home"])
        if job["limits"] != self.asked:
            self.asked, self.limits = job["limits"], rights.read_limits(job["limits"])

    def end(self, pid: int) -> int:
        """End the process of the job and all that it started; its exit status, negative for a signal."""
        if "table" in self.got:
            with suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)  # all of this table but ourselves, at one blow
            status = wait(pid)
            with suppress(ChildProcessError):
                while True:
                    os.wait()
        else:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            status = wait(pid)
            end_orphans()
        return status


def wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def read_job(descriptor: int) -> dict[str, Any]:
    """What to run, as the parent wrote it: its length, and it."""
    (left,) = LENGTH.unpack(os.read(descriptor, LENGTH.size))
    data = bytearray()
    while left > len(data):
        chunk = os.read(descriptor, left - len(data))
        if not chunk:
            raise SystemExit  # the parent is gone
        data += chunk
    job: dict[str, Any] = marshal.loads(data)  # noqa: S302 - from the parent, which is the same interpreter
    return job


def begin(job: dict[str, Any], descriptors: Sequence[int], prepared: Prepared, made: runner.Runner) -> None:
    """Be the process of a job: give up all rights that it does not need, and run it.

    `descriptors`: where to wait for answers, report, and print.
    """
    read_fd, write_fd, out_fd = descriptors
    limits, ruleset, noted = prepared
    if os.getsid(0) != os.getpid():
        os.setsid()
    _signal.signal(_signal.SIGINT, _signal.default_int_handler)
    os.dup2(out_fd, 1)
    os.dup2(out_fd, 2)
    os.close(out_fd)
    lines.settle()
    gc.enable()
    os.environ.update(job["environment"])
    rights.limit(limits)
    protected = ruleset.restrict()
    ruleset.close()  # or the sample could add to what the next one may
    rights.libc.prctl(rights.PR_SET_DUMPABLE, 1, 0, 0, 0)  # or its own /proc/self would be closed to it
    os.chdir(job["cwd"])
    if job["argv"]:
        os.environ.update(RUNNABLE_READ=str(read_fd), RUNNABLE_WRITE=str(write_fd))
        os.set_inheritable(read_fd, True)
        os.set_inheritable(write_fd, True)
        os.execvp(job["argv"][0], job["argv"])
    if job["trace"]:
        noted.start()
    made.run(protected=protected)


def end_orphans() -> None:
    """End what left the group of the job: orphans come to this process."""
    while children := own_children():
        for child in children:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def own_children() -> list[int]:
    with open(f"/proc/self/task/{os.getpid()}/children") as stream:
        return [int(child) for child in stream.read().split()]
