"""Which files below a folder were opened, and whether anything there was changed: by inotify, which misses nothing."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from contextlib import suppress

IN_MODIFY, IN_ATTRIB, IN_CLOSE_WRITE, IN_OPEN, IN_MOVED, IN_CREATE, IN_DELETE = 2, 4, 8, 0x20, 0xC0, 0x100, 0x200
IN_DELETE_SELF, IN_MOVE_SELF, IN_Q_OVERFLOW, IN_IGNORED, IN_ISDIR = 0x400, 0x800, 0x4000, 0x8000, 0x40000000
IN_NONBLOCK, IN_CLOEXEC = os.O_NONBLOCK, os.O_CLOEXEC
CHANGES = IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_MOVED | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
EVENT = struct.Struct("iIII")  # watch, mask, cookie, length of the name


class Watch:
    """A watch on all folders that are below `folder` now; OSError where the system has no such thing."""

    def __init__(self, folder: str) -> None:
        if sys.platform != "linux":
            raise OSError("there is no inotify")
        libc = ctypes.CDLL(None, use_errno=True)
        self._folders: dict[int, str] = {}
        self._descriptor = libc.inotify_init1(IN_NONBLOCK | IN_CLOEXEC)
        if self._descriptor < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        for place, _, _ in os.walk(folder):
            number = libc.inotify_add_watch(self._descriptor, os.fsencode(place), CHANGES | IN_OPEN)
            if number < 0:
                self.close()
                raise OSError(ctypes.get_errno(), "inotify_add_watch")
            self._folders[number] = place

    def take(self) -> tuple[set[str] | None, bool]:
        """The paths of the files that were opened since the last call (None: it can't be said), and if any changed."""
        opened, changed = set[str](), False
        while data := self._read():
            at = 0
            while at < len(data):
                watch, mask, _, length = EVENT.unpack_from(data, at)
                name = data[at + EVENT.size : at + EVENT.size + length].rstrip(b"\0")
                at += EVENT.size + length
                if mask & (IN_Q_OVERFLOW | IN_IGNORED):
                    return None, True
                changed |= bool(mask & CHANGES)
                if mask & IN_OPEN and not mask & IN_ISDIR:
                    opened.add(os.path.join(self._folders[watch], os.fsdecode(name)))  # noqa: PTH118 - many, and often
        return opened, changed

    def _read(self) -> bytes:
        with suppress(BlockingIOError):
            return os.read(self._descriptor, 1 << 16)
        return b""

    def close(self) -> None:
        """End the watch."""
        os.close(self._descriptor)
