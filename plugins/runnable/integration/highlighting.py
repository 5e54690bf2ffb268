"""Code as HTML in few elements: neighbours of one colour share a span, and what has no colour has none.

The classes are Pygments' short names, so that a style sheet made for Pygments fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from itertools import chain, groupby
from typing import Any

from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.token import (
    Comment,
    Generic,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    String,
    _TokenType,
)
from pygments.util import ClassNotFound

CLASSES: Mapping[_TokenType, str] = {
    Comment: "c",
    Keyword: "k",
    Operator.Word: "k",
    Name.Tag: "k",
    Literal: "m",
    Number: "m",
    String: "s",
    Name.Class: "nf",
    Name.Function: "nf",
    Name.Attribute: "nb",
    Name.Builtin: "nb",
    Name.Builtin.Pseudo: "",
    Name.Decorator: "nb",
    Name.Exception: "nb",
    Name.Variable: "nb",
    Generic.Prompt: "gp",
    Generic.Output: "go",
    Generic.Inserted: "gi",
    Generic.Deleted: "gd",
    Generic.Error: "gr",
    Generic.Traceback: "gr",
}
"""By the type of a token: the class of its span. A type that is not here has that of the next one above it."""
A_LINE_EACH = ("gp",)  # what is copied begins with one

Piece = tuple[str, str]
"""The class of a span, or nothing, and the text in it."""


@dataclass(frozen=True)
class Line:
    """A line of code, its end included. `number` counts from 1 in the code; a removed line is not in it and has none.

    `added` and `removed` tell a change from other code.
    """

    pieces: tuple[Piece, ...]
    number: int | None
    added: bool = False
    removed: bool = False

    @property
    def text(self) -> str:
        """The line as it is written."""
        return "".join(text for _, text in self.pieces)


Frame = Callable[[Line], str]
"""The opening tag of the element that a line stands in, or nothing; neighbours with one tag share the element."""
APART = ("<ins>", "<del>")  # each of their lines has a sign of its own


def lines_of(code: str, language: str) -> list[Line]:
    """The lines of `code` with the colours of a `language`; one that Pygments doesn't know has none.

    Pygments ends the last line of each text.
    """
    lines: list[list[Piece]] = [[]]
    for kind, text in _lexer(language).get_tokens(code):
        first, *others = text.split("\n")
        lines[-1].append((class_of(kind), first))
        for other in others:
            lines[-1].append(("", "\n"))
            lines.append([(class_of(kind), other)])
    return [Line(tuple(pieces), number) for number, pieces in enumerate(lines[:-1], 1)]


def changed(before: Sequence[Line], after: Sequence[Line]) -> list[Line]:
    """The lines `after`, and between them those of `before` that are gone."""
    found: list[Line] = []
    matcher = SequenceMatcher(None, [line.text for line in before], [line.text for line in after], autojunk=False)
    for word, first, last, new_first, new_last in matcher.get_opcodes():
        same = word == "equal"
        if not same:
            found += (Line(line.pieces, None, removed=True) for line in before[first:last])
        found += (Line(line.pieces, line.number, added=not same) for line in after[new_first:new_last])
    return found


def html_of(lines: Iterable[Line], frames: Sequence[Frame] = (), start: Callable[[Line], str] | None = None) -> str:
    """The HTML of `lines` in their `frames`, the outermost first; `start` gives the HTML at the start of each line."""
    if frames:
        return "".join(
            f"{tag}{html_of(group, frames[1:], start)}{_end(tag)}"
            for (tag, _), group in groupby(lines, lambda line: _shared(line, frames[0]))
        )
    if start:
        return "".join(start(line) + _spans(line.pieces) for line in lines)
    return _spans(chain.from_iterable(line.pieces for line in lines))


def class_of(kind: _TokenType) -> str:
    """The class for a type of token."""
    known = (CLASSES[each] for each in reversed(kind.split()) if each in CLASSES)
    return next(known, "")


def _shared(line: Line, frame: Frame) -> tuple[str, int]:
    tag = frame(line)
    return tag, id(line) if tag in APART else 0


def _end(tag: str) -> str:
    return f"</{tag[1:-1].split(' ', maxsplit=1)[0]}>" if tag else ""


def _spans(pieces: Iterable[Piece]) -> str:
    return "".join(
        f'<span class="{name}">{escape(text, quote=False)}</span>' if name else escape(text, quote=False)
        for name, text in _merged(pieces)
    )


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, neighbours of one class as one; blanks between two of them, which show no colour, go with them."""
    name, text, blanks = "", "", ""
    for each, more in pieces:
        if not more.strip() and each != "gp":
            blanks += more
        elif each == name and not (each in A_LINE_EACH and "\n" in blanks):
            text, blanks = text + blanks + more, ""
        else:
            yield from ((name, text), ("", blanks))
            name, text, blanks = each, more, ""
    yield from ((name, text), ("", blanks))


def _lexer(language: str) -> Any:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return TextLexer(stripnl=False)
