"""Files that a sample made, or something that only looks like them: never by way of a link, and never waiting."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePath

STEP = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC


def read_made(root: PurePath, path: PurePath, limit: int) -> bytes | None:
    """At most `limit` bytes of the file `path` below `root`, or None where there is no plain file."""
    with suppress(OSError), _folder_of(root, path) as folder:
        descriptor = os.open(path.name, STEP | os.O_NONBLOCK, dir_fd=folder)
        try:
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                with open(descriptor, "rb", closefd=False) as stream:
                    return stream.read(limit)
        finally:
            os.close(descriptor)
    return None


def remove_made(root: PurePath, path: PurePath) -> None:
    """Remove the file `path` below `root`, if there is one."""
    with suppress(OSError), _folder_of(root, path) as folder:
        os.unlink(path.name, dir_fd=folder)


@contextmanager
def _folder_of(root: PurePath, path: PurePath) -> Iterator[int]:
    """The folder of `path`, open; OSError where a link leads there, which would lead anywhere."""
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in path.parent.relative_to(root).parts:
            outer, folder = folder, os.open(name, STEP | os.O_DIRECTORY, dir_fd=folder)
            os.close(outer)
        yield folder
    finally:
        os.close(folder)
