"""What an article is, said to machines: schema.org BlogPosting, as data for a template's ``tojson``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pelican import signals

if TYPE_CHECKING:
    from pelican.contents import Article
    from pelican.generators import Generator

__all__ = ["blog_posting", "register"]


def blog_posting(article: Article, siteurl: str, sitename: str) -> dict[str, Any]:
    """Return the article as JSON-LD; `isBasedOn` is there if the article is based on another."""
    url = f"{siteurl}/{article.url}"
    posting: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": str(article.title),
        "url": url,
        "mainEntityOfPage": url,
        "datePublished": article.date.isoformat(),
        "dateModified": getattr(article, "modified", article.date).isoformat(),
        "author": [_person(author, siteurl) for author in getattr(article, "authors", [])],
        "publisher": {"@type": "Organization", "name": sitename, "url": f"{siteurl}/"},
        "keywords": [tag.name for tag in getattr(article, "tags", [])],
        "inLanguage": article.lang,
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    if based_on := getattr(article, "based_on", None):
        posting["isBasedOn"] = _source(based_on)
    return posting


def _person(author: Any, siteurl: str) -> dict[str, str]:
    # "The Editors" are several people.
    kind = "Organization" if author.name.startswith("The ") else "Person"
    return {"@type": kind, "name": author.name, "url": f"{siteurl}/{author.url}"}


def _source(based_on: Any) -> dict[str, Any]:
    source: dict[str, Any] = {
        "@type": "BlogPosting",
        "name": based_on.title,
        "author": {"@type": "Person", "name": based_on.author},
        "url": based_on.link,
    }
    if based_on.year and not based_on.last_year:  # a range is no date
        source["datePublished"] = str(based_on.year)
    return source


def _add_filter(generator: Generator) -> None:
    generator.env.filters["blog_posting"] = blog_posting


def register() -> None:
    """Connect to Pelican."""
    signals.generator_init.connect(_add_filter)
