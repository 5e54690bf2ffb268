"""System calls that no sample needs: what they reach lies outside of all that is put around one.

A filter in the kernel (seccomp, in the classic BPF of linux/filter.h) refuses them. What is left of a key, a limit of
another process or a ring of requests would be there for the next sample; a namespace of users would give rights anew.
"""

import ctypes
import errno
import os
import struct

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # of which the second takes the number of an error
LOAD, EQUAL, AT_LEAST, ANY_OF, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, ARGUMENT = 0, 4, 16  # where they stand in struct seccomp_data; each argument has 8 bytes
CLONE_NEWUSER = 0x10000000
FOREIGN = 0x40000000  # from here on x86_64 has another interface, with numbers of its own

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# By the call: its numbers, in the order of ARCHITECTURES, and how it is refused.
REFUSED = {
    "add_key": (248, 217, errno.EPERM),
    "request_key": (249, 218, errno.EPERM),
    "keyctl": (250, 219, errno.EPERM),
    "bpf": (321, 280, errno.EPERM),
    "perf_event_open": (298, 241, errno.EPERM),
    "setns": (308, 268, errno.EPERM),
    "userfaultfd": (323, 282, errno.EPERM),
    "open_by_handle_at": (304, 265, errno.EPERM),
    # What programs do without where it is missing; of clone3 a filter can't see what is asked.
    **{
        name: (number, number, errno.ENOSYS)
        for name, number in {"io_uring": 425, "enter": 426, "register": 427}.items()
    },
    "mq_open": (240, 180, errno.ENOSYS),
    "clone3": (435, 435, errno.ENOSYS),
    "fallocate": (285, 47, errno.EOPNOTSUPP),  # the one way to fill a disk that is faster than a look at it
}
# Those that may not ask for a namespace of users, by their first argument.
MAKING = {"clone": (56, 220), "unshare": (272, 97)}
# Those that a process may do to itself (0) only, and which argument says whom.
OWN = {
    "prlimit64": (302, 261, 0),
    "sched_setaffinity": (203, 122, 0),
    "sched_setscheduler": (144, 119, 0),
    "sched_setparam": (142, 118, 0),
    "sched_setattr": (314, 274, 0),
    "setpriority": (141, 140, 1),
    "ioprio_set": (251, 30, 1),
}

libc = ctypes.CDLL(None, use_errno=True)


def refuse() -> bool:
    """Refuse them from now on, also to all that is forked; whether that was to be had. New privileges are given up."""
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        return False
    code = program(list(ARCHITECTURES).index(machine), ARCHITECTURES[machine])
    buffer = ctypes.create_string_buffer(code, len(code))
    described = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_char_p(described), 0, 0) == 0)


def program(column: int, architecture: int) -> bytes:
    """The filter for one architecture; the interface of any other on the same machine is missing."""
    missing = REFUSE | errno.ENOSYS
    steps = [step(LOAD, ARCHITECTURE), step(EQUAL, architecture, 1), step(RETURN, missing)]
    steps += [step(LOAD, NUMBER), step(AT_LEAST, FOREIGN, 0, 1), step(RETURN, missing)]
    for call in REFUSED.values():
        steps += [step(EQUAL, call[column], 0, 1), step(RETURN, REFUSE | call[-1])]
    for numbers in MAKING.values():
        steps += unless(numbers[column], 0, step(ANY_OF, CLONE_NEWUSER, 0, 1))
    for call in OWN.values():
        steps += unless(call[column], call[-1], step(EQUAL, 0, 1))
    return b"".join([*steps, step(RETURN, ALLOW)])


def unless(number: int, argument: int, test: bytes) -> list[bytes]:
    """Refuse a call, unless `test` of the lower half of an argument steps over that."""
    load, refused = step(LOAD, ARGUMENT + 8 * argument), step(RETURN, REFUSE | errno.EPERM)
    return [step(EQUAL, number, 0, 4), load, test, refused, step(RETURN, ALLOW)]


def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """A step, struct sock_filter; a test steps over as many as it says."""
    return struct.pack("=HBBI", code, if_true, if_false, value)
