"""Which references and symbolic links lead out of the content folder; knows nothing of Pelican."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Reference", "check", "escapes", "files_named", "line_of", "references_in"]

# {attach}../file and the older |attach|../file; up to where a list of them, as in srcset, goes on.
_REFERENCE = re.compile(
    r"[{|]\s*(?P<what>filename|static|attach|include)\s*[|}](?P<target>[^\s\"'<>,]*)", re.IGNORECASE
)
_DECODINGS = 3


@dataclass(frozen=True)
class Reference:
    """A file that a document names, as it is written there."""

    text: str
    target: str


def check(content: Path) -> list[Problem]:
    """Return every symbolic link under the content folder that leads out of it."""
    root = content.resolve()
    found = (Path(folder, name) for folder, folders, files in os.walk(content) for name in [*folders, *files])
    return [
        Problem(path, 1, f"is a symbolic link to {path.readlink()}, outside {content.name}/; put the file itself there")
        for path in sorted(found)
        if path.is_symlink() and not path.resolve().is_relative_to(root)
    ]


def escapes(target: str, folder: Path, content: Path) -> bool:
    """Say whether a target, as written in a document in `folder`, names something outside the content folder.

    However it is written: with ``..``, as an absolute path, percent-encoded (even twice), by character references.
    """
    return any(_leaves(form, folder, content) for form in _forms(target))


def files_named(target: str, folder: Path, content: Path) -> set[Path]:
    """Return the files that a target which does not lead out may mean, by all the spellings that Pelican tries."""
    return {path for form in _forms(target) if (path := _named(form, folder, content)).is_file()}


def _forms(target: str) -> Iterator[str]:
    for _ in range(_DECODINGS):
        path = re.split(r"[?#]", target, maxsplit=1)[0].replace("\\", "/")
        yield target.replace("\\", "/")
        yield path
        target = unescape(unquote(target))


def _leaves(path: str, folder: Path, content: Path) -> bool:
    if "\0" in path or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path):
        return True
    named = _named(path, folder, content)
    return not (named.is_relative_to(content.absolute()) and named.resolve().is_relative_to(content.resolve()))


def _named(path: str, folder: Path, content: Path) -> Path:
    # Pelican takes one slash away, so that {static}/images/x.svg starts at the content folder.
    start = content if path.startswith("/") else folder
    return Path(os.path.normpath(start.absolute() / path.removeprefix("/")))


def references_in(html: str) -> list[Reference]:
    """Return what attributes, comments and scripts name; text that only shows such marks names nothing."""
    finder = _Finder()
    finder.feed(html)
    finder.close()
    return finder.found


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Reference] = []
        self._raw = False

    def take(self, text: str) -> None:
        self.found += [Reference(match[0], match["target"]) for match in _REFERENCE.finditer(text)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._raw = tag in ("script", "style")
        for _, value in attrs:
            self.take(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._raw = self._raw and tag not in ("script", "style")

    def handle_comment(self, data: str) -> None:
        self.take(data)

    def handle_data(self, data: str) -> None:
        if self._raw:
            self.take(data)


def line_of(spellings: Sequence[str], source: Path) -> int:
    """Return the first line of the source with the first of the spellings that is in it at all, or else 1."""
    lines = [_plain(line) for line in source.read_text("utf-8-sig").splitlines()]
    numbers = (number for text in spellings for number, line in enumerate(lines, 1) if _plain(text) in line)
    return next(numbers, 1)


def _plain(text: str) -> str:
    for _ in range(_DECODINGS):
        text = unescape(unquote(text))
    return text
