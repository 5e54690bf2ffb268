"""Makes Pelican's Atom feeds stand on their own, and writes each as JSON too.

Plain titles, all authors, subjects once, the list that a feed follows, and articles as feed readers can show them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.contents import Article
from pelican.generators import Generator

from feeds.json_feed import json_address, json_feed
from feeds.reading import for_readers

__all__ = ["register"]

# Each setting of a feed, and what of the context has the things that such a feed is about.
_LISTS = {"CATEGORY_FEED_ATOM": "categories", "TAG_FEED_ATOM": "tags", "AUTHOR_FEED_ATOM": "authors"}


def _offer(generator: Generator) -> None:
    """Let templates link to the JSON feed beside an Atom feed."""
    generator.context["json_feed"] = json_address
    generator.context["read_articles"] = {}  # by their addresses, since an article is in many feeds


def _complete(context: dict[str, Any], feed: Any) -> None:
    # Pelican gives every feed the site's address as its id and link, and takes what looks like markup out of titles.
    feed.feed["id"] = feed.feed["feed_url"]
    feed.feed["title"] = context["SITENAME"]
    feed.feed["language"] = context["DEFAULT_LANG"]
    if about := dict(_subjects(context)).get(feed.feed["feed_url"]):
        feed.feed["title"] += f": {about.name}"
        feed.feed["link"] = f"{context['SITEURL']}/{about.url}"
    articles = {f"{context['SITEURL']}/{article.url}": article for article in context["articles"]}
    for item in feed.items:
        _complete_item(item, articles[item["link"]], context)
    # The library writes one author.
    feed.add_item_elements = partial(_add_item, feed.add_item_elements)


def _subjects(context: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The address of each feed that is about a category, tag or author, and that."""
    for setting, name in _LISTS.items():
        if path := context.get(setting):
            yield from (
                (f"{context['FEED_DOMAIN']}/{path.format(slug=about.slug)}", about) for about, _ in context[name]
            )


def _complete_item(item: dict[str, Any], article: Article, context: dict[str, Any]) -> None:
    item["title"] = article.title
    item["authors"] = [{"name": author.name, "url": f"{context['SITEURL']}/{author.url}"} for author in article.authors]
    item["author_name"], item["author_link"] = item["authors"][0].values()
    # A category may be called as a tag is.
    item["categories"] = list(dict.fromkeys(str(name) for name in item["categories"]))
    read = context["read_articles"]
    if item["link"] not in read:
        read[item["link"]] = [for_readers(item[part] or "", item["link"]) for part in ("description", "content")]
    item["description"], item["content"] = read[item["link"]]


def _add_item(write: Any, handler: Any, item: Mapping[str, Any]) -> None:
    write(handler, item)
    for author in item["authors"][1:]:
        handler.startElement("author", {})
        handler.addQuickElement("name", author["name"])
        handler.addQuickElement("uri", author["url"])
        handler.endElement("author")


def _write_json(path: str, context: dict[str, Any], feed: Any) -> None:  # noqa: ARG001  # as Pelican calls it
    Path(json_address(path)).write_text(json_feed(feed), "utf-8")


def register() -> None:
    """Connect to Pelican."""
    signals.generator_init.connect(_offer)
    signals.feed_generated.connect(_complete)
    signals.feed_written.connect(_write_json)
