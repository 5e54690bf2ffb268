"""A Markdown extension: wide tables scroll inside a box of their own, also by keyboard, and their rows have heads.

A column that is aligned to the right or the middle has that as its class.
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from html import unescape
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.extensions.toc import remove_fnrefs, render_inner_html, strip_tags
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["ScrollTables", "makeExtension"]

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ALIGNMENT = re.compile(r"text-align: (left|center|right);")
_INNER_UNDERSCORE = re.compile(r"(?<=[^\W_])_+(?=[^\W_])")


class _WrapTables(Treeprocessor):
    def run(self, root: Element) -> None:
        parents = {child: parent for parent in root.iter() for child in parent}
        heading, numbers = "", Counter[str]()
        for element in list(root.iter()):
            if element.tag in _HEADINGS:
                heading = self._text(element)
            elif element.tag == "table":
                numbers[heading] += 1
                _head_rows(element)
                _align(element)
                _let_names_break(element)
                _wrap(element, parents[element], _name(heading, numbers[heading]))

    def _text(self, heading: Element) -> str:
        # A copy, since the rendering of the toc extension takes what it strips out of the tree.
        html = render_inner_html(remove_fnrefs(deepcopy(heading)), self.md)
        return unescape(strip_tags(html))


def _name(heading: str, number: int) -> str:
    table = f"Table {number}" if number > 1 else "Table"
    return f"{table}: {heading}" if heading else table


def _head_rows(table: Element) -> None:
    """Make the first cell of each row its head, and of an empty cell among the heads of columns none."""
    for cell in table.iterfind("thead/tr/th"):
        if _is_empty(cell):
            cell.tag = "td"
        else:
            cell.set("scope", "col")
    for row in table.iterfind("tbody/tr"):
        first = row.find("*")
        if first is not None and first.tag == "td" and not _is_empty(first):
            first.tag = "th"
            first.set("scope", "row")


def _is_empty(cell: Element) -> bool:
    return not len(cell) and not (cell.text or "").strip()


def _align(table: Element) -> None:
    """Say by a class how a cell is aligned, not by a style, which the policy of the site's pages forbids."""
    for cell in table.iter():
        alignment = _ALIGNMENT.fullmatch(cell.get("style", ""))
        if cell.tag in ("th", "td") and alignment:
            del cell.attrib["style"]
            if alignment[1] != "left":
                cell.set("class", " ".join(filter(None, (cell.get("class"), alignment[1]))))


def _let_names_break(table: Element) -> None:
    """Let a long name in code go on in the next line behind an underscore, on a narrow page."""
    for code in table.iter("code"):
        text = code.text or ""
        ends = [match.end() for match in _INNER_UNDERSCORE.finditer(text)]
        if len(code) or not ends:
            continue
        code.text = AtomicString(text[: ends[0]])
        for start, end in zip(ends, [*ends[1:], len(text)], strict=True):
            chance = Element("wbr")
            chance.tail = AtomicString(text[start:end])
            code.append(chance)


def _wrap(table: Element, parent: Element, name: str) -> None:
    box = Element("div", {"class": "table", "role": "region", "aria-label": name, "tabindex": "0"})
    box.tail, table.tail = table.tail, None
    parent[list(parent).index(table)] = box
    box.append(table)


class ScrollTables(Extension):
    """Wraps each table in ``<div class="table" tabindex="0">``, which the heading above gives its name."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name
        """Run after all that makes tables, and before the tree becomes text."""
        md.treeprocessors.register(_WrapTables(md), "scrolltables", 5)


def makeExtension(**options: Any) -> ScrollTables:  # noqa: N802  # Markdown's name
    """Make the extension; Markdown calls this by its name."""
    return ScrollTables(**options)
