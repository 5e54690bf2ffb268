"""What pages gather from the published articles: the terms that they define, and their boxes of what changed.

A page with ``Template: glossary`` lists the former, by ``glossary()``, one with ``Template: changes`` the latter, by
``changes()``; both read the articles as they are when the page is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pelican import signals

from excerpts.markup import inside_div, portable
from excerpts.terms import Term, check, give_ids, terms_of
from problems import fail_on

if TYPE_CHECKING:
    from pelican.generators import ArticlesGenerator

__all__ = ["Change", "register"]

_BOX = re.compile(r'<div class="admonition changed">\s*(?:<p class="admonition-title">(?P<title>.*?)</p>)?', re.DOTALL)


@dataclass(frozen=True)
class Change:
    """A box ``!!! changed`` of an article: the HTML of its title, and of what is in it."""

    title: str
    html: str
    article: Any


def _read(generator: ArticlesGenerator) -> None:
    """Give each definition an id, and templates what they gather."""
    articles = [*generator.articles, *generator.drafts, *generator.hidden_articles]
    fail_on(check((Path(article.source_path), article._content) for article in articles))  # noqa: SLF001 - the text without its links resolved
    for article in articles:
        article._content = give_ids(article._content)  # noqa: SLF001 - that text, before its links are resolved for each page
    generator.context["glossary"] = partial(_glossary, generator.context)
    generator.context["changes"] = partial(_changes, generator.context)


def _glossary(context: dict[str, Any], root: str) -> list[Term]:
    """The terms of the published articles by name; `root` is the address of the site from where they are listed."""
    terms = (term for article in context["articles"] for term in terms_of(article, root))
    return sorted(terms, key=lambda term: term.name.casefold())


def _changes(context: dict[str, Any], root: str) -> list[Change]:
    """The boxes of the published articles, in the order of the series, and then by title; `root` as above."""
    ordered = sorted(context["articles"], key=_place)
    return [change for article in ordered for change in _changes_of(article, root)]


def _place(article: Any) -> tuple[str, float, str]:
    return getattr(article, "series", ""), float(getattr(article, "series_index", "inf")), article.title.casefold()


def _changes_of(article: Any, root: str) -> Iterator[Change]:
    html = article.content
    for box in _BOX.finditer(html):
        inside = portable(inside_div(html, box.end()), f"{root}/{article.url}")
        yield Change(box["title"] or "", inside, article)


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(_read)
