"""Fences, and where they are in a Markdown text.

That is decided by markdown-it, a CommonMark parser, with the containers that Python-Markdown's extensions add.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
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


COMMENT = re.compile(r"<!--(?:-?>|.*?-->)", re.DOTALL)
CODE_IN_HTML = re.compile(r"^[ \t>]*(?:```|~~~)|<pre\b", re.MULTILINE | re.IGNORECASE)
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)", re.DOTALL)
FENCE_MARK = re.compile(r"```|~~~")

# Blocks within blocks; each takes two calls of the parser's, of which Python allows a thousand. A list has two: itself
# and its item.
DEEPEST = 100


@dataclass(frozen=True)
class Fence:
    """A fenced code block as it stands in the text.

    `info` is as written, without the escapes and entities that a renderer would resolve in it. `start` and `end` are
    line indices from 0, `end` excluded. `opening` stands before the mark in its first line (a list marker, the `>` of
    a quote, blanks), `prefix` in its other lines. `depth`: how many blocks it is inside of.
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
    """A code block that is no fence, and so can be no sample: its first line (index from 0), and why.

    `lost`: a sample may be in it, so that nothing can be said of the text as a whole.
    """

    start: int
    why: str
    lost: bool = False


def fenced(fence: Fence, info: str, text: str) -> tuple[str, ...]:
    """The lines of `text` in a fence like `fence`, with a longer mark where the text itself holds such a one."""
    runs = re.findall(rf"{re.escape(fence.mark[0])}{{3,}}", text)
    mark = fence.mark[0] * max([len(fence.mark), *(len(run) + 1 for run in runs)])
    lines = text.removesuffix("\n").split("\n") if text else []
    body = [fence.prefix + line if line else fence.prefix.rstrip() for line in lines]
    return (f"{fence.opening}{mark}{info}", *body, f"{fence.prefix}{mark}")


def find_fences(text: str) -> list[Fence]:
    """All fenced code blocks of the Markdown `text` in their order, samples or not."""
    return [block for block, _ in find_blocks(text) if isinstance(block, Fence)]


def find_admonitions(text: str) -> list[tuple[int, str]]:
    """The first line of each admonition of the Markdown `text`: its index from 0, and what it says."""
    text = text.removeprefix("\ufeff")
    lines = LINE_END.split(text)
    starts = [token.map[0] for token in _parser().parse(text) if token.type == "admonition_open" and token.map]
    return [(start, match[0]) for start in starts if (match := ADMONITION_LINE.search(lines[start]))]


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
        elif token.type in IN_OTHERS and token.map:
            yield from ((unread, False) for unread in IN_OTHERS[token.type](token))
        before = token


def _only_blank(lines: list[str], before: Token, token: Token) -> bool:
    """Whether nothing is written between two blocks; a link's definition, for one, leaves no token."""
    (_, end), (start, _) = before.map or (0, 0), token.map or (0, 0)
    return not any(line.strip("> \t") for line in lines[end:start])


def _fence(token: Token, lines: list[str]) -> Fence:
    start, end = token.map or [0, 0]
    mark = token.markup
    opening = lines[start][: len(lines[start]) - len(mark + token.info)]
    # A list marker and a footnote's label stand in the first line only; a quote's ">" in each. Below its label a
    # footnote is indented by four blanks.
    prefix = re.sub(r"[^>\s]", " ", re.sub(r"\[\^[^\]]*\]:[ \t]*", "    ", opening))
    closed = end - 1 > start and bool(re.fullmatch(rf"[>\s]*{mark}{mark[0]}*\s*", lines[end - 1]))
    return Fence(token.info.strip(), token.content, start, end, mark, opening, prefix, closed, token.level)


# Code in blocks of other types


def _in_html(token: Token) -> Iterator[Unread]:
    """The code of raw HTML; what a comment holds is on no page, unless the comment has no end."""
    text = _without(COMMENT, token.content)
    code = CODE_IN_HTML.search(text)
    if not code:
        return
    comment = text.find("<!--", 0, code.start())
    if comment >= 0:
        yield Unread(_line(token, text, comment), "the comment has no end, so that the page shows the code in it")
    else:
        why = "code in raw HTML can't be verified; use a fence, with a blank line above it"
        yield Unread(_line(token, text, code.end()), why)


def _in_words(token: Token) -> Iterator[Unread]:
    """Preformatted text within a paragraph, a heading or a table."""
    if "<pre" in token.content.lower():
        text = _without(CODE_SPAN, _without(COMMENT, token.content))
        if code := re.search(r"(?<!\\)<pre\b", text, re.IGNORECASE):
            yield Unread(_line(token, text, code.start()), "code in raw HTML can't be verified; use a fence")


def _in_depth(token: Token) -> Iterator[Unread]:
    """What may be a fence in more containers than are read."""
    if mark := FENCE_MARK.search(token.content):
        why = f"a fence in more than {DEEPEST} lists, items and quotes within each other can't be read"
        yield Unread(_line(token, token.content, mark.start()), why, lost=True)


IN_OTHERS: Mapping[str, Callable[[Token], Iterator[Unread]]] = {
    "html_block": _in_html,
    "inline": _in_words,
    "too_deep": _in_depth,
}
"""By the type of its token: what finds code in a block."""


def _without(pattern: re.Pattern[str], text: str) -> str:
    """The `text` with all that the `pattern` matches made blank, lines where they were."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _line(token: Token, text: str, position: int) -> int:
    return (token.map or [0])[0] + text.count("\n", 0, position)


# The parser


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 10 * DEEPEST}).use(deflist_plugin).use(footnote_plugin)
    parser.block.ruler.before("code", "too_deep", _too_deep)
    parser.block.ruler.before(
        "fence", "admonition", _admonition, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.core.ruler.enableOnly(["normalize", "block"])  # where blocks are is all that is asked
    return parser


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Read what is too deep in one piece.

    Beyond its own limit, markdown-it skips all to the end of the container, which for a list is that of the text.
    """
    if silent or state.level < DEEPEST:
        return False
    after = _end(state, start, end, state.blkIndent)
    token = state.push("too_deep", "", 0)
    token.map, token.content = [start, after], state.getLines(start, after, state.blkIndent, keepLastLF=False)
    state.line = after
    return True


def _end(state: StateBlock, start: int, end: int, indent: int) -> int:
    """The line after the last that is blank or indented by at least `indent`, from the one after `start`."""
    after = start + 1
    while after < end and (state.isEmpty(after) or state.sCount[after] >= indent):
        after += 1
    return after


ADMONITION = re.compile(r"(!!!|\?\?\?\+?)\s*\w")
ADMONITION_LINE = re.compile(ADMONITION.pattern + ".*")


def _admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Read `!!! note` with all that is indented below it.

    The rule of mdit-py-plugins ends at two blank lines, and so inside of any fence with two functions in it.
    """
    if state.is_code_block(start) or not ADMONITION.match(state.src, state.bMarks[start] + state.tShift[start]):
        return False
    if silent:
        return True
    indent = state.sCount[start] + 4
    after = _end(state, start, end, indent)
    kept = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax, state.blkIndent = "admonition", after, indent
    state.push("admonition_open", "div", 1).map = [start, after]
    state.md.block.tokenize(state, start + 1, after)
    state.push("admonition_close", "div", -1)
    state.parentType, state.lineMax, state.blkIndent = kept
    state.line = after
    return True
