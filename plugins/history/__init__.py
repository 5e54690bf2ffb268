"""What has changed in an article since it was published, in its author's words: `article.history`.

Dated notes in the text (``!!! update "2026-11-24"``) are in it, and each line ``Reader: …`` among the trailers of a
commit that touched the article's bundle. When it was first published, and last changed, the header alone says.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pelican import signals

from history.changes import history_of
from history.checking import check, check_notes, lost_notes
from history.commits import read_commits
from problems import fail_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pelican import Pelican
    from pelican.contents import Content
    from pelican.generators import ArticlesGenerator, PagesGenerator

__all__ = ["check", "register"]


def _check(pelican: Pelican) -> None:
    fail_on(check_notes(Path(pelican.settings["PATH"])))


def _attach(generator: ArticlesGenerator) -> None:
    articles = [*generator.articles, *generator.drafts, *generator.hidden_articles]
    _refuse_lost_notes(articles)
    commits = read_commits(Path(generator.settings["PATH"], "articles"))
    for article in articles:
        article.history = history_of(article, commits.get(article.slug, []))


def _look_through(generator: PagesGenerator) -> None:
    _refuse_lost_notes([*generator.pages, *generator.draft_pages, *generator.hidden_pages])


def _refuse_lost_notes(contents: Iterable[Content]) -> None:
    found = (lost_notes(Path(content.source_path), content._content) for content in contents)  # noqa: SLF001 - the text without its links resolved
    fail_on(chain.from_iterable(found))


def register() -> None:
    """Connect to Pelican."""
    signals.get_generators.connect(_check)
    signals.article_generator_finalized.connect(_attach)
    signals.page_generator_finalized.connect(_look_through)
