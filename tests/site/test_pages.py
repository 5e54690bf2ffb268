"""The pages that are built: what is there, what it says, and that it is sound HTML."""

from __future__ import annotations

import json
import re
from runpy import run_path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import html5lib
import pytest

from linkcheck import check
from tests.site.conftest import HOSTILE
from tests.site.house import ROOT, Site, make_content, pelican, write_article

if TYPE_CHECKING:
    from pathlib import Path

    from bs4 import BeautifulSoup, Tag

EXPECTED = [
    "404.html",
    "about/index.html",
    "archives/index.html",
    "authors/index.html",
    "author/the-editors/index.html",
    "categories/index.html",
    "colophon/index.html",
    "favicon.svg",
    "how-this-site-is-verified/index.html",
    "index.html",
    "robots.txt",
    "series/index.html",
    "sitemap.xml",
    "tags/index.html",
]


def text_of(tag: Tag | None) -> str:
    """Return the text of a tag with each run of white space as one space."""
    assert tag is not None
    return " ".join(tag.get_text().split())


def test_the_pages_are_there(site: Site) -> None:
    """Every list, page and file that a reader may expect is written."""
    assert [path for path in EXPECTED if not (site.output / path).is_file()] == []


def test_every_article_is_at_its_slug(real_published: Site) -> None:
    """The folder's name is the address; a draft has none."""
    for path in (ROOT / "content" / "articles").glob("*/index.md"):
        draft = re.search(r"^status:\s*draft", path.read_text("utf-8"), re.IGNORECASE | re.MULTILINE)
        assert (real_published.output / path.parent.name / "index.html").exists() is not bool(draft)


def test_html_is_well_formed(site: Site) -> None:
    """The parser that browsers follow finds nothing to mend on any page."""
    for path in site.pages:
        parser = html5lib.HTMLParser(strict=True)
        try:
            parser.parse(path.read_text("utf-8"))
        except html5lib.html5parser.ParseError as error:
            pytest.fail(f"{path}: {error} {parser.errors}")


def test_internal_links_and_anchors_resolve(site: Site) -> None:
    """Every link within the site leads to a page, file and anchor that is there."""
    assert check(site.output, site.siteurl) == []


def test_each_page_has_one_first_heading_and_a_title(site: Site) -> None:
    """A page has one h1, a title, a description and a language."""
    for path in site.pages:
        soup = site.soup(str(path.relative_to(site.output)))
        assert len(soup.find_all("h1")) == 1, path
        assert text_of(soup.title), path
        assert soup.find("meta", attrs={"name": "description"})["content"], path
        assert soup.html["lang"] == "en"


def test_nothing_is_loaded_from_elsewhere(site: Site) -> None:
    """No page or style sheet makes a request to another host; links for readers may lead anywhere."""
    home = urlsplit(site.siteurl).netloc
    for path in site.pages:
        for address in loaded_by(site.soup(str(path.relative_to(site.output)))):
            assert urlsplit(address).netloc in ("", home), f"{path} loads {address}"
        assert not re.search(
            r"url\(\s*[\"']?(https?:)?//|@import", site.soup(str(path.relative_to(site.output))).style.text
        )


def loaded_by(soup: BeautifulSoup) -> list[str]:
    """Return the addresses that a browser requests for a page by itself."""
    loading = soup.select("script[src], img[src], iframe[src], video[src], audio[src], source[src], embed[src]")
    kinds = ("stylesheet", "icon", "preload", "modulepreload", "manifest", "preconnect", "dns-prefetch")
    links = [link for link in soup.select("link[href]") if set(link["rel"]) & set(kinds)]
    return [tag["src"] for tag in loading] + [link["href"] for link in links]


def test_no_element_has_a_style_or_a_handler(site: Site) -> None:
    """What the policy of a page forbids is on none; a table's alignment is a class."""
    for path in site.pages:
        soup = site.soup(str(path.relative_to(site.output)))
        assert not soup.select("[style], [align]"), path
        assert not [tag for tag in soup.select("*") if any(name.startswith("on") for name in tag.attrs)], path


def test_byline(dev: Site) -> None:
    """The byline names authors and tags; the category only where no tag is called so."""
    plain = dev.soup("plain-1/index.html")
    assert text_of(plain.select_one(".byline")) == "Posted by The Editors under Python, Flask"
    assert [a["href"] for a in plain.select(".byline a")] == [
        "../author/the-editors/",
        "../tag/python/",
        "../tag/flask/",
    ]
    everything = text_of(dev.soup("everything/index.html").select_one(".byline"))
    assert everything == f"Posted by The Editors and {HOSTILE} under Security, Flask, tag {HOSTILE}"


def test_markup_in_names_comes_out_as_text(site: Site) -> None:
    """A title, tag or author that looks like markup is shown, not obeyed, on any page."""
    for path in site.pages:
        soup = site.soup(str(path.relative_to(site.output)))
        assert not [script for script in soup.find_all("script") if "alert" in (script.string or "")[:7]], path
    if (site.output / "everything").exists():
        assert text_of(site.soup("everything/index.html").h1) == f"Title {HOSTILE}"
        assert f"Title {HOSTILE}" in text_of(site.soup("index.html").main)


