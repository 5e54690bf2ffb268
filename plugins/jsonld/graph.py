"""The nodes of a page's graph, by what Pelican hands to its template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from jsonld.code import languages

__all__ = ["Site", "graph_of"]

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
AGPL = "https://www.gnu.org/licenses/agpl-3.0.html"
TAG = re.compile(r"<[^>]*>")

Node = dict[str, Any]
Crumb = tuple[str, str]
"""A page that lies above: its name, and its address relative to the site's root."""


@dataclass(frozen=True)
class Site:
    """The site: its address, without a slash behind it, and Pelican's settings."""

    address: str
    settings: Mapping[str, Any]

    def url(self, path: str) -> str:
        """Return the full address of what lies at `path`."""
        return f"{self.address}/{path}"

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.settings["SITENAME"])

    @property
    def publisher(self) -> Node:
        """Who stands behind it."""
        return {
            "@type": "Organization",
            "@id": self.url("#publisher"),
            "name": self.name,
            "url": self.url(""),
        }


def graph_of(site: Site, context: Mapping[str, Any], title: str) -> Node:
    """Return the graph of the page whose template has this context."""
    return {"@context": "https://schema.org", "@graph": list(_nodes(site, context, title))}


def _nodes(site: Site, context: Mapping[str, Any], title: str) -> Iterator[Node]:
    if context["output_file"] == "index.html":
        yield from _home(site)
        return
    if article := context.get("article"):
        yield _posting(site, article)
    elif author := context.get("author"):
        yield _profile(site, author, context)
    yield _breadcrumbs(site, [*_above(site, context), (_name(site, context, title), "")])


# The home page


def _home(site: Site) -> Iterator[Node]:
    website: Node = {
        "@type": "WebSite",
        "@id": site.url("#site"),
        "name": site.name,
        "url": site.url(""),
        "inLanguage": site.settings["DEFAULT_LANG"],
        "publisher": {"@id": site.url("#publisher")},
    }
    if subtitle := site.settings.get("SITESUBTITLE"):
        website["description"] = subtitle
    if "search" in site.settings["DIRECT_TEMPLATES"]:
        website["potentialAction"] = {
            "@type": "SearchAction",
            "target": site.url(site.settings.get("SEARCH_URL", "search.html") + "?q={search_term_string}"),
            "query-input": "required name=search_term_string",
        }
    yield website
    yield site.publisher


# Articles


def _posting(site: Site, article: Any) -> Node:
    url = site.url(article.url)
    posting: Node = {
        "@type": "BlogPosting",
        "@id": url,
        "headline": str(article.title),
        "description": _plain(article.summary),
        "url": url,
        "mainEntityOfPage": url,
        "datePublished": article.date.isoformat(),
        "dateModified": getattr(article, "modified", article.date).isoformat(),
        "author": [_author(site, author) for author in getattr(article, "authors", [])],
        "publisher": site.publisher,
        "articleSection": str(article.category),
        "keywords": [tag.name for tag in getattr(article, "tags", [])],
        "inLanguage": article.lang,
        "license": CC_BY,
    }
    if card := getattr(article, "card", None):
        posting["image"] = site.url(card.url)
    if reading := getattr(article, "reading", None):
        posting |= {"wordCount": reading.words, "timeRequired": f"PT{reading.minutes}M"}
    if nav := getattr(article, "series_nav", None):
        series = {"@type": "CreativeWorkSeries", "name": nav.name, "url": site.url(nav.url)}
        posting |= {"isPartOf": series, "position": nav.position}
    if based_on := getattr(article, "based_on", None):
        posting["isBasedOn"] = _source(based_on)
    if code := _code(site, article):
        posting["hasPart"] = code
    return posting


def _author(site: Site, author: Any) -> Node:
    # "The Editors" are several people.
    kind = "Organization" if author.name.startswith("The ") else "Person"
    url = site.url(author.url)
    return {"@type": kind, "@id": url, "name": author.name, "url": url}


