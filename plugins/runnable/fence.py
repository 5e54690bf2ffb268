"""Fences, and where they are in a Markdown text.

That is decided by markdown-it, a CommonMark parser, with the containers that Python-Markdown's extensions add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

# What ends a line for CommonMark; str.splitlines would also split at a form feed or a line separator.
LINE_END = re.compile(r"\r\n|\r|\n")


# A fence or preformatted text, and not in a comment.
CODE_IN_HTML = re.compile(r"\A(?!\s*<!--)(?s:.*?)(?=^[ \t>]*(?:```|~~~)|<pre\b)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Fence:
    """A fenced code block as it stands in the text.

    `start` and `end` are line indices from 0, `end` excluded. `opening` stands before the mark in its first line (a
    list marker, the `>` of a quote, blanks), `prefix` in its other lines. `depth`: how many blocks it is inside of.
    """

    info: str
    body: str
    start: int
    end: int
    mark: str = "```"
    opening: str = ""
    prefix: str = ""
    closed: bool = True
    depth: int = 0

    @property
    def language(self) -> str:
        """The first word of the info string, or nothing."""
        return self.info.split(maxsplit=1)[0] if self.info else ""

    @property
    def words(self) -> str:
        """What follows the first word."""
        return self.info[len(self.language) :].strip()


@dataclass(frozen=True)
class Unread:
    """A code block that is no fence, and so can be no sample: its first line (index from 0), and why."""

    start: int
    why: str


def find_fences(text: str) -> list[Fence]:
    """All fenced code blocks of the Markdown `text` in their order, samples or not."""
    return [block for block, _ in find_blocks(text) if isinstance(block, Fence)]


def find_blocks(text: str) -> Iterator[tuple[Fence | Unread, bool]]:
    """Each code block, and whether it stands right below a fence."""
    text = text.removeprefix("\ufeff")  # a byte-order mark must not hide a fence in the first line
    if not any(mark in text for mark in ("```", "~~~", "    ", "\t", "<")):
        return
    lines = LINE_END.split(text)
    before: Token | None = None
    for token in _parser().parse(text):
        adjacent = before is not None and before.type == "fence" and _only_blank(lines, before, token)
        if token.type == "fence":
            yield _fence(token, lines), adjacent
        elif token.type == "code_block" and token.map:
            yield Unread(token.map[0], "indented code can't be verified; use a fence"), adjacent
        elif token.type == "html_block" and token.map and (code := CODE_IN_HTML.match(token.content)):
            line = token.map[0] + token.content.count("\n", 0, code.end())
            yield Unread(line, "code in raw HTML can't be verified; use a fence, with a blank line above it"), False
        before = token


def _only_blank(lines: list[str], before: Token, token: Token) -> bool:
    """Whether nothing is written between two blocks; a link's definition, for one, leaves no token."""
    (_, end), (start, _) = before.map or (0, 0), token.map or (0, 0)
    return not any(line.strip("> \t") for line in lines[end:start])


def _fence(token: Token, lines: list[str]) -> Fence:
    start, end = token.map or [0, 0]
    opening = lines[start][: lines[start].index(token.markup)]
    # A list marker stands in the first line of its item only; a quote's ">" in each.
    prefix = re.sub(r"[^>\s]", " ", opening)
    mark = token.markup
    closed = end - 1 > start and bool(re.fullmatch(rf"[>\s]*{mark}{mark[0]}*\s*", lines[end - 1]))
    return Fence(token.info.strip(), token.content, start, end, mark, opening, prefix, closed, token.level)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").use(deflist_plugin).use(footnote_plugin)
    parser.block.ruler.before(
        "fence", "admonition", _admonition, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.core.ruler.enableOnly(["normalize", "block"])  # where blocks are is all that is asked
    return parser


ADMONITION = re.compile(r"(!!!|\?\?\?\+?)\s*\w")


def _admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Read `!!! note` with all that is indented below it.

    The rule of mdit-py-plugins ends at two blank lines, and so inside of any fence with two functions in it.
    """
    if state.is_code_block(start) or not ADMONITION.match(state.src, state.bMarks[start] + state.tShift[start]):
        return False
    if silent:
        return True
    indent, after = state.sCount[start] + 4, start + 1
    while after < end and (state.isEmpty(after) or state.sCount[after] >= indent):
        after += 1
    kept = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax, state.blkIndent = "admonition", after, indent
    state.push("admonition_open", "div", 1).map = [start, after]
    state.md.block.tokenize(state, start + 1, after)
    state.push("admonition_close", "div", -1)
    state.parentType, state.lineMax, state.blkIndent = kept
    state.line = after
    return True
