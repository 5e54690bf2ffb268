"""The style guide: it shows all that the theme has, and no list, feed or map leads to it."""

from __future__ import annotations

import re

import pytest

from tests.site.house import ROOT, Site

CSS = ROOT / "theme" / "static" / "css"
PAGE = "styleguide/index.html"
OWN = ("styleguide", "styleguide.md")

# Style sheets of pages that are not made of articles' text, or of what a library names.
OTHER_SHEETS = {
    "highlight.css": "its classes are those of Pygments; which of them a language has is a lexer's business",
}
# What the style guide can't show, and why.
NOT_SHOWN = {
    "footnote": "no text has a note to which nothing refers",
    "deck-frame": "an article has one, above its text",
    "badge": "it is there once the samples are verified",
    "badge-version": "as badge",
    "sample-executed": "as badge",
    "sample-excused": "as badge",
    "table-name": "the page of verification has one, among its numbers",
    "page-header-home": "the first page has one, above all else",
    "translations": "no text of the site is in two languages",
}


@pytest.fixture(params=["real_dev", "real_published"])
def site(request: pytest.FixtureRequest) -> Site:
    """The site's own content, as its authors and as its readers see it."""
    built: Site = request.getfixturevalue(request.param)
    return built


def test_it_is_not_to_be_found(site: Site) -> None:
    """It says so to search engines; nothing but its own files names it, be it a page, a feed or a map."""
    assert site.soup(PAGE).select_one("meta[name=robots]")["content"] == "noindex"
    files = [path for path in site.output.rglob("*") if path.is_file() and path.suffix not in (".png", ".zip")]
    naming = [path.relative_to(site.output) for path in files if b"styleguide" in path.read_bytes()]
    assert [str(path) for path in naming if path.parts[0] not in OWN] == []


def test_it_is_no_article_to_the_page_of_verification(site: Site) -> None:
    """The numbers of that page are those of what readers find."""
    assert "Style guide" not in site.soup("how-this-site-is-verified/index.html").get_text()


def classes(css: str) -> set[str]:
    """The classes in the selectors of a style sheet."""
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", css, flags=re.DOTALL))
    return {name for selector in selectors for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)}


def sheets() -> list[str]:
    """The parts of the style sheets that are on every page, on those with an author's text, and on lists."""
    return [
        name
        for sheet in ("site.css", "article.css", "listing.css")
        for name in re.findall(r'url\("(.+?)"\)', (CSS / sheet).read_text("utf-8"))
        if name.split("/")[-1] not in OTHER_SHEETS
    ]


@pytest.mark.parametrize("sheet", sheets())
def test_it_shows_each_class(real_published: Site, sheet: str) -> None:
    """What a style sheet has a class for is shown in content/pages/styleguide or theme/templates/styleguide.html."""
    shown = {name for tag in real_published.soup(PAGE).select("[class]") for name in tag["class"]}
    assert classes((CSS / sheet).read_text("utf-8")) - shown - set(NOT_SHOWN) == set()


def test_what_is_not_shown_is_there() -> None:
    """No exception outlives what it was made for."""
    known = set().union(*(classes((CSS / sheet).read_text("utf-8")) for sheet in sheets()))
    assert set(NOT_SHOWN) <= known
