"""A Markdown extension: wide tables scroll inside a box of their own, also by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["ScrollTables", "makeExtension"]


class _WrapTables(Treeprocessor):
    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                if child.tag == "table":
                    parent[place] = _wrapped(child)


def _wrapped(table: Element) -> Element:
    box = Element("div", {"class": "table", "role": "region", "aria-label": "Table", "tabindex": "0"})
    box.tail, table.tail = table.tail, None
    box.append(table)
    return box


class ScrollTables(Extension):
    """Wraps each table in ``<div class="table" tabindex="0">``."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name
        """Run after all that makes tables, and before the tree becomes text."""
        md.treeprocessors.register(_WrapTables(md), "scrolltables", 5)


def makeExtension(**options: Any) -> ScrollTables:  # noqa: N802  # Markdown's name
    """Make the extension; Markdown calls this by its name."""
    return ScrollTables(**options)
