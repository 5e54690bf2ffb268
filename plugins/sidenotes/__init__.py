"""A Markdown extension: a footnote stands right below the block that refers to it, where a style sheet finds it.

On a wide page that is the margin; on a narrow one the note opens in its place, since the reference is a link to it.
Its text is there once, in the order in which it is read, also for those who have no style sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown import Markdown

__all__ = ["SideNotes", "makeExtension"]

_AFTER_FOOTNOTES = 4  # below the toc (5), which reads headings without their references
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class _Place(Treeprocessor):
    def run(self, root: Element) -> None:
        footnotes = root.find("div[@class='footnote']")
        items = footnotes.find("ol") if footnotes is not None else None
        if footnotes is None or items is None:
            return
        notes = {item.get("id", ""): item for item in items}
        places = {block: [*_references(block)] for block in root if block is not footnotes}
        for block, references in places.items():
            _take(root, _below(root, block), references, notes, items)
        if not len(items):
            root.remove(footnotes)


def _references(block: Element) -> Iterator[Element]:
    return (link for link in block.iter("a") if link.get("class") == "footnote-ref")


def _below(root: Element, block: Element) -> int:
    """The place below a block; what a heading refers to stands below the block that it is the heading of."""
    place = list(root).index(block)
    while root[place].tag in _HEADINGS and place + 1 < len(root):
        place += 1
    return place + 1


def _take(root: Element, place: int, references: list[Element], notes: dict[str, Element], items: Element) -> None:
    """Put the notes that are referred to at a place, and behind each those that it refers to itself.

    A note that is referred to once more stands where it is.
    """
    for link in references:
        link.set("role", "doc-noteref")
        note = notes.pop(link.get("href", "").removeprefix("#"), None)
        if note is None:
            continue
        items.remove(note)
        while place < len(root) and root[place].get("class") == "sidenote":
            place += 1
        root.insert(place, _aside(note, link.text or ""))
        _take(root, place + 1, [*_references(root[place])], notes, items)


def _aside(note: Element, number: str) -> Element:
    aside = Element("aside", {"class": "sidenote", "id": note.get("id", ""), "role": "doc-footnote"})
    aside[:], aside.tail = list(note), "\n"
    first = aside[0] if len(aside) and aside[0].tag == "p" else Element("p")
    if not len(aside) or first is not aside[0]:
        aside.insert(0, first)
    mark = Element("sup")
    mark.text, mark.tail, first.text = number, f" {first.text or ''}", None
    first.insert(0, mark)
    for link in aside.iter("a"):
        if link.get("class") == "footnote-backref":
            link.attrib.pop("title", None)
            link.attrib.update({"role": "doc-backlink", "aria-label": "Back to the text"})
    return aside


class SideNotes(Extension):
    """Makes an ``<aside class="sidenote">`` of each footnote; needs the extension ``footnotes``."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name
        """Run after all that has to do with footnotes, and before the tree becomes text."""
        md.treeprocessors.register(_Place(md), "sidenotes", _AFTER_FOOTNOTES)


def makeExtension(**options: Any) -> SideNotes:  # noqa: N802  # Markdown's name
    """Make the extension; Markdown calls this by its name."""
    return SideNotes(**options)
