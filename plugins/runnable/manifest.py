"""Manifests: what a slow sample was measured on and what that depends on, as JSON beside the article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from itertools import pairwise

ENGINE = "runnable"
"""What `versions` calls this package."""
UNKNOWN = "unknown"
"""The version of a program that does not tell it."""
PARTS: Mapping[str, str] = {
    "code": "its code",
    "options": "its options",
    "output": "its output",
    "figure": "its figure",
    "cast": "its cast",
    "before": "a sample that runs before it",
}
"""What a sample depends on besides the files that it opened, and what an author calls each."""


@dataclass(frozen=True)
class Manifest:
    """One run of a slow sample.

    `command`: the line that makes it anew. `date`: the day of the run (ISO). `python`: the version of the interpreter.
    `versions`: of the distributions and programs that took part, by name. `seconds`: how long its process took.
    `parts`: the SHA-256 of each of PARTS. `files`: that of each file of the bundle that the run opened, by its path
    there. `lines`: which lines of these it executed, as "1-4 7".
    """

    command: str
    date: str
    python: str
    versions: Mapping[str, str]
    seconds: int
    parts: Mapping[str, str]
    files: Mapping[str, str]
    lines: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The SHA-256 of all that the run depends on and that is in the repository, and of the lines it executed."""
        told = {name: dict(getattr(self, name)) for name in ("parts", "files", "lines")}
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @property
    def labels(self) -> tuple[str, ...]:
        """What a page names: the interpreter and what took part, such as "Flask 3.1.3", sorted by name."""
        known = {name: version for name, version in self.versions.items() if name != ENGINE and version != UNKNOWN}
        return (f"Python {self.python}", *sorted((f"{name} {known[name]}" for name in known), key=str.casefold))

    def text(self) -> str:
        """The manifest as the file has it."""
        fields = {**asdict(self), "digest": self.digest}
        return json.dumps(fields, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    def changes(self, parts: Mapping[str, str], files: Mapping[str, str]) -> list[str]:
        """What is not as it was, in words, if `parts` and `files` are those of now."""
        changed = [what for name, what in PARTS.items() if self.parts.get(name) != parts.get(name)]
        return changed + [name for name, digest in sorted(self.files.items()) if files.get(name) != digest]


def read_manifest(content: bytes) -> Manifest:
    """Read what `text` wrote; ValueError says what is wrong with it."""
    try:
        fields = json.loads(content)
        texts = {name: str(fields[name]) for name in ("command", "date", "python")}
        versions, parts, files, lines = (_texts(fields[name]) for name in ("versions", "parts", "files", "lines"))
        seconds = int(fields["seconds"])
        manifest = Manifest(**texts, versions=versions, seconds=seconds, parts=parts, files=files, lines=lines)
        date.fromisoformat(manifest.date)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("is no manifest") from None
    if manifest.text().encode() != content:  # its digest among the rest
        raise ValueError("is not as it was written")
    return manifest


def _texts(fields: Mapping[object, object]) -> dict[str, str]:
    return {str(name): str(value) for name, value in fields.items()}


def written_ranges(numbers: Iterable[int]) -> str:
    """The `numbers` as "1-4 7"."""
    ordered = sorted(numbers)
    starts = ordered[:1] + [after for before, after in pairwise(ordered) if after > before + 1]
    ends = [before for before, after in pairwise(ordered) if after > before + 1] + ordered[-1:]
    return " ".join(f"{start}-{end}" if end > start else f"{start}" for start, end in zip(starts, ends, strict=True))


def read_ranges(text: str) -> tuple[int, ...]:
    """The numbers that `written_ranges` wrote."""
    ranges = re.findall(r"(\d+)(?:-(\d+))?", text)
    return tuple(number for start, end in ranges for number in range(int(start), int(end or start) + 1))
