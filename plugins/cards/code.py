"""The first lines of code that an article shows, coloured as on its page."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, String, _TokenType
from pygments.util import ClassNotFound

from cards.drawing import Run
from runnable.sample import Sample, SampleError, find_samples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["first_lines"]

MOST = 7  # lines; no card has room for more
TAB = 4

# The first that a token belongs to; all else is in ink.
COLOURS = {
    Comment: "code-comment",
    Generic.Prompt: "ink-muted",
    Generic.Output: "ink-muted",
    Keyword: "code-keyword",
    String: "code-string",
    Number: "code-number",
    Name.Function: "code-name",
    Name.Class: "code-name",
    Name.Decorator: "code-special",
    Name.Builtin: "code-special",
}


def first_lines(path: Path) -> tuple[tuple[Run, ...], ...]:
    """Return the first lines of the first sample that the text `path` shows; none if it shows none."""
    try:
        samples = find_samples(path.read_text("utf-8-sig"), path)
    except SampleError:  # the reader of the article tells of it
        return ()
    shown = next((sample for sample in samples if not sample.options.hidden and sample.code.strip()), None)
    return tuple(_lines(shown))[:MOST] if shown else ()


def _lines(sample: Sample) -> Iterator[tuple[Run, ...]]:
    line: list[Run] = []
    for kind, text in _tokens(sample):
        first, *others = text.expandtabs(TAB).split("\n")
        line.append(Run(first, _colour(kind)))
        for part in others:
            yield tuple(run for run in line if run.text)
            line = [Run(part, _colour(kind))]
    if any(run.text for run in line):
        yield tuple(line)


def _tokens(sample: Sample) -> Iterator[tuple[_TokenType, str]]:
    name = sample.about.lexer or sample.kind
    try:
        lexer = get_lexer_by_name(name)
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    yield from lexer.get_tokens(sample.code)


@cache
def _colour(kind: _TokenType) -> str:
    return next((colour for known, colour in COLOURS.items() if kind[: len(known)] == known), "ink")
