"""A Markdown extension: an attached HTML file is there to be saved, not to be opened as a page of this site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

__all__ = ["Downloads", "makeExtension"]

_ENDINGS = (".html", ".htm", ".xhtml")


class _MarkDownloads(Treeprocessor):
    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            if _is_attached_page(link.get("href", "")):
                link.set("download", "")


def _is_attached_page(address: str) -> bool:
    return address.startswith(("{attach}", "{static}")) and address.lower().endswith(_ENDINGS)


class Downloads(Extension):
    """Adds the attribute ``download`` to links that attach HTML files."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name
        """Run when all links are made."""
        md.treeprocessors.register(_MarkDownloads(md), "downloads", 4)


def makeExtension(**options: Any) -> Downloads:  # noqa: N802  # Markdown's name
    """Make the extension; Markdown calls this by its name."""
    return Downloads(**options)
