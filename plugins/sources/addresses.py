"""The addresses in a Markdown text, found and replaced; what code shows is no address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from runnable.fence import LINE_END, find_fences

__all__ = ["addresses_in", "with_addresses"]

# Within one paragraph, as CommonMark has it.
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n[>\s]*\n).)*?[^`]\1(?!`)", re.DOTALL)
# [text](address), where the address may be in angle brackets or hold pairs of round ones.
_INLINE = re.compile(r"\]\(\s*(?:<([^<>\n]+)>|((?:[^\s()<>]|\([^\s()]*\))+))")
# [label]: address, below quotes, list items and admonitions too; a footnote begins with [^.
_DEFINITION = re.compile(r"^[> \t]*\[(?!\^)[^\]\n]+\]:[ \t]*(?:<([^<>\n]+)>|(\S+))", re.MULTILINE)
_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_ATTRIBUTE = re.compile(r"""(?<=[\s"'])(?:href|src|poster|cite|data)\s*=\s*(?:"([^"]+)"|'([^']+)')""")


def with_addresses(text: str, resolve: Callable[[str], str]) -> str:
    """Return the Markdown `text` with what `resolve` gives for each address in it."""
    for start, end in sorted(_spans(text), reverse=True):
        text = text[:start] + resolve(text[start:end]) + text[end:]
    return text


def addresses_in(text: str) -> list[str]:
    """Return the addresses in the Markdown `text`, in their order."""
    return [text[start:end] for start, end in sorted(_spans(text))]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    plain = _without_code(text)
    for pattern in (_INLINE, _DEFINITION):
        yield from (match.span(match.lastindex or 0) for match in pattern.finditer(plain))
    for tag in _TAG.finditer(plain):
        matches = _ATTRIBUTE.finditer(plain, *tag.span())
        yield from (match.span(match.lastindex or 0) for match in matches)


def _without_code(text: str) -> str:
    """The text with fences and code between backticks made blank; each other character stays in its place."""
    lines = LINE_END.split(text)
    for fence in find_fences(text):
        for number in range(fence.start, fence.end):
            lines[number] = " " * len(lines[number])
    return _CODE_SPAN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), "\n".join(lines))
