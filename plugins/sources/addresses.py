"""The addresses in a Markdown text, found and replaced; what code shows is no address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape

from runnable.fence import LINE_END, find_fences
from runnable.resolved import destination

__all__ = ["addresses_in", "with_addresses"]

# Within one paragraph, as CommonMark has it.
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n[>\s]*\n).)*?[^`]\1(?!`)", re.DOTALL)
# [text](address "title"): in angle brackets, or with pairs of round ones; Python-Markdown lets blanks pass.
_INLINE = re.compile(r"""\]\(\s*(<[^<>\n]+>|(?:[^()<>\n]|\([^()\n]*\))+?)(?=\s*\)|\s+["'])""")
# [label]: address, below quotes, list items and admonitions too; a footnote begins with [^.
_DEFINITION = re.compile(r"^[> \t]*\[(?!\^)[^\]\n]+\]:[ \t]*(<[^<>\n]+>|\S+)", re.MULTILINE)
_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_ATTRIBUTE = re.compile(r"""(?<=[\s"'])(?:href|src|poster|cite|data)\s*=\s*("[^"]+"|'[^']+')""")


@dataclass(frozen=True, order=True)
class _Place:
    """Where an address is, with the brackets or quotes around it."""

    start: int
    end: int
    in_tag: bool = False


def with_addresses(text: str, resolve: Callable[[str], str]) -> str:
    """Return the Markdown `text` with what `resolve` gives for each address in it."""
    for place in sorted(_places(text), reverse=True):
        old = _read(text, place)
        if (new := resolve(old)) != old:
            written = f'"{escape(new)}"' if place.in_tag else destination(new)
            text = text[: place.start] + written + text[place.end :]
    return text


def addresses_in(text: str) -> list[str]:
    """Return the addresses in the Markdown `text`, in their order."""
    return [_read(text, place) for place in sorted(_places(text))]


def _read(text: str, place: _Place) -> str:
    written = text[place.start : place.end]
    return unescape(written[1:-1] if written[0] in "<\"'" else written)


def _places(text: str) -> Iterator[_Place]:
    plain = _without_code(text)
    for pattern in (_INLINE, _DEFINITION):
        yield from (_Place(*match.span(1)) for match in pattern.finditer(plain))
    for tag in _TAG.finditer(plain):
        yield from (_Place(*match.span(1), in_tag=True) for match in _ATTRIBUTE.finditer(plain, *tag.span()))


def _without_code(text: str) -> str:
    """The text with fences and code between backticks made blank; each other character stays in its place."""
    lines = LINE_END.split(text)
    for fence in find_fences(text):
        for number in range(fence.start, fence.end):
            lines[number] = " " * len(lines[number])
    return _CODE_SPAN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), "\n".join(lines))
