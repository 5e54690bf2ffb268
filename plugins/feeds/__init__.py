"""Makes Pelican's Atom feeds stand on their own: plain titles, all authors, subjects once, no link into the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pelican import signals

if TYPE_CHECKING:
    from pelican.contents import Article

__all__ = ["register", "with_absolute_anchors"]

_ANCHOR = re.compile(r"""(\bhref\s*=\s*["'])#""")


def with_absolute_anchors(html: str, url: str) -> str:
    """Return the HTML with links such as ``#notes`` pointing into the page at `url`."""
    return _ANCHOR.sub(lambda match: f"{match[1]}{url}#", html)


def _complete(context: dict[str, Any], feed: Any) -> None:
    # Pelican gives every feed the site's address as its id, and takes what looks like markup out of titles.
    feed.feed["id"] = feed.feed["feed_url"]
    articles = {f"{context['SITEURL']}/{article.url}": article for article in context["articles"]}
    for item in feed.items:
        _complete_item(item, articles[item["link"]])


def _complete_item(item: dict[str, Any], article: Article) -> None:
    item["title"] = article.title
    item["author_name"] = ", ".join(author.name for author in article.authors)
    # A category may be called as a tag is.
    item["categories"] = list(dict.fromkeys(str(name) for name in item["categories"]))
    item["content"] = with_absolute_anchors(item["content"], item["link"])


def register() -> None:
    """Connect to Pelican."""
    signals.feed_generated.connect(_complete)
