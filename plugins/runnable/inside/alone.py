"""Runs one job in an interpreter of its own, where there is no zygote: `python alone.py READ_FD WRITE_FD OUT_FD`.

The job has a process of its own. This one waits for it, hands on what interrupts it, ends it when asked to end
(SIGTERM), collects what it left running, and ends as it did.
"""

import os
import signal
import sys
from contextlib import suppress

sys.path.insert(0, os.path.dirname(__file__))
import calls  # type: ignore[import-not-found]  # by path
import lane  # type: ignore[import-not-found]
import lines  # type: ignore[import-not-found]
import rights  # type: ignore[import-not-found]
import runner  # type: ignore[import-not-found]

del sys.path[0]
for name in ("calls", "enclosure", "lane", "lines", "parts", "rights", "runner", "ties"):
    del sys.modules[name]


def main() -> None:
    """Run the job; the exit status, or the signal, is that of its process."""
    descriptors = [int(argument) for argument in sys.argv[1:]]
    job, tracer = lane.read_job(descriptors[0]), lines.load()
    if sys.platform == "linux":
        rights.libc.prctl(rights.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        rights.narrow()
        calls.refuse()
    handled = {signal.SIGINT: signal.SIGINT, signal.SIGTERM: signal.SIGKILL}
    signal.pthread_sigmask(signal.SIG_BLOCK, handled)
    pid = os.fork()
    if not pid:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, handled)
        os.environ.update(job["home"])
        noted = lines.Lines(job["cwd"], tracer)
        prepared = rights.read_limits(job["limits"]), rights.Ruleset(job["writable"]), noted
        made = runner.Runner(job, *descriptors[:2], noted.executed if job["trace"] else None)
        lane.begin(job, descriptors, prepared, made)
        return
    for descriptor in descriptors:
        os.close(descriptor)
    for asked, sent in handled.items():
        signal.signal(asked, lambda *_, sent=sent: send(pid, sent))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, handled)
    leave(wait(pid))


def send(pid: int, number: int) -> None:
    for tell in (os.killpg, os.kill):  # its group, and itself where it has none yet
        with suppress(ProcessLookupError, PermissionError):
            tell(pid, number)


def wait(pid: int) -> int:
    """End all that there is of the job when its process has ended; the exit status, negative for a signal."""
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    send(pid, signal.SIGKILL)
    status: int = lane.wait(pid)
    if sys.platform == "linux":
        lane.end_orphans()
    return status


def leave(status: int) -> None:
    if status < 0:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


if __name__ == "__main__":
    main()
