"""What a sample may do: as little as the kernel can be brought to allow."""

import ctypes
import os
import resource
import struct
import sys
from collections.abc import Sequence

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 36, 38
CAPSET_HEADER = struct.pack("=Ii", 0x20080522, 0)  # the third version of the interface; this process
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446  # the same on all architectures
RULE_PATH_BENEATH = 1
# Rights of linux/landlock.h by the version of the interface that brought them; those that read are left alone.
WRITE_FILE, REMOVE_DIR, REMOVE_FILE, MAKE_ANY, REFER, TRUNCATE = 1 << 1, 1 << 4, 1 << 5, 0x7F << 6, 1 << 13, 1 << 14
SCOPE_ABSTRACT_SOCKET, SCOPE_SIGNAL = 1 << 0, 1 << 1
NOBODY = 65534  # by a convention as old as NFS, the user and the group that own nothing

libc = ctypes.CDLL(None, use_errno=True)


def narrow() -> None:
    """Give up for good, and for all that is forked from here, what makes root more than an owner of its files."""
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for capability in range(41):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def choose_user(needed: list[str]) -> int:
    """The user that samples run as: ours, or instead of root one that owns nothing, if that one can read `needed`."""
    if os.geteuid():
        return os.geteuid()
    pid = os.fork()
    if not pid:
        try:
            become(NOBODY)
            os._exit(not all(os.access(path, os.R_OK | os.X_OK * os.path.isdir(path)) for path in needed))
        finally:
            os._exit(1)
    return 0 if os.waitpid(pid, 0)[1] else NOBODY


def become(user: int) -> None:
    """Be `user`, if that is another, and have no capability."""
    if user != os.geteuid():
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    libc.capset(CAPSET_HEADER, bytes(24))


Limits = list[tuple[int, tuple[int, int]]]


def read_limits(limits: dict[str, int | None]) -> Limits:
    """The limits, by the names of the module `resource`, in its own terms; None is no limit."""
    return [(getattr(resource, name), (most, most)) for name, most in limits.items() if most is not None]


def limit(limits: Limits) -> None:
    """Take on the limits, for good."""
    for which, most in limits:
        resource.setrlimit(which, most)


class Ruleset:
    """What the kernel lets a process write, by Landlock; made before the process is, and taken on by it."""

    def __init__(self, writable: Sequence[str]) -> None:
        self._descriptor = -1
        if sys.platform == "linux":
            self._descriptor = make_ruleset(writable)

    def restrict(self) -> bool:
        """Keep this process, and all that it starts, from writing elsewhere; whether the kernel does so."""
        return self._descriptor >= 0 and libc.syscall(LANDLOCK_RESTRICT_SELF, self._descriptor, 0) == 0

    def close(self) -> None:
        """Forget it; processes that took it on keep it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)


def make_ruleset(writable: Sequence[str]) -> int:
    """A descriptor of rules that allow writing below `writable`, and nowhere else; negative without Landlock."""
    version = libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return -1
    rights = WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_ANY
    rights |= REFER if version >= 2 else 0
    rights |= TRUNCATE if version >= 3 else 0
    scope = SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL if version >= 6 else 0
    attributes = struct.pack("=QQQ", rights, 0, scope)[: 24 if version >= 6 else 16 if version >= 4 else 8]
    ruleset = int(libc.syscall(LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0))
    for path in (*writable, "/dev/null", "/dev/shm", "/dev/pts", "/dev/tty"):
        if path in writable or os.path.exists(path):
            allow_writes(ruleset, path, rights)
    return ruleset


def allow_writes(ruleset: int, path: str, rights: int) -> None:
    beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    allowed = rights if os.path.isdir(path) else rights & (WRITE_FILE | TRUNCATE)
    libc.syscall(LANDLOCK_ADD_RULE, ruleset, RULE_PATH_BENEATH, struct.pack("=Qi", allowed, beneath), 0)
    os.close(beneath)
