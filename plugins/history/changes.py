"""The history of an article, of its notes and its commits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

from history.notes import NOTE

if TYPE_CHECKING:
    from pelican.contents import Article

    from history.commits import Commit

__all__ = ["Change", "History", "history_of"]

LONGEST = 160  # characters of a note that stand for it
REFERENCE = re.compile(r"<sup.*?</sup>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s")


@dataclass(frozen=True)
class Change:
    """What readers should know, and of which day; `anchor` is the id of the note that says more, if there is one."""

    date: date
    text: str
    anchor: str = ""


@dataclass(frozen=True)
class History:
    """When an article was first published, when it was last updated if it was, and its changes, the newest first."""

    first: date
    last: date | None
    changes: tuple[Change, ...]


def history_of(article: Article, commits: Iterable[Commit]) -> History:
    """Return the history of an article; what happened before it was published is no part of it."""
    first, modified = article.date.date(), getattr(article, "modified", None)
    changes = [*_noted(article._content), *(Change(commit.date, commit.text) for commit in commits)]  # noqa: SLF001 - the text without its links resolved
    since = sorted((change for change in changes if change.date >= first), key=lambda change: change.date, reverse=True)
    last = modified.date() if modified and modified.date() > first else None
    return History(first, last, tuple(since))


def _noted(html: str) -> Iterator[Change]:
    for note in NOTE.finditer(html):
        yield Change(date.fromisoformat(note["date"]), _first_sentence(note["text"] or "") or "Update", note["id"])


def _first_sentence(html: str) -> str:
    text = unescape(" ".join(TAG.sub("", REFERENCE.sub("", html)).split()))
    sentence = END_OF_SENTENCE.split(text, 1)[0]
    return sentence if len(sentence) <= LONGEST else f"{sentence[:LONGEST].rsplit(maxsplit=1)[0]} …"
