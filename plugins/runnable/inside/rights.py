"""What a sample may do: as little as the kernel can be brought to allow."""

import ctypes
import fcntl
import os
import resource
import signal
import socket
import struct

PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 24, 36, 38
CAPSET_HEADER = struct.pack("=Ii", 0x20080522, 0)  # the third version of the interface; this process
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446  # the same on all architectures
RULE_PATH_BENEATH = 1
CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET, MS_PRIVATE, MS_REC = 0x20000, 0x10000000, 0x40000000, 1 << 18, 1 << 14
MS_BIND, MOUNT_SETATTR, MOUNT_ATTR_RDONLY, AT_FDCWD, AT_RECURSIVE = 1 << 12, 442, 1, -100, 0x8000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
# Rights of linux/landlock.h by the version of the interface that brought them; those that read are left alone.
WRITE_FILE, REMOVE_DIR, REMOVE_FILE, MAKE_ANY, REFER, TRUNCATE = 1 << 1, 1 << 4, 1 << 5, 0x7F << 6, 1 << 13, 1 << 14
SCOPE_ABSTRACT_SOCKET, SCOPE_SIGNAL = 1 << 0, 1 << 1

libc = ctypes.CDLL(None, use_errno=True)


def enclose(workshop: str, shared_memory: str) -> tuple[bool, bool]:
    """Give this process, and all that it forks, a network that is only a loopback, and an own view of the files.

    In that view nothing can be changed but what lies in the folder `workshop`, and memory is shared with no other.
    Whether each of the two was to be had; an ordinary user gets them by a namespace of users, where those are allowed.
    """
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    if os.geteuid() and not become_root_of_nothing():
        return False, False
    network = libc.unshare(CLONE_NEWNET) == 0
    if network:
        raise_loopback()
    return network, private_files(workshop, shared_memory)


def become_root_of_nothing() -> bool:
    """Enter a namespace of users in which we may make other namespaces, and stay who we are."""
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER):
        return False
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as stream:
            stream.write(text)
    return True


def raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = bytearray(struct.pack("16sH22x", b"lo", 0))
        fcntl.ioctl(handle, SIOCGIFFLAGS, request)
        flags = struct.unpack_from("H", request, 16)[0] | IFF_UP
        fcntl.ioctl(handle, SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", flags))


def private_files(workshop: str, shared_memory: str) -> bool:
    """Make all files read-only, modes, times and attributes included, but those below `workshop`."""
    if libc.unshare(CLONE_NEWNS) or libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None):
        return False
    place, memory = os.fsencode(workshop), os.fsencode(shared_memory)
    done = (
        libc.mount(place, place, None, MS_BIND, None),
        set_read_only(b"/", AT_RECURSIVE, on=True),
        set_read_only(place, 0, on=False),
        libc.mount(b"none", memory, b"tmpfs", 0, b"size=64m"),
    )
    return not any(done)


def set_read_only(path: bytes, flags: int, *, on: bool) -> int:
    attributes = struct.pack("=QQQQ", MOUNT_ATTR_RDONLY * on, MOUNT_ATTR_RDONLY * (not on), 0, 0)
    return int(libc.syscall(MOUNT_SETATTR, AT_FDCWD, path, flags, attributes, len(attributes)))


def give_up(writable: list[str], limits: dict[str, int]) -> bool:
    """Give up what a sample has no need of; True where the kernel keeps its writes inside `writable`."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file"], limits["file"]))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    protected = landlock(writable)
    for capability in range(41):  # what makes root more than an owner of its files
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    libc.capset(CAPSET_HEADER, bytes(24))
    return protected


def landlock(writable: list[str]) -> bool:
    version = libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    rights = WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_ANY
    rights |= REFER if version >= 2 else 0
    rights |= TRUNCATE if version >= 3 else 0
    scope = SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL if version >= 6 else 0
    attributes = struct.pack("=QQQ", rights, 0, scope)[: 24 if version >= 6 else 16 if version >= 4 else 8]
    ruleset = libc.syscall(LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0)
    for path in [*writable, "/dev/null"]:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
        allowed = rights if os.path.isdir(path) else rights & (WRITE_FILE | TRUNCATE)
        libc.syscall(LANDLOCK_ADD_RULE, ruleset, RULE_PATH_BENEATH, struct.pack("=Qi", allowed, beneath), 0)
        os.close(beneath)
    restricted = bool(libc.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0)
    os.close(ruleset)
    return restricted
