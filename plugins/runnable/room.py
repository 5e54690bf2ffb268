"""Rooms: the folders in which jobs run, and how it is told whether a job has touched them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from runnable.bundle import Bundle
from runnable.made import read_made, remove_made
from runnable.watch import Watch
from runnable.workshop import workshop


class Room:
    """Folders for one job: a copy of a bundle (or an empty folder), a home, and a place for temporary files.

    `opened`: the files of the bundle that were opened since it was made; None: it can't be said.
    """

    def __init__(self, bundle: Bundle | None) -> None:
        self.bundle = bundle
        self.root = Path(tempfile.mkdtemp(dir=workshop().folder))
        self._watch: Watch | None = None
        self._is_changed = False
        self.opened: frozenset[str] | None = frozenset()
        try:
            self._furnish()
        except BaseException:
            self.remove()
            raise

    def _furnish(self) -> None:
        self.folder = self.root / (self.bundle.folder.resolve().name if self.bundle else "empty")
        if self.bundle:
            self.bundle.copy(self.folder)
        else:
            self.folder.mkdir()
        self._is_bare = not os.listdir(self.folder)  # noqa: PTH208 - of the copy: the bundle may change, or go
        self.home, self.temporary = self.root / "home", self.root / "tmp"
        self.home.mkdir()
        self.temporary.mkdir()
        self._give_to(workshop().lane.user)
        self._note_contents()
        with suppress(OSError):
            self._watch = Watch(str(self.root))

    def _note_contents(self) -> None:
        folders = os.walk(self.root)
        self._contents = [f"{place}{os.sep}{name}" for place, _, files in folders for name in (".", *files)]
        self._furnished = self._look()

    def _look(self) -> list[tuple[int, int]]:
        """Of all that was there at first the number, and the time of the last change (ns), which nobody can set."""
        with suppress(FileNotFoundError):
            return [(status.st_ino, status.st_ctime_ns) for status in map(os.lstat, self._contents)]
        return []

    def _give_to(self, user: int) -> None:
        if user == os.geteuid():
            return
        os.chown(self.root, user, user)
        for place, folders, files in os.walk(self.root):
            for name in (*folders, *files):
                os.chown(os.path.join(place, name), user, user, follow_symlinks=False)  # noqa: PTH118 - os.walk's

    def take_opened(self) -> frozenset[str] | None:
        """The files of the bundle that were opened since the last call, by their paths; None: it can't be said."""
        opened, changed = self._watch.take() if self._watch else (None, True)
        self._is_changed |= changed
        if opened is None or self.opened is None:
            self.opened = None
            return None
        start = f"{self.folder}{os.sep}"
        own = frozenset(path.removeprefix(start) for path in opened if path.startswith(start))
        self.opened |= own
        return own

    def read(self, path: Path, limit: int) -> bytes | None:
        """At most `limit` bytes of a file that a job made in this room, or None where it made none."""
        return read_made(self.root, path, limit)

    def discard(self, path: Path) -> None:
        """Remove a file of this room, if it is there."""
        remove_made(self.root, path)

    @property
    def is_untouched(self) -> bool:
        """Whether all is as it was when it was new, so that another job can't tell.

        The watch may come late: of what was written through a mapping it tells when the file is closed, which can be
        put off beyond the end of the process. The times of change see that, and not what happens within a tick.
        """
        self.take_opened()
        return not self._is_changed and self._look() == self._furnished

    def suits(self, bundle: Bundle | None) -> bool:
        """Whether it is the room of `bundle`; that of one without files becomes that of another such."""
        if self.bundle is bundle:
            return True
        if not (self.bundle and bundle and self._is_bare and bundle.is_empty):
            return False
        folder = self.root / bundle.folder.resolve().name
        self.folder.rename(folder)
        self.bundle, self.folder, self.opened = bundle, folder, frozenset()
        self._note_contents()
        if self._watch:
            self._watch.take()
        return True

    def remove(self) -> None:
        """Remove it with all that is in it."""
        if self._watch:
            self._watch.close()
            self._watch = None
        try:
            shutil.rmtree(self.root)
        except (OSError, RecursionError):  # modes that shut us out, folders in folders in folders
            _open_up(self.root)
            subprocess.run(["rm", "-rf", "--", self.root], check=False)


def _open_up(root: Path) -> None:
    """Give ourselves back the folders that a sample shut."""
    with suppress(OSError, RecursionError):
        for folder, folders, _ in os.walk(root):
            for name in folders:
                path = Path(folder, name)
                if not path.is_symlink():
                    path.chmod(0o700)
