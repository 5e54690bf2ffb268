"""What to read after an article: `article.related`, the two or three that have most in common with it.

Each topic that two articles share (a tag, the category, the series) counts the more, the fewer articles have it: by the
logarithm of all articles, and one, over those that have it. A category and a tag of one name are one topic. The
neighbours in the series, to which the series itself leads, are left out. Of equals the newest comes first.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from pelican import signals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pelican.contents import Article
    from pelican.generators import ArticlesGenerator

__all__ = ["register", "related_to"]

MOST = 3


def related_to(article: Article, articles: Sequence[Article]) -> list[Article]:
    """Return the articles that have most in common with this one, at most three, the nearest first."""
    spread = Counter(topic for each in articles for topic in _topics(each))
    topics, others = _topics(article), [each for each in articles if not _is_near(each, article)]
    shared = {each.slug: topics & _topics(each) for each in others}
    found = [each for each in others if shared[each.slug]]

    def rank(each: Article) -> tuple[float, float, str]:
        weight = sum(math.log((len(articles) + 1) / spread[topic]) for topic in sorted(shared[each.slug]))
        return -weight, -each.date.timestamp(), each.slug

    return sorted(found, key=rank)[:MOST]


def _topics(article: Article) -> set[tuple[str, str]]:
    subjects = [*getattr(article, "tags", []), article.category]
    series = getattr(article, "series", "")
    return {("subject", subject.slug) for subject in subjects} | ({("series", series)} if series else set())


def _is_near(other: Article, article: Article) -> bool:
    nav = getattr(article, "series_nav", None)
    return other is article or (nav is not None and other in (nav.previous, nav.next))


def _attach(generator: ArticlesGenerator) -> None:
    for article in generator.articles:
        article.related = related_to(article, generator.articles)


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(_attach)
