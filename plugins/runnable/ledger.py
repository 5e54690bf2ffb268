"""The ledger: which samples were verified, by digest, when, and with which versions.

One JSON file for each Markdown file, in a folder that is not in version control. An entry that does not fit the
digest asked for is as good as none, so that a stale or damaged ledger costs time and never truth.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One verified sample.

    `digest`: of all that the verdict depends on. `verified`: the day of the run (ISO). `versions`: what took part, such
    as "Flask 3.1.3". `lines`: the lines of the bundle's files that the run executed. `opened`: the files of the bundle
    that it opened; None: any. `distributions`: what it imported from; None: anything. `proven_by`: for a region, the
    digests of the samples whose runs executed its lines, by their names.
    """

    digest: str
    verified: str = ""
    versions: tuple[str, ...] = ()
    lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    opened: tuple[str, ...] | None = None
    distributions: tuple[str, ...] | None = None
    proven_by: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Whole:
    """A document all of whose samples were verified.

    `digest`: of all that any of them can depend on. `samples`: the name of each, its line, and why it is not verified,
    or nothing. `verified`: the day of the oldest verdict (ISO), or nothing where none was reached. `programs`: those
    that took part, each by path, size (bytes) and time of change (ns). `slow`: the names of the samples for which a
    manifest stands, and no verdict of the ledger.
    """

    digest: str
    verified: str
    versions: tuple[str, ...]
    samples: tuple[tuple[str, int, str], ...]
    programs: tuple[tuple[str, int, int], ...] = ()
    slow: tuple[str, ...] = ()

    def holds(self, digest: str) -> bool:
        """Whether nothing has changed, if `digest` is that of what there is now."""
        return self.digest == digest and all(_is_same(*program) for program in self.programs)

    @property
    def unverified(self) -> int:
        """How many samples nothing checks."""
        return sum(bool(reason) for _, _, reason in self.samples)

    @property
    def in_ledger(self) -> list[str]:
        """The names of the samples that a verdict of the ledger stands for."""
        return [name for name, _, reason in self.samples if not reason and name not in self.slow]

    @property
    def proven(self) -> int:
        """How many samples are verified."""
        return len(self.samples) - self.unverified


class Ledger:
    """The verdicts of one Markdown file, kept in `folder`."""

    def __init__(self, folder: Path, document: Path) -> None:
        place = os.path.relpath(document.resolve(), folder.resolve().parent)
        self._path = folder / f"{Path(place).parent.name or 'root'}-{sha256(place.encode()).hexdigest()[:12]}.json"
        self._changed: dict[str, Entry | None] = {}
        self._state: tuple[int, ...] = ()
        self._texts: dict[str, tuple[Entry, str]] = {}  # entries as they were written
        self._entries, self._whole = self._read()

    def _read(self) -> tuple[dict[str, Entry], Whole | None]:
        self._state = _state(self._path)
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            whole = stored["whole"]
            return {name: _entry(fields) for name, fields in stored["samples"].items()}, whole and _whole(whole)
        return {}, None

    @property
    def is_current(self) -> bool:
        """Whether the file is as it was when this ledger read it or wrote it."""
        return self._state == _state(self._path)

    def find(self, name: str) -> Entry | None:
        """What is known of the sample `name`; whether that still holds is for the caller to see."""
        return self._entries.get(name)

    def whole(self, digest: str) -> Whole | None:
        """What is known of the document, if what it was verified with is still what there is."""
        return self._whole if self._whole and self._whole.holds(digest) else None

    def note(self, name: str, entry: Entry) -> None:
        """Note that the sample `name` was verified today."""
        today = date.today().isoformat()  # noqa: DTZ011 - the reader's day
        self._entries[name] = self._changed[name] = replace(entry, verified=today)
        self._whole = None

    def forget(self, name: str) -> None:
        """Drop what is known of the sample `name`."""
        self._entries.pop(name, None)
        self._changed[name] = None
        self._whole = None

    def note_whole(self, whole: Whole) -> None:
        """Note that all samples of the document are verified."""
        if whole != self._whole:
            self._whole = whole
            self._changed.setdefault("", None)

    def save(self, names: Iterable[str]) -> None:
        """Write the entries of the samples `names`, which are all that the document has, in one step.

        What another process noted or forgot meanwhile is kept as it has it. Entries of other samples are known on, and
        not written: the text may have been read while it was half written.
        """
        if not self._changed:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(self._path.parent):
            before = self._entries if self.is_current else self._read()[0]
            self._entries = {name: entry for name, entry in {**before, **self._changed}.items() if entry}
            if self._whole and not all(name in self._entries for name in self._whole.in_ledger):
                self._whole = None
            samples = (f"{json.dumps(name)}: {self._text(name)}" for name in names if name in self._entries)
            whole = json.dumps(self._whole and vars(self._whole))
            replace_file(self._path, f'{{"whole": {whole}, "samples": {{{", ".join(samples)}}}}}'.encode())
            self._state = _state(self._path)
        self._changed.clear()

    def _text(self, name: str) -> str:
        """The entry of a sample as JSON; of a document of a hundred samples most are what they were."""
        entry = self._entries[name]
        known, text = self._texts.get(name, (None, ""))
        if known is not entry:
            text = json.dumps(vars(entry))
            self._texts[name] = entry, text
        return text


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other processes from writing ledgers in `folder` at the same time."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _entry(fields: Any) -> Entry:
    date.fromisoformat(fields["verified"])
    return Entry(
        str(fields["digest"]),
        fields["verified"],
        tuple(map(str, fields["versions"])),
        {file: tuple(map(int, numbers)) for file, numbers in fields["lines"].items()},
        _names(fields["opened"]),
        _names(fields["distributions"]),
        {str(name): str(digest) for name, digest in fields["proven_by"].items()},
    )


def _whole(fields: Any) -> Whole:
    samples = tuple((str(name), int(line), str(reason)) for name, line, reason in fields["samples"])
    programs = tuple((str(path), int(size), int(time)) for path, size, time in fields["programs"])
    versions, slow = (tuple(map(str, fields[name])) for name in ("versions", "slow"))
    return Whole(str(fields["digest"]), str(fields["verified"]), versions, samples, programs, slow)


def _state(path: Path) -> tuple[int, ...]:
    """What differs after each writing, which makes the file anew; nothing if there is none."""
    with suppress(OSError):
        found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    return ()


def _is_same(path: str, size: int, time: int) -> bool:
    with suppress(OSError):
        status = os.stat(path)  # noqa: PTH116 - at each start, for each document
        return (status.st_size, status.st_mtime_ns) == (size, time)
    return False


def _names(names: Any) -> tuple[str, ...] | None:
    return None if names is None else tuple(map(str, names))


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that a reader, or a crash, finds the old file or the new one and nothing between."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink()
        raise
