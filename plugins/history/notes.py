"""A Markdown extension: ``!!! update "2026-11-24"`` is a dated note, with a heading that says so and an id."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["NOTE", "UpdateNotes", "makeExtension", "parse_day"]

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# A note as this extension writes it: its id, its day, and the HTML of its first paragraph, if it begins with one.
NOTE = re.compile(
    r'<div class="admonition update" id="(?P<id>update-(?P<date>[0-9-]{10})[0-9-]*)">\s*'
    r'<p class="admonition-title">.*?</p>\s*(?:<p>(?P<text>.*?)</p>)?',
    re.DOTALL,
)


def parse_day(text: str) -> date | None:
    """Return the day that a text such as ``2026-11-24`` names; None if it names none."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


class _DateNotes(Treeprocessor):
    def run(self, root: Element) -> None:
        numbers = Counter[date]()
        for note in root.iter("div"):
            title = note.find("p")
            if note.get("class") != "admonition update" or title is None:
                continue
            if day := parse_day((title.text or "").strip()):
                numbers[day] += 1
                _head(note, title, day, numbers[day])


def _head(note: Element, title: Element, day: date, number: int) -> None:
    note.set("id", f"update-{day}" + (f"-{number}" if number > 1 else ""))
    title.text = "Update, "
    time = Element("time", {"datetime": day.isoformat()})
    time.text = f"{day:%-d %B %Y}"
    title.append(time)


class UpdateNotes(Extension):
    """Dates the notes; one whose title is no date stays as it is, and `history.check` tells of it."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name
        """Run when the titles are text, and before headings take their ids."""
        md.treeprocessors.register(_DateNotes(md), "update_notes", 6)


def makeExtension(**options: Any) -> UpdateNotes:  # noqa: N802  # Markdown's name
    """Make the extension; Markdown calls this by its name."""
    return UpdateNotes(**options)
