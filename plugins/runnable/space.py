"""What a job takes of the disk and the memory that it shares with the rest of the machine.

The kernel bounds one file and one process, and not the sum of them, short of control groups, which are root's. So the
parent looks at the machine now and then, and only where much is gone at the room.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from runnable.recording import Ending

LOOK = 0.1  # seconds between two looks
LARGEST, MOST_FILES = 1 << 30, 50_000  # bytes and files of a room
DISK_RESERVE, FILES_RESERVE, MEMORY_RESERVE = 512 << 20, 10_000, 512 << 20
"""Bytes and files that have to stay free, if it is since the job began that they went."""
NOTABLE = 64 << 20, 1_000  # bytes and files that a job may have taken where so little is left


@dataclass(frozen=True)
class Free:
    """What is free on the machine: bytes and files on the disk, and bytes of memory."""

    disk: int
    files: int
    memory: int


class Space:
    """The machine as it was when the job in the room `root` had just begun."""

    def __init__(self, root: Path) -> None:
        self._root, self._before = root, _free(root)

    def excess(self) -> Ending | None:
        """How the job has to end, if it took too much."""
        now, before = _free(self._root), self._before
        if _is_last(before.memory, now.memory, MEMORY_RESERVE, NOTABLE[0]):
            return Ending.MEMORY
        if _is_last(before.disk, now.disk, DISK_RESERVE, NOTABLE[0]) or _is_last(
            before.files, now.files, FILES_RESERVE, NOTABLE[1]
        ):
            return Ending.DISK
        is_much = before.disk - now.disk > LARGEST // 2 or before.files - now.files > MOST_FILES // 2
        return Ending.DISK if is_much and _is_large(self._root) else None


def _is_last(before: int, now: int, reserve: int, notable: int) -> bool:
    return now < reserve and before - now > notable


def _free(root: Path) -> Free:
    disk = os.statvfs(root)
    # A file system that makes room for files as they come tells of none.
    files = disk.f_favail if disk.f_files else FILES_RESERVE
    return Free(disk.f_bavail * disk.f_frsize, files, _free_memory())


def _free_memory() -> int:
    with suppress(OSError, ValueError), open("/proc/meminfo", "rb") as stream:  # noqa: PTH123 - often
        for line in stream:
            if line.startswith(b"MemAvailable:"):
                return int(line.split()[1]) << 10
    return MEMORY_RESERVE


def _is_large(root: Path) -> bool:
    size = count = 0
    for place, folders, files in os.walk(root):
        count += len(folders) + len(files)
        with suppress(OSError):
            size += sum(os.lstat(f"{place}{os.sep}{name}").st_blocks << 9 for name in files)
        if size > LARGEST or count > MOST_FILES:
            return True
    return False
