"""Atom feeds, sitemap and robots.txt: what programs read."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from feeds import with_absolute_anchors
from tests.site.conftest import HOSTILE
from tests.site.house import SITEURL, Site

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def feeds_of(site: Site) -> dict[str, ET.Element]:
    """Return all feeds of a site by their paths."""
    paths = sorted(site.output.glob("feeds/**/*.xml"))
    return {path.relative_to(site.output).as_posix(): ET.parse(path).getroot() for path in paths}  # noqa: S314  # ours


@pytest.fixture(scope="module", params=["real_published", "published"])
def site(request: pytest.FixtureRequest) -> Site:
    """Each published site."""
    built: Site = request.getfixturevalue(request.param)
    return built


def test_there_is_a_feed_for_all_and_each_category_and_tag(published: Site) -> None:
    """The whole site, each category and each tag can be followed, by Atom and by nothing else."""
    names = list(feeds_of(published))
    assert {"feeds/all.atom.xml", "feeds/category/security.atom.xml", "feeds/tag/flask.atom.xml"} <= set(names)
    assert len(names) == 1 + 2 + 3
    assert all(name.endswith(".atom.xml") for name in names)


def test_authors_build_no_feeds(dev: Site) -> None:
    """A feed with relative addresses is of no use; while a text is written there is none."""
    assert feeds_of(dev) == {}
    assert "application/atom+xml" not in dev.read("index.html")


def test_feeds_are_sound_atom(site: Site) -> None:
    """Each feed and entry has what RFC 4287 asks for, and no two feeds have one id."""
    feeds = feeds_of(site)
    for name, feed in feeds.items():
        assert feed.tag == f"{ATOM}feed"
        assert feed.findtext(f"{ATOM}id") == f"{SITEURL}/{name}"
        assert feed.findtext(f"{ATOM}title")
        assert is_time(feed.findtext(f"{ATOM}updated"))
        assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"{SITEURL}/{name}"
        for entry in feed.iter(f"{ATOM}entry"):
            assert re.match(r"tag:[^,]+,\d{4}-\d\d-\d\d:/", entry.findtext(f"{ATOM}id"))
            assert entry.findtext(f"{ATOM}title")
            assert is_time(entry.findtext(f"{ATOM}updated"))
            assert entry.findtext(f"{ATOM}author/{ATOM}name")
            assert entry.find(f"{ATOM}link").get("href").startswith(f"{SITEURL}/")


def is_time(text: str | None) -> bool:
    """Say whether a text is a time as RFC 3339 has it."""
    return bool(text and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", text))


def test_entries_have_the_full_text_with_absolute_addresses(site: Site) -> None:
    """An entry holds the whole article, and no link in it needs the page around it."""
    for entry in feeds_of(site)["feeds/all.atom.xml"].iter(f"{ATOM}entry"):
        content = entry.find(f"{ATOM}content")
        assert content.get("type") == "html"
        assert content.text
        for address in re.findall(r'<[^>]+\b(?:href|src)="([^"]*)"', content.text):
            assert re.match(r"https?://|mailto:", address), f"{entry.findtext(f'{ATOM}title')}: {address}"


def test_entries_carry_names_as_they_are(published: Site) -> None:
    """Titles with what looks like markup, and several authors, reach the feed whole."""
    entries = list(feeds_of(published)["feeds/all.atom.xml"].iter(f"{ATOM}entry"))
    (entry,) = [entry for entry in entries if entry.findtext(f"{ATOM}title") == f"Title {HOSTILE}"]
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == f"The Editors, {HOSTILE}"
    assert "The note." in entry.findtext(f"{ATOM}content")
    assert len(entries) == 10


def test_an_entry_names_each_subject_once(site: Site) -> None:
    """A category that is called as a tag is stands in the entry once; the articles of both sites have such."""
    entries = list(feeds_of(site)["feeds/all.atom.xml"].iter(f"{ATOM}entry"))
    terms = [[category.get("term") for category in entry.iter(f"{ATOM}category")] for entry in entries]
    assert any("Python" in entry for entry in terms)
    assert [entry for entry in terms if len(entry) != len(set(entry))] == []


def test_anchors_point_into_the_page() -> None:
    """A link within the page names the page; other links stay as they are."""
    html = """<a href="#fn:1">1</a> <a class=x href='#top'>2</a> <a href="https://example.org/#x">3</a>"""
    assert with_absolute_anchors(html, "https://a.example/p/") == (
        """<a href="https://a.example/p/#fn:1">1</a> <a class=x href='https://a.example/p/#top'>2</a> """
        """<a href="https://example.org/#x">3</a>"""
    )


def test_the_sitemap_lists_every_page(site: Site) -> None:
    """Every page is listed by its full address, but the one for what is not there, and the further parts of lists."""
    root = ET.parse(site.output / "sitemap.xml").getroot()  # noqa: S314  # ours
    listed = [location.text for location in root.iter(f"{SITEMAP}loc")]
    pages = [page.relative_to(site.output).as_posix() for page in site.pages]
    assert sorted(listed) == sorted(
        f"{SITEURL}/{page.removesuffix('index.html')}"
        for page in pages
        if page != "404.html" and "/page/" not in f"/{page}"
    )


def test_robots_are_told_of_the_sitemap(site: Site) -> None:
    """robots.txt lets everybody in and says where the sitemap is."""
    assert site.read("robots.txt") == f"User-agent: *\nAllow: /\n\nSitemap: {SITEURL}/sitemap.xml\n"