def quoted(text: str) -> str:
    """Return the text in typographic quotation marks."""
    return f"\N{LEFT SINGLE QUOTATION MARK}{text}\N{RIGHT SINGLE QUOTATION MARK}"


def test_credit_line(dev: Site) -> None:
    """The credit names the source with its year where known, and links to it."""
    credit = dev.soup("everything/index.html").select_one(".credit")
    assert text_of(credit) == f"After {quoted('How to <i>Retry</i> & Win')} by Somebody O'Else (2016)"
    assert credit.a["href"] == "https://example.org/a?b=1&c=2"
    assert text_of(dev.soup("yearless/index.html").select_one(".credit")) == f"After {quoted('Old')} by Someone"
    of_two_years = text_of(dev.soup("plain-8/index.html").select_one(".credit"))
    assert of_two_years == f"After {quoted('Old')} by Someone (2016\N{EN DASH}2017)"
    assert dev.soup("plain-1/index.html").select_one(".credit") is None


def test_pagination(dev: Site) -> None:
    """The newest six are on the first page, the rest on the next, and each leads to the other."""
    first, second = dev.soup("index.html"), dev.soup("page/2/index.html")
    assert len(first.select(".entry")) == 6
    assert len(second.select(".entry")) == 4
    assert text_of(first.select_one(".pagination-place")) == "Page 1 of 2"
    assert first.select_one(".pagination [rel=next]")["href"] == "./page/2/"
    assert second.select_one(".pagination [rel=prev]")["href"] == "../../"
    assert first.select_one(".pagination [rel=prev]") is second.select_one(".pagination [rel=next]") is None
    assert (dev.output / "tag/python/page/2/index.html").exists()


def test_excerpts_lead_on(dev: Site) -> None:
    """The first page shows summaries with their markup; the title is the one link to each article."""
    entry = dev.soup("index.html").select_one(".entry")
    assert entry.select_one(".entry-summary em").string == "stress"
    assert [text_of(link) for link in entry.select("a")] == [f"Title {HOSTILE}"]


def test_the_archive_is_by_topic(dev: Site) -> None:
    """The archive is a table of all articles under their categories, the newest first, and each year has a page."""
    soup = dev.soup("archives/index.html")
    topics = soup.select(".archive tbody")
    assert [text_of(topic.select_one("[scope=rowgroup]")) for topic in topics] == ["Python", "Security"]
    days = [[time["datetime"] for time in topic.select("time")] for topic in topics]
    assert list(map(len, days)) == [9, 1]
    assert days[0] == sorted(days[0], reverse=True)
    assert len(dev.soup("2025/index.html").select(".listing li")) == 8


def test_series(dev: Site) -> None:
    """A series has a page in reading order, and each part knows its place and its neighbours."""
    titles = [a["href"] for a in dev.soup("series/steps-stones/index.html").select(".series-parts a")]
    assert titles == ["../../plain-1/", "../../plain-2/", "../../plain-3/"]
    middle = dev.soup("plain-2/index.html")
    assert text_of(middle.select_one(".series-place")) == "Part 2 of 3 in Steps & <b>stones</b>"
    assert middle.select_one(".series-nav [rel=prev]")["href"] == "../plain-1/"
    assert middle.select_one(".series-nav [rel=next]")["href"] == "../plain-3/"
    assert dev.soup("plain-1/index.html").select_one(".series-nav [rel=prev]") is None
    assert dev.soup("everything/index.html").select_one(".series-nav") is None


def test_authors_have_biographies(dev: Site) -> None:
    """An author's page says who that is, as plain text."""
    assert "sign together" in text_of(dev.soup("author/the-editors/index.html").select_one(".page-lead"))
    (path,) = [path for path in dev.output.glob("author/*/index.html") if path.parent.name != "the-editors"]
    assert text_of(dev.soup(str(path.relative_to(dev.output))).select_one(".page-lead")) == "A & B <i>"


def test_drafts_are_seen_by_authors_only(dev: Site, published: Site) -> None:
    """A draft is listed and marked while it is written; the published site has no trace of it."""
    assert text_of(dev.soup("drafts/not-yet/index.html").select_one(".draft")) == "Draft"
    assert dev.soup("drafts/index.html").select_one('.listing a[href="../drafts/not-yet/"]')
    assert "not-yet" not in dev.read("index.html")
    files = [path for path in published.output.rglob("*") if path.is_file()]
    assert not [path for path in files if "not-yet" in str(path) or b"not-yet" in path.read_bytes()]


def test_only_linked_files_are_published(dev: Site) -> None:
    """Of a bundle's files, those that a page links to are copied, beside the page and its archive."""
    assert sorted(path.name for path in (dev.output / "everything").iterdir()) == [
        "everything.zip",
        "index.html",
        "notes.txt",
        "page.html",
    ]
    assert not list(dev.output.rglob("*.py")) + list(dev.output.rglob("README*")) + list(dev.output.rglob("*.toml"))


