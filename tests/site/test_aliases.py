"""Redirects at old addresses: where they lead, what they are kept out of, and which are refused."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import pytest

from frontmatter import check
from frontmatter.aliases import file_of
from linkcheck import check as check_links
from tests.site.house import SITEURL, Site, build, make_content, pelican, write_article

MOVED = {
    "2016/11/moved/index.html": "moved",
    "old-name.html": "moved",
    "about-us/index.html": "about",
}


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content with an article and a page that have moved, and a draft that has old addresses too."""
    content = make_content(tmp_path_factory.mktemp("aliases"))
    write_article(content, "moved", Title="A <b>Title</b>", Aliases="/2016/11/moved/,\n    old-name.html")
    write_article(content, "not-yet", Status="draft", Aliases="was-not-yet")
    about = content / "pages" / "about.md"
    about.write_text(f"Aliases: about-us\n{about.read_text('utf-8')}", "utf-8")
    return content


@pytest.fixture(scope="module", params=["pelicanconf.py", "publishconf.py"])
def site(content: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Site:
    """The content as it is written, and as it is published."""
    return build(content, tmp_path_factory.mktemp("built"), request.param)


@pytest.mark.parametrize(("alias", "file"), [
    ("/old/path/", "old/path/index.html"),
    ("old/path", "old/path/index.html"),
    ("old-name.html", "old-name.html"),
    ("/a/B_c~1.2/x.HTM", "a/B_c~1.2/x.HTM"),
    ("/v1.2/", "v1.2/index.html"),
])  # fmt: skip
def test_an_old_address_has_a_file(alias: str, file: str) -> None:
    """A path is a folder with a page, unless it is called like a page itself."""
    assert file_of(alias) == file


def test_browsers_are_sent_on(site: Site) -> None:
    """A browser goes on at once, a reader without such a browser by a link; both lead to the page that is there."""
    for file, slug in MOVED.items():
        soup = site.soup(file)
        (refresh,) = soup.select("meta[http-equiv=refresh]")
        delay, address = refresh["content"].split("; url=")
        (link,) = soup.select("main a")
        assert (delay, link["href"]) == ("0", address)
        assert (
            (site.output / file).parent / address / "index.html"
        ).resolve() == site.output.resolve() / slug / "index.html"
        assert link.get_text() == {"moved": "A <b>Title</b>", "about": "About"}[slug]


def test_search_engines_are_sent_on(site: Site) -> None:
    """The old address is not to be found; the canonical one is that of the page."""
    for file, slug in MOVED.items():
        soup = site.soup(file)
        assert soup.select_one("meta[name=robots]")["content"] == "noindex"
        canonical = [link["href"] for link in soup.select("link[rel=canonical]")]
        assert canonical == ([f"{SITEURL}/{slug}/"] if site.siteurl else [])


def test_redirects_are_pages_like_others(site: Site) -> None:
    """They are sound HTML under the same policy, with the same way in for the keyboard, and their links hold."""
    assert check_links(site.output, site.siteurl) == []

    def policy(path: str) -> list[str]:  # the hashes are those of the page's own data
        metas = site.soup(path).select("meta[http-equiv=Content-Security-Policy]")
        return [re.sub(r" 'sha256-[^']+'", "", meta["content"]) for meta in metas]

    for file in MOVED:
        html5lib.HTMLParser(strict=True).parse(site.read(file))
        soup = site.soup(file)
        assert soup.body.find("a")["href"] == "#main"
        assert len(soup.select("h1")) == 1
        assert policy(file) == policy("tags/index.html") != []


def test_no_list_has_redirects(site: Site) -> None:
    """Neither the sitemap nor a feed nor llms.txt names an old address, and nothing of it is Markdown."""
    root = ET.parse(site.output / "sitemap.xml").getroot()  # noqa: S314  # ours
    lists = [site.output / "llms.txt", *site.output.glob("feeds/**/*.*")]
    named = [location.text or "" for location in root.iter()] + [path.read_text("utf-8") for path in lists]
    for old in ("2016/11", "old-name", "about-us"):
        assert [text for text in named if old in text] == []
    assert not (site.output / "old-name.md").exists()
    assert not (site.output / "about-us.md").exists()


def test_a_draft_has_redirects_where_it_is_written(site: Site) -> None:
    """While it is written an old address leads to the draft; what is published has no trace of it."""
    path = site.output / "was-not-yet" / "index.html"
    if site.siteurl:
        assert not path.exists()
    else:
        assert "../drafts/not-yet/" in path.read_text("utf-8")


# An alias, and the beginning of what is said about it.
WRONG = [
    ("https://example.org/old/", "'https://example.org/old/' is of another site; write a path below this one, such as"),
    ("//example.org/old/", "'//example.org/old/' is of another site"),
    ("javascript:alert(1)", "'javascript:alert(1)' is of another site"),
    ("/", "'/' is the first page"),
    ("../secret/", "'../secret/' is no plain path: '..' can't be a part of it"),
    ("a/../../secret.html", "'a/../../secret.html' is no plain path: '..'"),
    ("a//b", "'a//b' is no plain path: ''"),
    ("a/./b", "'a/./b' is no plain path: '.'"),
    (".well-known/x/", "'.well-known/x/' is no plain path: '.well-known'"),
    ("a%2e%2e/", "'a%2e%2e/' is no plain path: 'a%2e%2e'"),
    ("a b", "'a b' is no plain path: 'a b'"),
    ("a\\b", "'a\\\\b' is no plain path"),
    ("a?b=1", "'a?b=1' is no plain path"),
    ("a#b", "'a#b' is no plain path"),
    ("caf\u00e9/", "'caf\u00e9/' is no plain path"),
    ("old.html/more/", "'old.html/more/' is no plain path: 'old.html'"),
    ("old.php", "'old.php' would not be served as a page; end it in .html, or in a slash"),
    ("", "is empty"),
    ("a, a", "'a' stands there twice"),
]


@pytest.mark.parametrize(("alias", "message"), WRONG)
def test_a_wrong_alias_is_named_with_its_line(tmp_path: Path, alias: str, message: str) -> None:
    """What is no path within the site, or not written plainly, is refused."""
    content = make_content(tmp_path)
    path = write_article(content, "an-article", Aliases=alias)
    (problem,) = check(content)
    assert str(problem).startswith(f"{path}:7: `Aliases`: {message}")


TAKEN = [
    ("index.html", "'' is taken by the site itself"),
    ("404.html", "'404.html' is taken by the site itself"),
    ("archives", "'archives/' is taken by the site itself"),
    ("/Tag/python/", "'Tag/python/' is taken by the site itself"),
    ("theme/css/x.html", "'theme/css/x.html' is taken by the site itself"),
    ("2016/", "'2016/' is taken by the site itself"),
    ("an-article/", "'an-article/' is taken by content/articles/an-article/index.md"),
    ("Other/index.html", "'Other/' is taken by content/articles/other/index.md"),
    ("about", "'about/' is taken by content/pages/about.md"),
    ("old, /old/", "'old/' is taken by content/articles/an-article/index.md:7"),
]


@pytest.mark.parametrize(("alias", "message"), TAKEN)
def test_an_alias_that_is_taken_is_refused(tmp_path: Path, alias: str, message: str) -> None:
    """An old address where there is something else already is told before anything is built."""
    content = make_content(tmp_path)
    path = write_article(content, "an-article", Aliases=alias)
    write_article(content, "other")
    (problem,) = check(content)
    assert str(problem).startswith(f"{path}:7: the alias {message}; choose another one")


def test_two_documents_cannot_have_one_alias(tmp_path: Path) -> None:
    """The second is told where the first is, however either is written; pages count as articles do."""
    content = make_content(tmp_path)
    write_article(content, "first", Aliases="one, Old")
    second = write_article(content, "second", Tags=None, Aliases="/old/index.html", Status="published")
    second.write_text(second.read_text("utf-8").replace("Aliases", "Tags: Python\nAliases"), "utf-8")
    page = content / "pages" / "about.md"
    page.write_text(f"Aliases: one/\n{page.read_text('utf-8')}", "utf-8")
    assert [(problem.path, problem.line) for problem in check(content)] == [(second, 7), (page, 1)]
    assert "taken by content/articles/first/index.md:7" in check(content)[0].message


@pytest.mark.parametrize("alias", ["drawn/page.html", "favicon.svg/old/", "about.md/old/"])
def test_a_build_writes_over_nothing(tmp_path: Path, alias: str) -> None:
    """What only a build knows, such as a file that an article attaches, is not written over either."""
    content = make_content(tmp_path)
    attached = write_article(content, "drawn", "[x]({attach}page.html)\n")
    (attached.parent / "page.html").write_text("<p>Attached.</p>\n")
    path = write_article(content, "moved", Aliases=alias)
    assert check(content) == []
    result = pelican(content, tmp_path / "output", "pelicanconf.py", "--fatal", "warnings")
    assert result.status == 1
    assert f"{path}:7: the alias {alias!r} is the place of a file of the site; choose another one" in result.said