def _source(based_on: Any) -> Node:
    source: Node = {
        "@type": "BlogPosting",
        "name": based_on.title,
        "author": {"@type": "Person", "name": based_on.author},
        "url": based_on.link,
    }
    if based_on.year and not based_on.last_year:  # a range is no date
        source["datePublished"] = str(based_on.year)
    return source


def _code(site: Site, article: Any) -> Node | None:
    """The code of an article as one node, whatever its samples: each of them would cost its name and address."""
    known = languages(Path(article.source_path))
    if not known:
        return None
    code: Node = {"@type": "SoftwareSourceCode", "programmingLanguage": list(known), "license": AGPL}
    if archive := getattr(article, "archive", None):
        code |= {"name": f"{article.slug}.zip", "url": site.url(archive.url), "codeSampleType": "full solution"}
    else:
        code |= {"name": str(article.title), "url": site.url(article.url), "codeSampleType": "code snippet"}
    if verification := getattr(article, "verification", None):
        code["runtimePlatform"] = ", ".join(verification.versions)
    return code


# Authors


def _profile(site: Site, author: Any, context: Mapping[str, Any]) -> Node:
    known = context.get("author_register", {}).get(author.name, {})
    entity = _author(site, author)
    if biography := known.get("biography"):
        entity["description"] = " ".join(biography.split())
    elsewhere = [*known.get("links", []), *_profile_of(known.get("fediverse"))]
    if elsewhere:
        entity["sameAs"] = list(dict.fromkeys(elsewhere))
    return {"@type": "ProfilePage", "url": site.url(author.url), "mainEntity": entity}


def _profile_of(account: str | None) -> Iterator[str]:
    """The page of an account such as ``@user@host``, as Mastodon and those that follow it have it."""
    if account:
        user, host = account.removeprefix("@").split("@")
        yield f"https://{host}/@{user}"


# Where a page is


def _breadcrumbs(site: Site, crumbs: Sequence[Crumb]) -> Node:
    items: list[Node] = [
        {"@type": "ListItem", "position": place, "name": name, "item": site.url(path)}
        for place, (name, path) in enumerate([(site.name, ""), *crumbs], 1)
    ]
    del items[-1]["item"]  # that is the page itself
    return {"@type": "BreadcrumbList", "itemListElement": items}


# The page that lists all of a kind: what it is called, and the setting of its address.
LISTS = {
    "author": ("Authors", "AUTHORS"),
    "tag": ("Tags", "TAGS"),
    "category": ("Categories", "CATEGORIES"),
    "series": ("Series", "SERIES_INDEX"),
    "period": ("Archive", "ARCHIVES"),
}


def _above(site: Site, context: Mapping[str, Any]) -> Iterator[Crumb]:
    """Yield the pages between the first one and this one."""
    if article := context.get("article"):
        yield _topic_of(article)
    elif not context.get("page"):
        kind = next((kind for kind in LISTS if context.get(kind)), "")
        if kind:
            name, setting = LISTS[kind]
            yield name, _address(site, setting)
        if _page_number(context) > 1 and kind:
            yield str(context[kind]), context[kind].url


def _topic_of(article: Any) -> Crumb:
    nav = getattr(article, "series_nav", None)
    return (nav.name, nav.url) if nav else (str(article.category), article.category.url)


def _address(site: Site, setting: str) -> str:
    return str(site.settings.get(f"{setting}_URL") or site.settings.get(f"{setting}_SAVE_AS") or "")


def _name(site: Site, context: Mapping[str, Any], title: str) -> str:
    """What the page itself is called among its breadcrumbs."""
    if (number := _page_number(context)) > 1:
        return f"Page {number}"
    return unescape(title).removesuffix(f" · {site.name}")


def _page_number(context: Mapping[str, Any]) -> int:
    page = context.get("articles_page")
    return int(page.number) if page else 1


def _plain(html: str) -> str:
    return unescape(" ".join(TAG.sub("", html).split()))
