"""What has changed in an article since it was published, in its author's words: `article.history`.

Dated notes in the text (``!!! update "2026-11-24"``) are in it, and each line ``Reader: …`` among the trailers of a
commit that touched the article's bundle. When it was first published, and last changed, the header alone says.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pelican import signals

from history.changes import history_of
from history.checking import check, check_notes, lost_notes
from history.commits import read_commits
from problems import fail_on

if TYPE_CHECKING:
    from pelican import Pelican
    from pelican.generators import ArticlesGenerator

__all__ = ["check", "register"]


def _check(pelican: Pelican) -> None:
    fail_on(check_notes(Path(pelican.settings["PATH"])))


def _attach(generator: ArticlesGenerator) -> None:
    articles = [*generator.articles, *generator.drafts]
    fail_on(problem for article in articles for problem in lost_notes(Path(article.source_path), article._content))  # noqa: SLF001 - the text without its links resolved
    commits = read_commits(Path(generator.settings["PATH"], "articles"))
    for article in articles:
        article.history = history_of(article, commits.get(article.slug, []))


def register() -> None:
    """Connect to Pelican."""
    signals.get_generators.connect(_check)
    signals.article_generator_finalized.connect(_attach)
