"""A small Python process that forks one process for each job.

Started by path as `python zygote.py SOCKET_FD FOLDER SHOWN...`; jobs have their own folders in FOLDER, and see those
that are SHOWN. To fork costs a tenth of a new interpreter. It imports little, and nothing of runnable, so that a sample
sees a clean one.

It shuts itself off from the rest of the machine, and forks *lanes*, which do the work: a lane runs one job at a time,
and has a table of processes to itself. Those of one zygote share a network, so that a server can run in one and what
asks it in another. On the socket, a byte with the socket of a new lane asks for one.
"""

import gc
import os
import socket
import sys
from contextlib import suppress
from typing import Any

sys.path.insert(0, os.path.dirname(__file__))
import calls  # type: ignore[import-not-found]  # by path
import enclosure  # type: ignore[import-not-found]
import lane  # type: ignore[import-not-found]
import lines  # type: ignore[import-not-found]
import rights  # type: ignore[import-not-found]
import runner  # type: ignore[import-not-found]

del sys.path[0]
for name in ("calls", "enclosure", "lane", "lines", "parts", "rights", "runner", "ties"):
    del sys.modules[name]


def main() -> None:
    """Fork lanes until the parent is gone."""
    control, workshop, shown = socket.socket(fileno=int(sys.argv[1])), sys.argv[2], sys.argv[3:]
    os.umask(0o022)  # the user of the samples has to get to what is shown; and what they make is made alike everywhere
    tracer = lines.load()
    runner.warm_up()
    got = enclosure.enclose(workshop, shown)
    user = rights.choose_user([os.__file__, sys.executable, *filter(os.path.exists, sys.path)])
    rights.narrow()
    if calls.refuse():
        got.add("calls")
    rights.libc.prctl(rights.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    gc.collect()
    gc.disable()  # here; a sample's process has it, and finds nothing that is old
    gc.freeze()
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not request:
            wait_for_lanes()
            return
        pid = os.fork()
        if not pid:
            control.close()
            serve(descriptors[0], got, user, tracer)
        os.close(descriptors[0])
        os.waitpid(pid, 0)


def wait_for_lanes() -> None:
    """Wait for what was forked, so that its cost is in the books of the parent."""
    with suppress(ChildProcessError):
        while True:
            os.wait()


def serve(descriptor: int, got: set[str], user: int, tracer: Any) -> None:
    """Be, or start, a lane; a process can begin but one table of processes, so that there is one process for each.

    It gets what the words of `own` name. `table`: a table of processes. `processes`: a /proc that shows no other.
    `memory`: shared memory.
    """
    own = set[str]()
    if enclosure.unshare_processes():
        if os.fork():
            os._exit(0)
        own.add("table")
    elif os.fork():
        os._exit(0)
    if (got or own) and enclosure.own_mounts():
        own.add("memory")
        if "table" in own and enclosure.show_processes():
            own.add("processes")
        enclosure.own_memory()
    lane.Lane(descriptor, got | own, user, tracer).serve()
    os._exit(0)


if __name__ == "__main__":
    main()