def test_an_attached_page_is_saved_and_not_opened(dev: Site) -> None:
    """A link to an attached HTML file says so to the browser; one to another file does not."""
    soup = dev.soup("everything/index.html")
    assert "download" in soup.select_one('a[href="../everything/page.html"]').attrs
    assert "download" not in soup.select_one('a[href="../everything/notes.txt"]').attrs


def test_404_works_at_any_depth(dev: Site, published: Site) -> None:
    """The page for what is not there starts its links at the root, and no list names it."""
    for site in (dev, published):
        soup = site.soup("404.html")
        addresses = [tag.get("href") or tag.get("src") for tag in soup.select("link[href], script[src], a[href]")]
        addresses += soup.select_one("script[data-later]")["data-later"].split()
        assert [a for a in addresses if not a.startswith(("/", "#", "https://", "data:"))] == []


def test_a_wide_table_scrolls_alone(dev: Site) -> None:
    """A table is in a box that scrolls, that the keyboard reaches, and that has a name."""
    box = dev.soup("everything/index.html").select_one("table").parent
    assert (box["class"], box["tabindex"], box["role"]) == (["table"], "0", "region")
    assert box["aria-label"] == "Table: A heading"


def test_headings_link_to_themselves(dev: Site) -> None:
    """A heading's link has the heading's text as its name."""
    link = dev.soup("everything/index.html").select_one("h2#a-heading > a")
    assert (link["href"], text_of(link)) == ("#a-heading", "A heading")


def test_first_things_first_for_the_keyboard(site: Site) -> None:
    """The first link of every page leads past the navigation."""
    for path in site.pages:
        first = site.soup(str(path.relative_to(site.output))).body.find("a")
        assert (first["href"], first["class"]) == ("#main", ["skip"])


@pytest.mark.parametrize("settings", ["pelicanconf.py", "publishconf.py"])
def test_a_site_without_articles_builds(tmp_path: Path, settings: str) -> None:
    """The first build of a new blog works."""
    assert pelican(make_content(tmp_path), tmp_path / "output", settings, "--fatal", "warnings").status == 0


VERIFYING = """
from datetime import date
from types import SimpleNamespace

from pelican import signals


def verify(content):
    if getattr(content, "slug", "") == "proven":
        versions = ["Python 3.11.7", "Flask <3>"]
        content.verification = SimpleNamespace(date=date(2026, 11, 22), versions=versions, samples=3)
    elif getattr(content, "slug", "") == "unproven":
        content.verification = None


def register():
    signals.content_object_init.connect(verify)
"""


def test_the_badge_comes_from_the_verification_alone(tmp_path: Path) -> None:
    """An article has the badge if it has a verification, none if that is None, and none without such a plugin."""
    content = make_content(tmp_path)
    for slug in ("proven", "unproven"):
        write_article(content, slug)
    (tmp_path / "verifying.py").write_text(VERIFYING)
    plugins = json.dumps(["bundles", "frontmatter", "verifying", "series"])
    options = ["-e", f"PLUGINS={plugins}", f"PLUGIN_PATHS={json.dumps([str(ROOT / 'plugins'), str(tmp_path)])}"]
    result = pelican(content, tmp_path / "output", "pelicanconf.py", "--fatal", "warnings", *options)
    assert result.status == 0, result.said
    site = Site(tmp_path / "output", "")
    badge = site.soup("proven/index.html").select_one(".article-meta .badge")
    assert text_of(badge) == "Verified 22 November 2026 · Python 3.11.7 · Flask <3>"
    assert badge.time["datetime"] == "2026-11-22"
    assert site.soup("unproven/index.html").select_one(".badge") is None


def test_an_author_cannot_write_a_badge(tmp_path: Path) -> None:
    """A header cannot claim what only runs can show."""
    content = make_content(tmp_path)
    path = write_article(content, "boast", Verification="yesterday")
    result = pelican(content, tmp_path / "output", "pelicanconf.py", "--fatal", "warnings")
    assert (result.status, f"{path}:7: unknown key `Verification`" in result.said) == (1, True)


def test_an_unverified_article_has_no_badge(dev: Site) -> None:
    """Nothing in the theme makes a badge by itself."""
    assert dev.soup("everything/index.html").select_one(".badge") is None


def test_publishing_changes_address_feeds_drafts_and_what_is_required_only() -> None:
    """What authors see while they write is what is published."""
    written, published = (
        {name: value for name, value in run_path(str(ROOT / file)).items() if name.isupper()}
        for file in ("pelicanconf.py", "publishconf.py")
    )
    changed = {name for name in written.keys() | published.keys() if written.get(name) != published.get(name)}
    assert changed == {
        *("SITEURL", "ADDRESS"),
        *("DECKS_PDF_REQUIRED", "RUNNABLE_IN_PAGE_REQUIRED", "RUNNABLE_COMPRESS"),
        *("FEED_ALL_ATOM", "CATEGORY_FEED_ATOM", "TAG_FEED_ATOM", "AUTHOR_FEED_ATOM"),
        *("DRAFT_SAVE_AS", "DRAFT_PAGE_SAVE_AS", "DRAFTS_SAVE_AS"),
    }
