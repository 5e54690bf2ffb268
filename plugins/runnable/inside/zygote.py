"""A small Python process that forks one process for each job.

Started by path as `python zygote.py SOCKET_FD FOLDER [coverage]`; jobs have their own folders in FOLDER. To fork
costs a tenth of a new interpreter. It imports little, and nothing of runnable, so that a sample sees a clean one.

The conversation, on the socket: a byte with three descriptors (where the job comes from, where reports go to, where
output goes to) asks for a process; the answer is its number, and a descriptor that is readable when it has ended.
Another byte asks for the end of all that there is of it; the answer is its exit status.
"""

import gc
import json
import os
import signal
import socket
import struct
import sys
from contextlib import suppress

sys.path.insert(0, os.path.dirname(__file__))
import rights  # type: ignore[import-not-found]  # by path
import runner  # type: ignore[import-not-found]

del sys.path[0], sys.modules["rights"], sys.modules["runner"]

SHARED_MEMORY = "/dev/shm"


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    tracer = runner.start_tracer(sys.argv[2]) if "coverage" in sys.argv else None
    network, memory = rights.enclose(sys.argv[2], SHARED_MEMORY)
    gc.collect()
    gc.freeze()
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, 1, 3)
        if not request:
            return
        pid = os.fork()
        if not pid:
            control.close()
            begin(*descriptors, memory=memory, tracer=tracer)
            return
        for descriptor in descriptors:
            os.close(descriptor)
        handle = os.pidfd_open(pid)
        socket.send_fds(control, [struct.pack("=iBB", pid, network, memory)], [handle])
        os.close(handle)
        asked = control.recv(1)  # nothing, when the parent is gone
        status = end(pid)
        if not asked:
            return
        control.sendall(struct.pack("=i", status))
        if memory:
            empty(SHARED_MEMORY)


def begin(read_fd: int, write_fd: int, out_fd: int, *, memory: bool, tracer: runner.Tracer) -> None:
    """Be the process of a job: read it, give up all rights that it does not need, and run it."""
    os.setsid()
    null = os.open("/dev/null", os.O_RDONLY)
    for source, target in ((null, 0), (out_fd, 1), (out_fd, 2)):
        os.dup2(source, target)
    os.close(null)
    os.close(out_fd)
    with os.fdopen(os.dup(read_fd)) as stream:
        job = json.loads(stream.readline())
    os.environ.clear()
    os.environ.update(job["environment"])
    protected = rights.give_up([*job["writable"], *[SHARED_MEMORY] * memory], job["limits"])
    os.chdir(job["cwd"])
    if job["argv"]:
        os.environ.update(RUNNABLE_READ=str(read_fd), RUNNABLE_WRITE=str(write_fd))
        os.set_inheritable(read_fd, True)
        os.set_inheritable(write_fd, True)
        os.execvp(job["argv"][0], job["argv"])
    runner.Runner(job, read_fd, write_fd, protected=protected, tracer=tracer).run()


def end(pid: int) -> int:
    """End the process, its group, and what left the group: orphans come to this process. Return its exit status."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    while children := own_children():
        for child in children:
            try:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            except (ProcessLookupError, ChildProcessError):
                continue
    return status


def own_children() -> list[int]:
    with open(f"/proc/self/task/{os.getpid()}/children") as stream:
        return [int(child) for child in stream.read().split()]


def empty(folder: str) -> None:
    for entry in os.scandir(folder):
        os.unlink(entry.path) if not entry.is_dir(follow_symlinks=False) else remove_tree(entry.path)


def remove_tree(folder: str) -> None:
    empty(folder)
    os.rmdir(folder)


if __name__ == "__main__":
    main()
