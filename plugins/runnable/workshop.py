"""Workshops: where the sandboxes of a thread are, what they all find in their environment, and who runs them."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from runnable.zygote import Interpreter, Lane, Zygote

PREFIX = "runnable-"  # of the temporary folders
PATH = (str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin")
ENVIRONMENT = {
    "PATH": os.pathsep.join(PATH),
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "TERM": "dumb",
    "COLUMNS": "80",
    "NO_COLOR": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
}


class Workshop:
    """The folder in which the sandboxes of a thread are, and the zygote that can write there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.chmod(0o755)  # the user of the samples goes through it; what is in it is closed to others
        self._is_closed = False
        self._shown = frozenset[str]()
        self.spare: Any = None  # a room that is as good as new
        self.servers: dict[str, Any] = {}  # what runs beside the samples, by its name; it has a `close`

    @cached_property
    def _zygote(self) -> Zygote | None:
        if not hasattr(os, "pidfd_open"):
            return None
        return Zygote(ENVIRONMENT, self.folder, sorted(self._shown))

    @cached_property
    def lane(self) -> Lane | Interpreter:
        """The lane in which samples run."""
        return self.new_lane()

    def new_lane(self) -> Lane | Interpreter:
        """Another lane, for what runs beside a sample and is asked by it."""
        lane = self._zygote.lane() if self._zygote else Interpreter(ENVIRONMENT)
        with suppress(FileNotFoundError):
            (self.folder / ".view").rmdir()  # where the zygote's root was put together
        return lane

    def change_lane(self) -> None:
        """Have another lane for the next job."""
        if lane := self.__dict__.pop("lane", None):
            lane.close()

    def show(self, folders: Iterable[str]) -> None:
        """Have samples see these `folders` too, and all that is below; no job may run meanwhile.

        What a zygote shows is settled when it begins, so that another one begins if one of them is new.
        """
        new = frozenset(folders) - self._shown
        if not new:
            return
        self._shown |= new
        if "_zygote" in self.__dict__:
            self.renew()

    def tidy(self) -> None:
        """Remove the room that is kept for the next sandbox."""
        if self.spare:
            self.spare.remove()
            self.spare = None

    def renew(self) -> None:
        """Begin with a new zygote, since the old one broke; EOFError if that was our own doing.

        What runs beside the samples was forked by the old one, and ends with it.
        """
        if self._is_closed:
            raise EOFError("the workshop is closed")
        self.end_servers()
        if zygote := self.__dict__.pop("_zygote", None):
            zygote.close()
        if lane := self.__dict__.pop("lane", None):
            lane.close()

    def end_servers(self) -> None:
        """End what runs beside the samples."""
        while self.servers:
            self.servers.popitem()[1].close()

    def close(self) -> None:
        """End the zygote and the servers, and remove the folder."""
        self._is_closed = True
        self.end_servers()
        if zygote := self.__dict__.pop("_zygote", None):
            zygote.close()
        if lane := self.__dict__.pop("lane", None):
            lane.close()
        shutil.rmtree(self.folder, ignore_errors=True)


_open: dict[tuple[int, int], Workshop] = {}


def workshop() -> Workshop:
    """The workshop of this thread, in the folder for temporary files."""
    key = os.getpid(), threading.get_ident()
    if key not in _open:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
        _open[key] = Workshop(folder)
    return _open[key]


@atexit.register
def close_workshops(*, but_ours: bool = False) -> None:
    """Close all workshops of this process, or those of other threads only; the next sandbox opens another."""
    ours = threading.get_ident()
    for key in [key for key in _open if key[0] == os.getpid() and not (but_ours and key[1] == ours)]:
        _open.pop(key).close()
