"""The headings of an article or page, for a list of its contents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from pelican import signals

__all__ = ["Heading", "find_headings", "register"]

FEWEST = 3  # of fewer headings a list would say nothing

# As Markdown's extension `toc` writes them: <h2 id="why"><a class="heading-link" href="#why">Why</a></h2>
_HEADING = re.compile(r'<h2 id="(?P<id>[^"]+)">(?P<title>.*?)</h2>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Heading:
    """A heading of the second level: its id, and its title as plain text."""

    id: str
    title: str


def find_headings(html: str) -> list[Heading]:
    """Return the headings of the second level that a link can lead to, in their order."""
    return [
        Heading(unescape(match["id"]), unescape(_TAG.sub("", match["title"])).strip())
        for match in _HEADING.finditer(html)
    ]


def _attach(content: Any) -> None:
    headings = find_headings(getattr(content, "_content", None) or "")
    content.contents = headings if len(headings) >= FEWEST else []


def register() -> None:
    """Connect to Pelican."""
    signals.content_object_init.connect(_attach)
