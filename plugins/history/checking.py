"""Checks that the notes of an article are dated, shown, and no younger than its header says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bundles import find_articles, find_pages
from frontmatter.header import Header, read_header
from history.commits import read_commits
from history.notes import NOTE, parse_day
from problems import Problem
from runnable.fence import find_admonitions

__all__ = ["check", "check_notes", "lost_notes"]

UPDATE = re.compile(r"!!!\s*update(?![\w-])(?P<title>.*)")
FORM = 'write !!! update "2026-11-24"'


@dataclass(frozen=True)
class _Note:
    line: int
    title: str

    @property
    def day(self) -> date | None:
        return parse_day(self.title[1:-1]) if re.fullmatch(r'"[^"]*"', self.title) else None


def check(content: Path) -> list[Problem]:
    """Return what is wrong with the notes below the content folder, and each change that a header does not count."""
    return sorted([*check_notes(content), *_uncounted_commits(content)])


def check_notes(content: Path) -> list[Problem]:
    """Return what is wrong with the notes below the content folder, by file and line."""
    problems: list[Problem] = []
    for path in [*find_articles(content), *find_pages(content)]:
        notes = _notes(path)
        problems += _undated(path, notes)
        if notes and path.name == "index.md":
            problems += _uncounted_notes(path, notes)
    return problems


def lost_notes(path: Path, html: str) -> Iterator[Problem]:
    """Yield the notes of an article that its `html` does not show as notes."""
    shown = Counter(parse_day(note["date"]) for note in NOTE.finditer(html))
    for note in _notes(path):
        shown[note.day] -= 1
        if note.day and shown[note.day] < 0:
            message = "this update is not shown as one; give it blank lines around it, and indent its text by four"
            yield Problem(path, note.line, message)


def _notes(path: Path) -> list[_Note]:
    text = path.read_text("utf-8-sig", errors="replace")
    if "update" not in text:
        return []
    found = ((line, UPDATE.match(first)) for line, first in find_admonitions(text))
    return [_Note(line + 1, match["title"].strip()) for line, match in found if match]


def _undated(path: Path, notes: list[_Note]) -> Iterator[Problem]:
    for note in notes:
        if not note.day:
            what = f"{note.title} is no date" if note.title else "an update needs its date"
            yield Problem(path, note.line, f"{what}; {FORM}")


def _uncounted_notes(path: Path, notes: list[_Note]) -> Iterator[Problem]:
    header = read_header(path)
    written, modified = _day_of(header, "date"), _day_of(header, "modified")
    for note in notes:
        if note.day and written and note.day < written:
            yield Problem(path, note.line, f"the update of {note.day} is before the article's `Date`, {written}")
        elif note.day and written and note.day > (modified or written):
            yield _uncounted(header, modified, note.day, f"the update in line {note.line}")


def _uncounted_commits(content: Path) -> Iterator[Problem]:
    commits = read_commits(content / "articles")
    for path in find_articles(content):
        header = read_header(path)
        written, modified = _day_of(header, "date"), _day_of(header, "modified")
        newest = next(iter(commits.get(path.parent.name, [])), None)
        if newest and written and newest.date > (modified or written):
            yield _uncounted(header, modified, newest.date, f"the commit that tells readers {newest.text!r}")


def _uncounted(header: Header, modified: date | None, day: date, what: str) -> Problem:
    line = header.line_of("modified" if modified else "date")
    says = "`Modified` is before" if modified else "no `Modified` counts"
    return Problem(header.path, line, f"{says} {what}; write `Modified: {day}`")


def _day_of(header: Header, key: str) -> date | None:
    value = next((field.value for field in header.fields if field.key.lower() == key), "")
    return parse_day(value[:10])
