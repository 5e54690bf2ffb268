"""How long an article takes to read: `article.reading`.

Prose at 220 words a minute; code, which is looked at more than read, at 60 lines a minute, blank ones left out. What is
read of a page is its text as shown: outputs count as code, hidden samples not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from pelican import signals

if TYPE_CHECKING:
    from pelican.generators import ArticlesGenerator

__all__ = ["Reading", "measure", "register"]

WORDS_PER_MINUTE = 220
LINES_PER_MINUTE = 60

# Elements in which a word may go on; what stands before any other is a word of its own.
WITHIN_WORDS = frozenset(
    (
        *("a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span"),
        *("strong", "sub", "sup", "time", "u", "var", "wbr"),
    )
)


@dataclass(frozen=True)
class Reading:
    """The words of prose and the lines of code that an article shows."""

    words: int
    lines: int

    @property
    def minutes(self) -> int:
        """How many minutes they take, one at least."""
        return max(1, round(self.words / WORDS_PER_MINUTE + self.lines / LINES_PER_MINUTE))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.prose: list[str] = []
        self.code: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self._depth += tag == "pre"
        if tag not in WITHIN_WORDS:
            self.prose.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "pre"
        if tag == "pre":
            self.code.append("\n")

    def handle_data(self, data: str) -> None:
        (self.code if self._depth else self.prose).append(data)


def measure(html: str) -> Reading:
    """Return what there is to read in the HTML of an article."""
    text = _Text()
    text.feed(html)
    text.close()
    lines = sum(1 for line in "".join(text.code).splitlines() if line.strip())
    return Reading(len("".join(text.prose).split()), lines)


def _attach(generator: ArticlesGenerator) -> None:
    for article in (*generator.articles, *generator.drafts, *generator.hidden_articles):
        article.reading = measure(article._content)  # noqa: SLF001 - the text without its links resolved


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(_attach)
