"""Atom and JSON feeds, sitemap and robots.txt: what programs read."""

# ruff: noqa: E501 - the HTML of a case stands in one piece

from __future__ import annotations

import json
import re
from copy import copy
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import html5lib
import pytest
from bs4 import BeautifulSoup
from feedgenerator import Atom1Feed

from feeds.json_feed import json_address, json_feed
from feeds.reading import for_readers
from tests.site.conftest import HOSTILE
from tests.site.house import SITEURL, Site

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PAGE = "https://a.example/p/"

# RFC 4287, 4.1.1 and 4.1.2: what there has to be once, what may be there once, and what as often as one likes.
FEED = {"once": {"id", "title", "updated"}, "at most once": {"generator", "icon", "logo", "rights", "subtitle"}}
ENTRY = {"once": {"id", "title", "updated"}, "at most once": {"content", "published", "rights", "source", "summary"}}
OFTEN = {"author", "category", "contributor", "link"}
# The keys of JSON Feed 1.1, and what they hold.
KEYS = {
    **dict.fromkeys(("version", "title", "home_page_url", "feed_url", "description", "language"), str),
    **dict.fromkeys(("items", "authors"), list),
}
ITEM_KEYS = {
    **dict.fromkeys(("id", "url", "title", "summary", "content_html", "date_published", "date_modified"), str),
    **dict.fromkeys(("authors", "tags"), list),
}
# Each element that an article's HTML may have in a feed.
ELEMENTS = frozenset(
    (
        *(
            "a",
            "abbr",
            "b",
            "br",
            "cite",
            "code",
            "del",
            "dfn",
            "em",
            "i",
            "ins",
            "kbd",
            "mark",
            "q",
            "s",
            "samp",
            "small",
        ),
        *("strong", "sub", "sup", "time", "u", "var", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "h2"),
        *("h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "summary", "ul", "figcaption", "figure"),
        *("img", "picture", "source", "video", "audio", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
    )
)


def atom_feeds(site: Site) -> dict[str, ET.Element]:
    """Return all Atom feeds of a site by their paths."""
    paths = sorted(site.output.glob("feeds/**/*.xml"))
    return {path.relative_to(site.output).as_posix(): ET.parse(path).getroot() for path in paths}  # noqa: S314  # ours


def json_feeds(site: Site) -> dict[str, dict[str, Any]]:
    """Return all JSON feeds of a site by their paths."""
    paths = sorted(site.output.glob("feeds/**/*.json"))
    return {path.relative_to(site.output).as_posix(): json.loads(path.read_text("utf-8")) for path in paths}


def contents_of(site: Site) -> list[tuple[str, str]]:
    """Return the address and the HTML of each entry in the feed of the whole site."""
    entries = atom_feeds(site)["feeds/all.atom.xml"].iter(f"{ATOM}entry")
    return [(entry.find(f"{ATOM}link").get("href"), entry.findtext(f"{ATOM}content")) for entry in entries]


def local(element: ET.Element) -> str:
    """Return the name of an element, which has to be Atom's."""
    assert element.tag.startswith(ATOM)
    return element.tag.removeprefix(ATOM)


@pytest.fixture(scope="module", params=["real_published", "published"])
def site(request: pytest.FixtureRequest) -> Site:
    """Each published site."""
    built: Site = request.getfixturevalue(request.param)
    return built


def test_there_is_a_feed_for_all_and_each_category_tag_and_author(site: Site) -> None:
    """The whole site, and whatever has a list of articles, can be followed, by Atom and by JSON."""
    lists = [path.parent.relative_to(site.output).as_posix() for path in site.pages]
    followed = [path for path in lists if re.fullmatch(r"(category|tag|author)/[^/]+", path)]
    names = ["feeds/all", *(f"feeds/{path}" for path in followed)]
    assert sorted(atom_feeds(site)) == sorted(f"{name}.atom.xml" for name in names)
    assert sorted(json_feeds(site)) == sorted(f"{name}.json" for name in names)
    assert {path.split("/")[0] for path in followed} == {"category", "tag", "author"}


def test_authors_build_no_feeds(dev: Site) -> None:
    """A feed with relative addresses is of no use; while a text is written there is none."""
    assert not (dev.output / "feeds").exists()
    assert [link["href"] for link in dev.soup("index.html").select("link[rel=alternate]")] == []


def test_feeds_are_sound_atom(site: Site) -> None:
    """Each feed and entry has what RFC 4287 asks for, nothing twice and nothing unknown."""
    for name, feed in atom_feeds(site).items():
        assert local(feed) == "feed"
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
        check_children([child for child in feed if local(child) != "entry"], FEED, name)
        check_links(feed, {"self": f"{SITEURL}/{name}", "alternate": None}, name)
        assert feed.findtext(f"{ATOM}id") == f"{SITEURL}/{name}"
        entries = feed.findall(f"{ATOM}entry")
        for entry in entries:
            check_children(list(entry), ENTRY, name)
            check_links(entry, {"alternate": None}, name)
            assert re.match(r"tag:[^,]+,\d{4}-\d\d-\d\d:/", entry.findtext(f"{ATOM}id"))
            assert entry.findtext(f"{ATOM}author/{ATOM}name")  # else the feed would need one
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert len(ids) == len(set(ids)) > 0
        updated = [entry.findtext(f"{ATOM}updated") for entry in entries]
        assert feed.findtext(f"{ATOM}updated") == max(updated, key=datetime.fromisoformat)


def check_children(children: list[ET.Element], allowed: dict[str, set[str]], where: str) -> None:
    """Check which elements there are, how often, and what each holds."""
    names = [local(child) for child in children]
    assert [name for name in allowed["once"] if names.count(name) != 1] == [], where
    assert [name for name in allowed["at most once"] if names.count(name) > 1] == [], where
    assert set(names) <= allowed["once"] | allowed["at most once"] | OFTEN, where
    for child in children:
        match local(child):
            case "id":
                assert urlsplit(child.text).scheme in ("https", "tag"), where
            case "updated" | "published":
                assert is_time(child.text), where
            case "title" | "subtitle":
                assert (child.get("type", "text"), bool(child.text), len(child)) == ("text", True, 0), where
            case "summary" | "content":
                assert (child.get("type"), bool(child.text), len(child)) == ("html", True, 0), where
            case "category":
                assert child.get("term"), where
            case "author":
                parts = {local(part): part.text for part in child}
                assert set(parts) == {"name", "uri"}, where
                assert parts["name"], where
                assert parts["uri"].startswith(f"{SITEURL}/author/"), where


def check_links(element: ET.Element, wanted: dict[str, str | None], where: str) -> None:
    """Check that there is one link of each relation, and where it leads if that is said; all lead into the site."""
    links = {link.get("rel", "alternate"): link.get("href") for link in element.findall(f"{ATOM}link")}
    assert (set(links), len(links)) == (set(wanted), len(element.findall(f"{ATOM}link"))), where
    assert all(links[name].startswith(f"{SITEURL}/") and wanted[name] in (None, links[name]) for name in wanted), where


def is_time(text: str | None) -> bool:
    """Say whether a text is a time as RFC 3339 has it."""
    return bool(text and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", text))


def test_feeds_are_sound_json_feeds(site: Site) -> None:
    """Each has what version 1.1 asks for, and nothing that it does not know or that is empty."""
    for name, feed in json_feeds(site).items():
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert {"title", "items"} <= set(feed)
        check_keys(feed, KEYS)
        assert feed["feed_url"] == f"{SITEURL}/{name}"
        for item in feed["items"]:
            assert {"id", "content_html"} <= set(item)
            check_keys(item, ITEM_KEYS)
            assert is_time(item["date_published"])
            assert is_time(item["date_modified"])
            assert datetime.fromisoformat(item["date_published"]) <= datetime.fromisoformat(item["date_modified"])
            assert item["authors"]
            for author in item["authors"]:
                assert set(author) == {"name", "url"}
                assert author["url"].startswith(f"{SITEURL}/author/")
            assert all(isinstance(tag, str) and tag for tag in item["tags"])
        ids = [item["id"] for item in feed["items"]]
        assert len(ids) == len(set(ids)) > 0


def check_keys(found: dict[str, Any], known: dict[str, type]) -> None:
    """Check that each key is known, and holds something of its type."""
    assert {name: type(value) for name, value in found.items()} == {name: known[name] for name in found}
    assert all(found.values())


def test_a_json_feed_leaves_out_what_nobody_said() -> None:
    """A feed without a subtitle, a language and an article has no empty keys, but its list of articles."""
    feed = Atom1Feed("A feed", f"{PAGE}", "", feed_url=f"{PAGE}feed.atom.xml")
    assert json.loads(json_feed(feed)) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A feed",
        "home_page_url": PAGE,
        "feed_url": f"{PAGE}feed.json",
        "items": [],
    }


def test_both_forms_say_the_same(site: Site) -> None:
    """An Atom feed and its JSON feed have the same title, list and articles."""
    for name, atom in atom_feeds(site).items():
        data = json_feeds(site)[json_address(name)]
        assert data["title"] == atom.findtext(f"{ATOM}title")
        assert data["home_page_url"] == atom.find(f"{ATOM}link[@rel='alternate']").get("href")
        for entry, item in zip(atom.findall(f"{ATOM}entry"), data["items"], strict=True):
            assert item["content_html"] == entry.findtext(f"{ATOM}content")
            assert item["title"] == entry.findtext(f"{ATOM}title")
            assert item["url"] == entry.find(f"{ATOM}link").get("href")
            assert item["date_modified"] == entry.findtext(f"{ATOM}updated")
            names = [author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author")]
            assert [author["name"] for author in item["authors"]] == names
            assert item["tags"] == [category.get("term") for category in entry.findall(f"{ATOM}category")]


def test_a_feed_is_about_its_list(site: Site) -> None:
    """A feed names what it is about, and leads to the page that has the same articles."""
    for name, feed in json_feeds(site).items():
        path = feed["home_page_url"].removeprefix(f"{SITEURL}/")
        assert path == name.removeprefix("feeds/").replace(".json", "/").replace("all/", "")
        heading = site.soup(f"{path}index.html").h1.get_text()
        assert feed["title"] == (f"Running Commentary: {heading}" if path else "Running Commentary")


def test_pages_name_their_feeds(site: Site) -> None:
    """The head of each page names the feed of the site, and that of its list or category, in both forms."""
    for path in site.pages:
        name = path.relative_to(site.output).as_posix()
        links = site.soup(name).select('head link[rel=alternate]:not([type="text/markdown"])')
        kinds = [link["type"] for link in links]
        assert kinds == ["application/atom+xml", "application/feed+json"] * (len(links) // 2), name
        targets = [(path.parent / link["href"]).resolve() for link in links] if name != "404.html" else []
        assert [target for target in targets if not target.is_file()] == [], name
        if about := re.match(r"(category|tag|author)/[^/]+(?=/)", name):
            assert targets[2:] == [site.output.resolve() / f"feeds/{about[0]}{end}" for end in (".atom.xml", ".json")]
        titles = [json.loads(target.read_text("utf-8"))["title"] for target in targets[1::2]]
        assert titles == [link["title"] for link in links[: len(targets) : 2]]


def test_entries_need_no_page_around_them(site: Site) -> None:
    """The HTML of an entry is sound, its addresses are full, and it has no script, style, control or hidden text."""
    for address, html in contents_of(site):
        html5lib.HTMLParser(strict=True).parseFragment(html, container="div")
        soup = BeautifulSoup(html, "html5lib")
        tags = soup.body.find_all()
        assert {tag.name for tag in tags} <= ELEMENTS, address
        for tag in tags:
            assert set(tag.attrs) & {"class", "id", "style", "role", "tabindex"} == set(), f"{address}: {tag.attrs}"
            assert not [name for name in tag.attrs if name.startswith(("on", "aria-", "data-"))], address
            for name in ("href", "src", "poster", "cite"):
                assert urlsplit(tag.get(name, "https:")).scheme in ("https", "http", "mailto"), f"{address}: {tag}"
            assert all(part.split()[0].startswith("https://") for part in tag.get("srcset", "").split(",") if part)
        assert [
            heading for heading in soup.select("h2 a, h3 a, h4 a") if heading["href"].startswith(f"{address}#")
        ] == []
        assert "Copy" not in [button.get_text() for button in soup.select("button")]


def test_links_of_entries_lead_somewhere(site: Site) -> None:
    """Each address within the site is that of a file that is there, and each anchor is on its page."""
    for address, html in contents_of(site):
        for tag in BeautifulSoup(html, "html5lib").select("[href], [src]"):
            target = urlsplit(tag.get("href") or tag["src"])
            if f"{target.scheme}://{target.netloc}" == SITEURL:
                path = site.output / target.path.lstrip("/")
                path = path / "index.html" if path.is_dir() else path
                assert path.is_file(), f"{address}: {tag}"
                anchor = target.fragment
                assert not anchor or f'id="{anchor}"' in path.read_text("utf-8"), f"{address}: {tag}"


def test_entries_have_the_full_text(real_published: Site) -> None:
    """All code, outputs, figures, tables and headings of an article are in its entry, in their order."""
    for address, html in contents_of(real_published):
        page = copy(real_published.soup(f"{address.removeprefix(f'{SITEURL}/')}index.html").select_one(".prose"))
        entry = BeautifulSoup(html, "html5lib")
        for selector in ("pre", "h2", "h3", "table", "li", "figure img"):
            of_page, of_entry = ([part_text(part) for part in soup.select(selector)] for soup in (page, entry))
            assert of_entry == of_page, f"{address}: {selector}"
        assert entry.select("pre"), address


def part_text(part: Any) -> str:
    """Return what a part shows: the words of a picture, the characters of code, the words of all else."""
    if part.name == "img":
        return str(part["alt"])
    for hidden in part.select(".visually-hidden, .sample-kind, .sample-browser"):
        hidden.extract()
    return part.get_text() if part.name == "pre" else " ".join(part.get_text().split())


def test_entries_carry_names_as_they_are(published: Site) -> None:
    """Titles with what looks like markup, and each of several authors, reach the feed whole."""
    entries = list(atom_feeds(published)["feeds/all.atom.xml"].iter(f"{ATOM}entry"))
    (entry,) = [entry for entry in entries if entry.findtext(f"{ATOM}title") == f"Title {HOSTILE}"]
    assert [author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author")] == ["The Editors", HOSTILE]
    assert "The note." in entry.findtext(f"{ATOM}content")
    assert len(entries) == 10
    (item,) = [item for item in json_feeds(published)["feeds/all.json"]["items"] if HOSTILE in item["title"]]
    assert item["summary"] == "A summary with code & stress."


def test_an_entry_names_each_subject_once(site: Site) -> None:
    """A category that is called as a tag is stands in the entry once; the articles of both sites have such."""
    entries = list(atom_feeds(site)["feeds/all.atom.xml"].iter(f"{ATOM}entry"))
    terms = [[category.get("term") for category in entry.iter(f"{ATOM}category")] for entry in entries]
    assert any("Python" in entry for entry in terms)
    assert [entry for entry in terms if len(entry) != len(set(entry))] == []


# What a page has, and what an entry has of it.
READ = {
    '<a href="#fn:1">1</a>': f'<a href="{PAGE}#fn:1">1</a>',
    "<a class=x href='../q/?a=1&amp;b#c'>2</a>": '<a href="https://a.example/q/?a=1&amp;b#c">2</a>',
    '<a href="https://b.example/">3</a>': '<a href="https://b.example/">3</a>',
    '<img src="/x.svg" alt="&lt;x&gt;" loading="lazy" width="4">': '<img src="https://a.example/x.svg" alt="&lt;x&gt;" width="4">',
    '<img srcset="a.png 1x, b.png 2x">': f'<img srcset="{PAGE}a.png 1x, {PAGE}b.png 2x">',
    '<h2 id="a"><a class="heading-link" href="#a">A <em>b</em></a></h2>': "<h2>A <em>b</em></h2>",
    "<script>let a = '</p>';</script>b<style>p {}</style>": "b",
    '<p>a<span class="visually-hidden">b <span>c</span></span>d</p>': "<p>ad</p>",
    '<button type="button">Copy <b>it</b></button>a<input checked>b': "ab",
    '<iframe src="player.html">a</iframe>b': "b",
    '<pre tabindex="0"><code><span class="k">if</span> a &lt; b &amp;&amp; c&#160;d</code></pre>': "<pre><code>if a &lt; b &amp;&amp; c&#160;d</code></pre>",
    '<code><span class="linenos">1</span>a</code>': "<code>1  a</code>",
    '<figure class="sample"><figcaption><span class="sample-title">a.py</span><span class="sample-kind">Python</span>'
    "</figcaption></figure>": "<figure><figcaption><strong>a.py</strong></figcaption></figure>",
    '<figure><figcaption><span class="sample-kind">Python</span></figcaption>a</figure>': "<figure>a</figure>",
    '<div class="admonition note"><p class="admonition-title">Note</p><p>a</p></div>': "<blockquote><p><strong>Note</strong></p><p>a</p></blockquote>",
    '<aside class="sidenote" id="fn:1"><p><sup>1</sup> a</p></aside>': "<blockquote><p><sup>1</sup> a</p></blockquote>",
    '<label><input type="radio" name="a" checked>pip</label><pre>a</pre>': "<p><strong>pip</strong></p><pre>a</pre>",
    "<p onclick='a()' style='b' hidden>c<!-- d --></p>": "<p>c</p>",
    "a<br/>b<wbr>c": "a<br>bc",
    "<table><tr><td rowspan=2 class='x'>a</td></tr></table>": '<table><tr><td rowspan="2">a</td></tr></table>',
    "<video controls src=a.mp4></video>": f'<video controls src="{PAGE}a.mp4"></video>',
    "a\x1b[1mb&#9;c \ud7ff\U0001f600": "a\N{REPLACEMENT CHARACTER}[1mb&#9;c \ud7ff\U0001f600",
}


@pytest.mark.parametrize("html", READ)
def test_what_is_left_for_feed_readers(html: str) -> None:
    """Words stay; what needs styles, scripts or the page around it goes."""
    assert for_readers(html, PAGE) == READ[html]


@pytest.mark.parametrize(
    ("atom", "address"),
    [
        ("feeds/all.atom.xml", "feeds/all.json"),
        ("a/feed.xml", "a/feed.json"),
        ("https://a.example/f", "https://a.example/f.json"),
    ],
)
def test_the_json_feed_is_beside_the_atom_feed(atom: str, address: str) -> None:
    """Whatever the setting calls an Atom feed, the JSON feed has a name of its own."""
    assert json_address(atom) == address


def test_the_sitemap_lists_every_page(site: Site) -> None:
    """Every page is listed by its full address, but those that say no to it, 404, and further parts of lists."""
    root = ET.parse(site.output / "sitemap.xml").getroot()  # noqa: S314  # ours
    listed = [location.text for location in root.iter(f"{SITEMAP}loc")]
    listable = [page for page in site.pages if site.is_listed(page) and page.name != "404.html"]
    pages = [page.relative_to(site.output).as_posix() for page in listable]
    assert sorted(listed) == sorted(
        f"{SITEURL}/{page.removesuffix('index.html')}" for page in pages if "/page/" not in f"/{page}"
    )


def test_the_sitemap_lists_pages_only(site: Site) -> None:
    """Neither feeds nor Markdown nor llms.txt is a page to be found by a search; each list of an author is."""
    text = site.read("sitemap.xml")
    assert [end for end in (".md<", ".xml<", ".json<", ".txt<") if end in text] == []
    assert f"<loc>{SITEURL}/author/the-editors/</loc>" in text


def test_robots_are_told_of_the_sitemap(site: Site) -> None:
    """robots.txt lets everybody in and says where the sitemap is."""
    assert site.read("robots.txt") == f"User-agent: *\nAllow: /\n\nSitemap: {SITEURL}/sitemap.xml\n"
