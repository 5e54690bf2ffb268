"""What a process has that a fork of it would not, or not to itself.

It keeps references of its own, as the runner does.
"""

import builtins
import sys
from collections.abc import Callable, Collection
from os import O_RDONLY, P_ALL, WEXITED, WNOHANG, WNOWAIT, close, fstat, getpid, listdir, open, read, waitid  # noqa: A004
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))

KIND, FILES = 0o170000, frozenset({0o100000, 0o040000, 0o020000})  # of st_mode: regular files, folders, devices


def is_tied(own: Collection[int]) -> bool:
    """Whether there are threads, children, locks of files, or descriptors of pipes and sockets besides `own`.

    A lock of fcntl's stays with the process that took it. The other end of a pipe or a socket sees it closed once
    nobody has it open, and of a process that goes on in forks each earlier one still has.
    """
    if has_threads() or has_child() or has_lock():
        return True
    return any(kind not in FILES for number, kind in descriptors().items() if number not in own)


def has_threads() -> bool:
    return len(listdir("/proc/self/task")) > 1


def has_child() -> bool:
    try:
        waitid(P_ALL, 0, WEXITED | WNOHANG | WNOWAIT)
    except ChildProcessError:
        return False
    return True


def had_child() -> bool:
    """Whether there is a child, or was one that was waited for."""
    return getrusage(RUSAGE_CHILDREN).ru_minflt > 0 or has_child()


def has_lock() -> bool:
    """Whether this process holds a lock, by the columns of proc_locks(5)."""
    try:
        descriptor = open("/proc/locks", O_RDONLY)
    except OSError:
        return False
    text = b"".join(iter(lambda: read(descriptor, 1 << 16), b""))
    close(descriptor)
    return any(int(line.split()[-4]) == getpid() for line in text.splitlines())


def descriptors() -> dict[int, int]:
    """The open descriptors, each with the kind of what it leads to."""
    found = {}
    for name in listdir("/proc/self/fd"):
        try:
            found[int(name)] = fstat(int(name)).st_mode & KIND
        except OSError:
            continue  # the one by which the folder was read
    return found


def keep_chance(modules: dict[str, Any] = sys.modules) -> Callable[[], None]:
    """What puts the state of `random` back, which begins anew in a fork."""
    try:
        put, state = modules["random"].setstate, modules["random"].getstate()
    except Exception:  # noqa: BLE001 - it was not imported, or the sample put something else there
        return lambda: None
    return lambda: put(state)
