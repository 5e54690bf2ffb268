"""The ledger: which samples were verified, by digest, when, and with which versions.

One JSON file for each Markdown file, in a folder that is not in version control. An entry that does not fit the
digest asked for is as good as none, so that a stale or damaged ledger costs time and never truth.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One verified sample.

    `digest`: of all that the verdict depends on. `verified`: the day of the run (ISO). `versions`: what took part, such
    as "Flask 3.1.3". `lines`: the lines of the bundle's files that the run executed.
    """

    digest: str
    verified: str
    versions: tuple[str, ...] = ()
    lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


class Ledger:
    """The verdicts of one Markdown file, kept in `folder`."""

    def __init__(self, folder: Path, document: Path) -> None:
        place = os.path.relpath(document.resolve(), folder.resolve().parent)
        self._path = folder / f"{Path(place).parent.name or 'root'}-{sha256(place.encode()).hexdigest()[:12]}.json"
        self._entries = self._read()

    def _read(self) -> dict[str, Entry]:
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            return {name: _entry(fields) for name, fields in stored.items()}
        return {}

    def find(self, name: str, digest: str) -> Entry | None:
        """The entry of the sample `name`, if what it was verified with is still what there is."""
        entry = self._entries.get(name)
        return entry if entry and entry.digest == digest else None

    def note(self, name: str, digest: str, versions: Sequence[str], lines: Mapping[str, Sequence[int]]) -> None:
        """Note that the sample `name` was verified today."""
        kept = {file: tuple(sorted(numbers)) for file, numbers in lines.items() if numbers}
        self._entries[name] = Entry(digest, date.today().isoformat(), tuple(versions), kept)  # noqa: DTZ011 - the reader's day

    def forget(self, name: str) -> None:
        """Drop what is known of the sample `name`."""
        self._entries.pop(name, None)

    def save(self, names: Sequence[str]) -> None:
        """Write the entries of the samples `names`, which are all that the document has, in one step."""
        stored = {name: asdict(entry) for name, entry in sorted(self._entries.items()) if name in names}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self._path, json.dumps(stored).encode())


def _entry(fields: Any) -> Entry:
    lines = {file: tuple(map(int, numbers)) for file, numbers in fields["lines"].items()}
    date.fromisoformat(fields["verified"])
    return Entry(str(fields["digest"]), fields["verified"], tuple(map(str, fields["versions"])), lines)


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
