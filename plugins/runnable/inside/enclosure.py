"""A network, a view of the files and a table of processes of its own: what a sample can't see it can't reach."""

import ctypes
import fcntl
import os
import socket
import struct
import sys
from contextlib import suppress

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = (
    0x20000,
    0x8000000,
    0x10000000,
    0x20000000,
    1 << 30,
)
MS_BIND, MS_REC, MS_PRIVATE, MS_NOSUID_NOEXEC_NODEV = 1 << 12, 1 << 14, 1 << 18, 0b1110
MOUNT_SETATTR, PIVOT_ROOT = 442, {"x86_64": 155, "i686": 217}.get(os.uname().machine, 41)  # 41 wherever it is recent
AT_FDCWD, AT_RECURSIVE, MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MNT_DETACH = -100, 0x8000, 1, 2, 2
SHARED_MEMORY = "size=256m,nr_inodes=64k,mode=1777"
SHM_INFO, MSG_INFO, SEM_INFO = 14, 12, 19  # how much of System V there is, of linux/shm.h and its like
IPC_LIMITS = {"shmall": 1 << 16, "msgmni": 64}  # pages, and queues of 16 KiB; no limit of a process counts them
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
# Where systems keep programs and what these read. No home, no /var, no /srv, no /run: what is there is private.
SYSTEM = (
    *("/bin", "/sbin", "/usr", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix/store", "/gnu/store"),
    *("/proc", "/sys/devices/system/cpu", "/var/cache/fontconfig"),
)
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
LINKS = {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2", "ptmx": "pts/ptmx"}

libc = ctypes.CDLL(None, use_errno=True)


def enclose(workshop: str, shown: list[str]) -> set[str]:
    """Give this process, and all that it forks, what the returned words name.

    `user`: a namespace of users of its own. `network`: nothing but a loopback. `files`: only the system's programs, the
    interpreter, the folders `shown` and the folder `workshop` are to be seen, and only the last can be changed; memory
    is shared with no other. An ordinary user gets them by a namespace of users, where those are allowed.
    """
    got = set[str]()
    if os.geteuid():
        if not become_root_of_nothing():
            return got
        got.add("user")
    if libc.unshare(CLONE_NEWNET) == 0:
        raise_loopback()
        set_up_ports()
        got.add("network")
    if private_files(workshop, shown):
        got.add("files")
    return got


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


def set_up_ports() -> None:
    """Let anyone listen at 80 and 443, too: in this network there is nobody else.

    A port is free as soon as its connections are closed: that it is kept for late packets, which a loopback does not
    have, would be felt by the next sample.
    """
    for name in ("ip_unprivileged_port_start", "tcp_max_tw_buckets"):
        with suppress(OSError), open(f"/proc/sys/net/ipv4/{name}", "w") as stream:
            stream.write("0")


def private_files(workshop: str, shown: list[str]) -> bool:
    """Change to a root in which little is to be seen and nothing can be changed; whether that was to be had."""
    if libc.unshare(CLONE_NEWNS) or mount("none", "/", "", MS_REC | MS_PRIVATE):
        return False
    root = os.path.join(workshop, ".view")
    os.mkdir(root)
    if mount("none", root, "tmpfs", 0, "size=4m,mode=755"):
        return False
    try:
        furnish(root, workshop, shown)
        os.chdir(root)
        if libc.syscall(PIVOT_ROOT, b".", b".") or libc.umount2(b".", MNT_DETACH):
            return False
    except OSError:
        return False
    os.chdir("/")
    done = (set_read_only("/", AT_RECURSIVE, on=True), set_read_only(workshop, 0, on=False))
    return not any((*done, set_read_only("/dev/shm", 0, on=False)))


def furnish(root: str, workshop: str, shown: list[str]) -> None:
    """Show in the folder `root` what a sample may see, by the same paths."""
    for path in visible(shown):
        if os.path.islink(path):
            os.makedirs(os.path.dirname(root + path), exist_ok=True)
            os.symlink(os.path.realpath(path), root + path)  # a link to a link may lead by what is not shown
        elif os.path.isdir(path):
            bind(path, root + path, MS_REC)
    os.makedirs(root + "/dev/shm")
    os.mkdir(root + "/dev/pts")
    for name in DEVICES:
        os.close(os.open(f"{root}/dev/{name}", os.O_CREAT, 0o600))
        mount(f"/dev/{name}", f"{root}/dev/{name}", "", MS_BIND)
    for name, target in LINKS.items():
        os.symlink(target, f"{root}/dev/{name}")
    mount("none", root + "/dev/shm", "tmpfs", 0, SHARED_MEMORY)
    mount("none", root + "/dev/pts", "devpts", 0, "newinstance,ptmxmode=0666")
    for name in ("tmp", "run", "home", "var/tmp"):
        os.makedirs(f"{root}/{name}", exist_ok=True)
    bind(workshop, root + workshop, 0)


def visible(shown: list[str]) -> list[str]:
    """The folders that samples see, `shown` among them; none of them lies in another."""
    ours = [
        *shown,
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        *sys.path,
        os.path.dirname(os.path.realpath(sys.executable)),
    ]
    wanted = [*map(os.path.realpath, (*ours, os.path.dirname(__file__))), *ours]
    chosen: list[str] = []
    for path in [*SYSTEM, *sorted({path for path in wanted if os.path.isdir(path)})]:
        if not any(path == other or path.startswith(other + "/") for other in chosen):
            chosen.append(path)
    return [path for path in chosen if os.path.lexists(path)]


def bind(source: str, target: str, flags: int) -> None:
    os.makedirs(target, exist_ok=True)
    if mount(source, target, "", MS_BIND | flags):
        raise OSError(ctypes.get_errno(), "mount", target)


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> int:
    return int(libc.mount(*map(os.fsencode, (source, target, kind)), ctypes.c_ulong(flags), os.fsencode(data)))


def set_read_only(path: str, flags: int, *, on: bool) -> int:
    wanted = MOUNT_ATTR_RDONLY if on else 0
    attributes = struct.pack("=QQQQ", wanted | MOUNT_ATTR_NOSUID, MOUNT_ATTR_RDONLY - wanted, 0, 0)
    return int(libc.syscall(MOUNT_SETATTR, AT_FDCWD, os.fsencode(path), flags, attributes, len(attributes)))


def unshare_processes() -> bool:
    """Have the next process that is forked be the first of a table of its own, which ends when that one ends."""
    return bool(libc.unshare(CLONE_NEWPID) == 0)


def own_mounts() -> bool:
    """Have mounts that no other process sees; whether that was to be had."""
    return bool(libc.unshare(CLONE_NEWNS) == 0 and mount("none", "/", "", MS_REC | MS_PRIVATE) == 0)


def show_processes() -> bool:
    """Show in /proc the processes of this table, and no other; whether that was allowed: otherwise all are seen."""
    return mount("none", "/proc", "proc", MS_NOSUID_NOEXEC_NODEV) == 0


def own_memory() -> None:
    """Share memory with nobody: neither /dev/shm, nor what System V has. To be called where mounts are our own."""
    mount("none", "/dev/shm", "tmpfs", 0, SHARED_MEMORY)
    if libc.unshare(CLONE_NEWIPC):
        return  # and the limits would be those of the machine
    for name, limit in IPC_LIMITS.items():
        with suppress(OSError), open(f"/proc/sys/kernel/{name}", "w") as stream:
            stream.write(str(limit))


def memory() -> list[object]:
    """What there is of such memory; as long as it is the same, nothing was left there."""
    found = [ctypes.create_string_buffer(128) for _ in range(3)]
    libc.shmctl(0, SHM_INFO, found[0])
    libc.msgctl(0, MSG_INFO, found[1])
    libc.semctl(0, 0, SEM_INFO, found[2])
    with os.scandir("/dev/shm") as entries:
        return [any(entries), os.stat("/dev/shm").st_mode, *(buffer.raw for buffer in found)]
