"""What an author's page says, and how other sites know that it is the author's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from frontmatter import check
from tests.site.house import SITEURL, Site, build, make_content, write_article
from tests.site.test_jsonld import node
from tests.site.test_pages import text_of

if TYPE_CHECKING:
    from pathlib import Path

REGISTER = """
["Ada Writer"]
biography = "Writes & <i>tests</i>."
links = ["https://www.ada.example/", "https://code.example/ada?tab=1&x=2"]
fediverse = "@ada.w@social.example"

["No Body"]
biography = "Says nothing of himself."
"""
LINKS = ["https://www.ada.example/", "https://code.example/ada?tab=1&x=2", "https://social.example/@ada.w"]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with articles of two authors, in two categories."""
    folder = tmp_path_factory.mktemp("signed")
    content = make_content(folder)
    (content / "authors.toml").write_text(REGISTER)
    assert check(content) == []
    for number in range(1, 9):
        topic = "Python" if number % 2 else "Flask"
        write_article(content, f"a-{number}", Authors="Ada Writer", Category=topic, Date=f"2026-11-0{number}")
    write_article(content, "both", Authors="Ada Writer, No Body", Category="Testing")
    return build(content, folder / "output", "publishconf.py")


def test_a_page_links_to_the_author_elsewhere(signed: Site) -> None:
    """Each link says by `rel=me` that it leads to the same person, and is called as its address is."""
    page = signed.soup("author/ada-writer/index.html")
    links = page.select("a[rel=me]")
    assert [link["href"] for link in links] == LINKS
    assert [text_of(link) for link in links] == ["ada.example", "code.example/ada?tab=1&x=2", "@ada.w@social.example"]
    assert text_of(page.select_one(".page-lead")) == "Writes & <i>tests</i>."
    assert node(signed, "author/ada-writer/index.html", "ProfilePage")["mainEntity"]["sameAs"] == LINKS


def test_who_has_no_links_shows_none(signed: Site) -> None:
    """An author of whom nothing else is known has a page all the same."""
    page = signed.soup("author/no-body/index.html")
    assert page.select("[rel=me], .author-links, [name='fediverse:creator']") == []
    assert "sameAs" not in node(signed, "author/no-body/index.html", "ProfilePage")["mainEntity"]


def test_articles_name_the_account_of_their_authors(signed: Site) -> None:
    """Where an article is shared, its author's account stands by it; so too on the author's page."""
    for path in ("a-1/index.html", "both/index.html", "author/ada-writer/index.html"):
        (tag,) = signed.soup(path).select("meta[name='fediverse:creator']")
        assert tag["content"] == "@ada.w@social.example"
    assert not signed.soup("index.html").select("meta[name='fediverse:creator']")


def test_articles_are_listed_by_topic(signed: Site) -> None:
    """All of an author's articles are on one page, under their categories, the newest first."""
    page = signed.soup("author/ada-writer/index.html")
    topics = page.select("main tbody")
    assert [text_of(topic.th) for topic in topics] == ["Flask", "Python", "Testing"]
    assert topics[0].th.a["href"] == "../../category/flask/"
    assert [link["href"] for link in topics[0].select("td a")] == [f"../../a-{number}/" for number in (8, 6, 4, 2)]
    assert page.select_one("table").parent["aria-label"] == "Articles by Ada Writer"
    assert not (signed.output / "author" / "ada-writer" / "page").exists()


def test_what_is_said_of_an_article_where_it_is_shared(signed: Site) -> None:
    """Its times, its authors by the addresses of their pages, and its tags."""
    soup = signed.soup("both/index.html")
    said = [(tag["property"], tag["content"]) for tag in soup.select("meta[property^='article:']")]
    assert said == [
        ("article:published_time", "2026-11-22T00:00:00+00:00"),
        ("article:author", f"{SITEURL}/author/ada-writer/"),
        ("article:author", f"{SITEURL}/author/no-body/"),
        ("article:tag", "Python"),
        ("article:tag", "Flask"),
    ]
    assert soup.select_one("meta[property='og:title']")["content"] == "A Title"
    assert soup.select_one("link[rel=canonical]")["href"] == f"{SITEURL}/both/"


def test_a_change_is_told_where_it_is_shared(published: Site) -> None:
    """An article that was modified says when."""
    tag = published.soup("everything/index.html").select_one("meta[property='article:modified_time']")
    assert tag["content"] == "2026-11-23T00:00:00+00:00"


def test_each_page_says_its_address_once(published: Site) -> None:
    """The canonical address is full, and its own; no other page has it."""
    seen = set()
    for page in published.pages:
        soup = published.soup(page.relative_to(published.output).as_posix())
        links = [link["href"] for link in soup.select("link[rel=canonical]")]
        if page.name == "404.html":
            assert links == []
            continue
        place = page.parent.relative_to(published.output).as_posix()
        assert links == [f"{SITEURL}/" if place == "." else f"{SITEURL}/{place}/"]
        assert soup.select_one("meta[property='og:url']")["content"] == links[0]
        seen.add(links[0])
    assert len(seen) == len(published.pages) - 1


def test_an_account_in_several_forms(tmp_path: Path) -> None:
    """Names may have dots, hyphens and underscores within, and hosts as many parts as they like."""
    content = make_content(tmp_path)
    for account in ("@a@b.example", "@a_b.c-d@x-y.social.example", "@_a@b.example"):
        (content / "authors.toml").write_text(f'["The Editors"]\nbiography = "x"\nfediverse = "{account}"\n')
        assert check(content) == []
