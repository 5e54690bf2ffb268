"""A feed as JSON: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

__all__ = ["json_address", "json_feed"]

VERSION = "https://jsonfeed.org/version/1.1"


def json_address(atom: str) -> str:
    """Return the address, or path, of the JSON feed beside an Atom feed: of ``all.atom.xml`` it is ``all.json``."""
    return re.sub(r"(\.atom)?\.xml$", "", atom) + ".json"


def json_feed(feed: Any) -> str:
    """Return what a feed of the library feedgenerator says, as the text of a JSON feed."""
    about = feed.feed
    fields = {
        "version": VERSION,
        "title": about["title"],
        "home_page_url": about["link"],
        "feed_url": json_address(about["feed_url"]),
        "description": about["subtitle"],
        "language": about["language"],
        "items": [_filled(_item(item)) for item in feed.items],
    }
    return json.dumps(_filled(fields, "items"), ensure_ascii=False, indent=1) + "\n"


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": item["link"],  # the specification: ideally the address
        "url": item["link"],
        "title": item["title"],
        "summary": Markup(item["description"]).striptags(),  # noqa: S704  # the tags go
        "content_html": item["content"],
        "date_published": item["pubdate"].isoformat(),
        "date_modified": (item["updateddate"] or item["pubdate"]).isoformat(),
        "authors": item["authors"],
        "tags": list(item["categories"]),
    }


def _filled(fields: Mapping[str, Any], *required: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value or name in required}
