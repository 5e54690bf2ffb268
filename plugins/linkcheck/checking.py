"""Reads all pages of a built site, and follows the links among them; the network is not touched."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Link", "Page", "check", "read_page"]

_LINKING = ("href", "src", "poster", "data", "action", "formaction", "cite")
_UNRESOLVED = re.compile(r"[{|](filename|static|attach|author|category|index|tag)[|}]", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """What an attribute names, the line of its tag, and whether browsers save what it leads to."""

    target: str
    line: int
    saved: bool = False


@dataclass
class Page:
    """A built page: its anchors, with the line of each, and its links."""

    path: Path
    anchors: dict[str, int] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    repeated: list[tuple[str, int]] = field(default_factory=list)


def check(output: Path, siteurl: str = "") -> list[Problem]:
    """Return every internal link under `output` that leads nowhere, and every anchor that a page has twice.

    A page built for publication names its own site in full: give that address as `siteurl`, such as
    ``https://blog.example``, and links that begin with it are followed as well. A file that a link with ``download``
    leads to is no page of the site: it has to be there, and what is in it is its own business.
    """
    output = Path(os.path.normpath(output))
    pages = {path: read_page(path) for path in sorted(output.rglob("*.html"))}
    for path in list(_saved_files(pages, output, siteurl)):
        pages.pop(path, None)
    return sorted({problem for page in pages.values() for problem in _check_page(page, pages, output, siteurl)})


def _saved_files(pages: dict[Path, Page], output: Path, siteurl: str) -> Iterator[Path]:
    for page in pages.values():
        for link in page.links:
            if link.saved and (inside := _within_site(link.target, siteurl)):
                yield _resolve(unquote(urlsplit(inside).path), page, output)


def read_page(path: Path) -> Page:
    """Return the anchors and links of one page."""
    reader = _Reader(Page(path))
    reader.feed(path.read_text("utf-8"))
    reader.close()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        saved = "download" in dict(attrs)
        for name, value in attrs:
            if name == "id" or (name == "name" and tag == "a"):
                self._add_anchor(value or "", line)
            elif name in _LINKING:
                self.page.links.append(Link((value or "").strip(), line, saved))
            elif name in ("srcset", "imagesrcset"):
                self.page.links += [Link(part.split()[0], line) for part in (value or "").split(",") if part.strip()]

    def _add_anchor(self, anchor: str, line: int) -> None:
        if anchor in self.page.anchors:
            self.page.repeated.append((anchor, line))
        self.page.anchors.setdefault(anchor, line)


def _check_page(page: Page, pages: dict[Path, Page], output: Path, siteurl: str) -> Iterator[Problem]:
    for anchor, line in page.repeated:
        message = f"the anchor {anchor!r} is there already, in line {page.anchors[anchor]}; each must be the only one"
        yield Problem(page.path, line, message)
    for link in page.links:
        if message := _fault(link.target, page, pages, output, siteurl):
            yield Problem(page.path, link.line, message)


def _fault(target: str, page: Page, pages: dict[Path, Page], output: Path, siteurl: str) -> str:
    if _UNRESOLVED.search(unquote(target)):
        return (
            f"{target!r} was not replaced by an address; is the name right, and the attribute one that Pelican knows?"
        )
    inside = _within_site(target, siteurl)
    if inside is None:
        return ""
    parts = urlsplit(inside)
    path = _resolve(unquote(parts.path), page, output)
    if not path.is_relative_to(output):
        return f"{target!r} leads out of the site"
    if not path.is_file():
        return f"{target!r} leads to {path.relative_to(output)}, which is not there"
    fragment = unquote(parts.fragment)
    if fragment and fragment != "top" and path in pages and fragment not in pages[path].anchors:
        return f"{target!r}: there is no anchor {fragment!r} in {path.relative_to(output)}"
    return ""


def _within_site(target: str, siteurl: str) -> str | None:
    """Return the target as seen from the site's root or the page, or None if it is elsewhere."""
    if siteurl and (target == siteurl or target.startswith((f"{siteurl}/", f"{siteurl}#"))):
        return target.removeprefix(siteurl) or "/"
    folder = urlsplit(siteurl).path  # of a site that shares its host, as https://host/blog does
    if folder and target.startswith(f"{folder}/"):
        return target.removeprefix(folder)
    return target if not (urlsplit(target).scheme or target.startswith("//")) else None


def _resolve(path: str, page: Page, output: Path) -> Path:
    if not path:
        return page.path
    start = output if path.startswith("/") else page.path.parent
    found = Path(os.path.normpath(start / path.lstrip("/")))
    return found / "index.html" if found.is_dir() else found
