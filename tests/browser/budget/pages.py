"""The pages that are measured: one of each kind, and of articles the longest and a usual one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.site.house import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.site.house import Site

# Kind of page: its path.
FIXED = {
    "home": "",
    "archives": "archives/",
    "about": "about/",
    "verification": "how-this-site-is-verified/",
    "search": "search/",
    "styleguide": "styleguide/",
    "404": "404.html",
}
# Kinds that search engines are kept from on purpose, for which Lighthouse takes points in its category SEO.
UNLISTED = ("search", "styleguide")
ARTICLES = ("longest article", "article")
# What a site may do without.
OPTIONAL = ("search", "styleguide")


def slugs() -> list[str]:
    """Return the slugs of all articles, the longest text first."""
    texts = (ROOT / "content" / "articles").glob("*/index.md")
    return [path.parent.name for path in sorted(texts, key=lambda path: -path.stat().st_size)]


def kinds() -> list[str]:
    """Return the names of all kinds."""
    return [*FIXED, *ARTICLES, "tag", "series"]


def find_pages(site: Site) -> Mapping[str, str]:
    """Return the path of the page of each kind that the site has, as in an address, without a slash before it."""
    published = [slug for slug in slugs() if (site.output / slug / "index.html").is_file()]
    found = {"longest article": f"{published[0]}/", "article": f"{published[len(published) // 2]}/"}
    for kind in ("tag", "series"):
        folders = sorted(path.parent for path in (site.output / kind).glob("*/index.html"))
        # The one that lists the most.
        longest = max(folders, key=lambda folder: len(Path(folder, "index.html").read_bytes()), default=None)
        if longest:
            found[kind] = f"{kind}/{longest.name}/"
    fixed = {kind: path for kind, path in FIXED.items() if file_of(site, path).is_file()}
    return {kind: path for kind in kinds() if (path := (fixed | found).get(kind)) is not None}


def file_of(site: Site, path: str) -> Path:
    """Return the file that is served for a path."""
    file = site.output / path
    return file if file.suffix == ".html" else file / "index.html"
