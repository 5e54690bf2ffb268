"""A bundle: the files of an article's folder as they are at one moment."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from stat import S_ISLNK

# What asks for the size or the times of a file, which no watch tells. Where code has a word that only looks like it,
# samples are run again that need not be.
MEASURES = re.compile(
    rb"\b(?:[fl]?stat|ls|du|df|tree|find|make|ninja|rsync|scandir|filecmp|dircmp)\b|\bget(?:size|[acm]time)\b"
    rb"|\bst_(?:size|blocks|[acm]time)|(?:\btest|\[)\s.*-(?:s|nt|ot|N)\b|\bcp -\w*u"
)


@lru_cache(maxsize=1 << 12)  # the samples of a text that is read again and again, as it is written
def measures(text: bytes) -> bool:
    """Whether a program with this text may ask for more of a file than its name, without opening it."""
    return bool(MEASURES.search(text))


SURE = 1_000_000_000  # ns; a file that changes twice within a tick of the file system's clock looks the same


@dataclass(frozen=True)
class _Read:
    """The digest of a file, the `state` that the file had before it was read, and when that was (ns)."""

    digest: str
    state: tuple[int, ...]
    at: int

    def holds(self, path: Path) -> bool:
        """Whether the file at `path` can't have changed since, which a file that had just been written may have."""
        return max(self.state, default=0) < self.at - SURE and self.state == _state(path)


MANIFESTS = "slow"
"""The folder of a bundle that says what its slow samples were measured on; no sample sees it."""
APART = ("index.md", MANIFESTS)


class Bundle:
    """The files below `folder`, less its `index.md`, its manifests, and what programs and version control leave there.

    The text and the manifests are no part of it: they would be two more things that each verdict depends on.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._reads: dict[str, _Read] = {}
        self._measuring: set[str] = set()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The files and links, by their paths in the bundle, sorted."""
        found: list[str] = []
        for place, folders, files in os.walk(self.folder):
            is_top = place == os.fspath(self.folder)
            folders[:] = [name for name in folders if not _is_left_out(name) and not (is_top and name in APART)]
            relative = os.path.relpath(place, self.folder)
            prefix = "" if relative == "." else relative.replace(os.sep, "/") + "/"
            links = [name for name in folders if os.path.islink(os.path.join(place, name))]  # noqa: PTH114, PTH118 - os.walk's
            found += [prefix + name for name in [*files, *links] if not _is_left_out(name)]
        return tuple(sorted(name for name in found if name not in APART))

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is neither a file nor a folder."""
        return all(_is_left_out(name) or name in APART for name in os.listdir(self.folder))  # noqa: PTH208 - names

    def manifests(self) -> dict[str, bytes]:
        """The files of the folder of manifests as they are now, by their paths in the bundle."""
        top = self.folder / MANIFESTS
        files = [path for path in (top, *top.rglob("*")) if path.is_file() and not _is_left_out(path.name)]
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in sorted(files)}

    @cached_property
    def names_digest(self) -> str:
        """A digest of which files there are, whatever is in them: their names and modes, and where links lead."""
        return sha256(repr([(name, self._kind(name)) for name in self.names]).encode()).hexdigest()

    def _kind(self, name: str) -> tuple[int, str]:
        path = self.folder / name
        try:
            mode = path.lstat().st_mode
            return mode, str(path.readlink()) if S_ISLNK(mode) else ""
        except OSError:
            return 0, ""

    def digest(self, name: str) -> str:
        """A digest of what is in a file; of a link, where it leads; empty if there is no such file."""
        if name not in self._reads:
            at, state = time.time_ns(), _state(self.folder / name)
            self._reads[name] = _Read(self._read_digest(name), state, at)
        return self._reads[name].digest

    def renewed(self) -> Bundle:
        """The bundle as it is now: this one, if nothing in it has changed since the digests of all files were taken.

        Only files that may have changed are read again.
        """
        new = Bundle(self.folder)
        new._reads = {name: read for name, read in self._reads.items() if read.holds(self.folder / name)}
        new._measuring = self._measuring & set(new._reads)
        is_known = "names_digest" in vars(self) and all(name in self._reads for name in self.names)
        if not is_known or new.names_digest != self.names_digest:
            return new
        if any(new.digest(name) != self.digest(name) for name in self.names):
            return new
        self._reads, self._measuring = new._reads, new._measuring
        return self

    def _read_digest(self, name: str) -> str:
        path = self.folder / name
        try:
            target = f"-> {path.readlink()} ".encode() if path.is_symlink() else b""
            content = path.read_bytes() if path.is_file() else b""
            if not target and not path.exists():
                return ""
        except OSError:
            return ""
        if measures(content):
            self._measuring.add(name)
        return sha256(target + content).hexdigest()

    def measures(self, name: str) -> bool:
        """Whether a file, if it is a program, may ask for the size or the times of others."""
        self.digest(name)
        return name in self._measuring

    def digest_of(self, names: Iterable[str]) -> str:
        """A digest of what is in all of these files."""
        return sha256(repr([(name, self.digest(name)) for name in sorted(names)]).encode()).hexdigest()

    def copy(self, target: Path) -> None:
        """Copy all of it to the new folder `target`; links are copied as links.

        Raises OSError for what can't be copied, and where a file is not what it was when its digest was taken: a
        verdict would be of another text than the ledger says.
        """

        def copy_file(source: str, copied: str) -> None:
            shutil.copy2(source, copied)
            known = self.digest(os.path.relpath(source, self.folder).replace(os.sep, "/"))
            if sha256(Path(copied).read_bytes()).hexdigest() != known:
                raise OSError(f"{source} was changed while it was being verified; run it again")

        def left_out(place: str, names: list[str]) -> list[str]:
            is_top = Path(place) == self.folder
            return [name for name in names if _is_left_out(name) or (is_top and name in APART)]

        shutil.copytree(self.folder, target, symlinks=True, ignore=left_out, copy_function=copy_file)


def _state(path: Path) -> tuple[int, ...]:
    """What changes when the file, or the link to it, does; nothing if there is no file.

    The times (ns) are larger than the other numbers.
    """
    try:
        found = (os.lstat(path), os.stat(path))  # noqa: PTH116 - many, and often
    except OSError:
        return ()
    return tuple(n for one in found for n in (one.st_ino, one.st_size, one.st_mtime_ns, one.st_ctime_ns))


def _is_left_out(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"
