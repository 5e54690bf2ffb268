"""Cuts pieces out of the HTML that Markdown writes, so that each is whole and can stand on another page."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["block_around", "inside_div", "portable", "sentence_around"]

_BLOCK = re.compile(r"</?(?:p|li|dd|dt|td|th|ul|ol|dl|div|figure|aside|table|tr|blockquote|h[1-6])\b[^>]*>")
_DIV = re.compile(r"<(/?)div\b[^>]*>")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-z][a-z0-9-]*)\b[^>]*>")
_VOID = frozenset(("br", "img", "wbr"))
_SENTENCE_END = re.compile(r"[.:!?][\u201d\u2019\")]*\s*\n")
_FOOTNOTE = re.compile(r'<sup\b[^>]*>\s*<a\b[^>]*class="footnote-ref".*?</sup>', re.DOTALL)
_ID = re.compile(r'(<[^>]*?)\sid="[^"]*"')
_HERE = re.compile(r'(<a\b[^>]*?\shref=")#')


def block_around(html: str, place: int) -> tuple[int, int]:
    """Return where the text begins and ends that holds a place, up to the tags of the blocks next to it."""
    begin, end = 0, len(html)
    for tag in _BLOCK.finditer(html):
        if tag.start() >= place:
            end = tag.start()
            break
        begin = tag.end()
    return begin, end


def sentence_around(text: str, place: int) -> str:
    """Return the sentence that holds a place of a block: from behind a line that ends a sentence to one that does.

    Authors write no more than a sentence a line; a full stop within an element, such as code, ends none. Footnotes are
    left out.
    """
    before = _FOOTNOTE.sub("", text[:place])
    text, place = before + _FOOTNOTE.sub("", text[place:]), len(before)
    begin = 0
    for end in _sentence_ends(text):
        if end > place:
            return text[begin:end].strip()
        begin = end
    return text[begin:].strip()


def _sentence_ends(text: str) -> Iterator[int]:
    outside = [*_outside(text)]
    return (end.end() for end in _SENTENCE_END.finditer(text) if any(a <= end.start() < b for a, b in outside))


def _outside(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a text that are in no element."""
    depth, begin = 0, 0
    for tag in _TAG.finditer(text):
        if tag["name"] in _VOID:
            continue
        if not depth:
            yield begin, tag.start()
        depth += -1 if tag["close"] else 1
        begin = tag.end()
    yield begin, len(text)


def inside_div(html: str, begin: int) -> str:
    """Return what is in the `div` whose start tag ends at a place."""
    depth = 1
    for tag in _DIV.finditer(html, begin):
        depth += -1 if tag[1] else 1
        if not depth:
            return html[begin : tag.start()].strip()
    return html[begin:].strip()


def portable(html: str, address: str) -> str:
    """Return HTML for another page: without ids and footnotes; links within its own page lead to `address`."""
    without_ids = _ID.sub(r"\1", _FOOTNOTE.sub("", html))
    return _HERE.sub(lambda link: f"{link[1]}{address}#", without_ids)
