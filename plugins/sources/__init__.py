"""The Markdown of each article and page, ``/<slug>.md``, and the list of all, ``llms.txt``, for who reads no HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.utils import get_relative_path, path_to_url
from pelican.writers import Writer

from sources.llms import llms_text
from sources.text import source_text

__all__ = ["Source", "register"]

_LISTS = {
    ArticlesGenerator: ("articles", "translations", "hidden_articles", "hidden_translations", "drafts"),
    PagesGenerator: ("pages", "translations", "hidden_pages", "hidden_translations", "draft_pages"),
}
_INDEX = "/index.html"


@dataclass(frozen=True)
class Source:
    """The Markdown file of an article or page: `url` is relative to the site's root, and its path in the output."""

    url: str


def _documents(generator: Generator) -> Iterator[Any]:
    """The articles or pages that a build writes and that are Markdown."""
    for name in _LISTS[type(generator)]:
        for document in getattr(generator, name):
            if document.save_as.endswith(_INDEX) and Path(document.source_path).suffix == ".md":
                yield document


def _offer(generator: Generator) -> None:
    """Give each article and page its `markdown`."""
    for document in _documents(generator):
        document.markdown = Source(f"{document.save_as.removesuffix(_INDEX)}.md")


def _write(generator: Generator, writer: Writer) -> None:
    for document in _documents(generator):
        url = document.markdown.url
        _save(writer, url, source_text(document, _root(generator, url)))


def _write_list(generator: Generator, writer: Writer) -> None:
    _save(writer, "llms.txt", llms_text(generator.context, _root(generator, "llms.txt")))


def _root(generator: Generator, save_as: str) -> str:
    """The site's address, or where it has none yet the way from the folder of a file to the site's root."""
    return str(generator.settings.get("ADDRESS") or path_to_url(get_relative_path(save_as)))


def _save(writer: Writer, save_as: str, text: str) -> None:
    path = Path(writer.output_path, save_as)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(_offer)
    signals.page_generator_finalized.connect(_offer)
    signals.article_writer_finalized.connect(_write)
    signals.page_writer_finalized.connect(_write)
    signals.page_writer_finalized.connect(_write_list)
