"""What pages say to machines: sound by schema.org's vocabulary, true to the page, and leading somewhere."""

from __future__ import annotations

import json
import re
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from jsonld import address_of
from jsonld.graph import Site as Described
from jsonld.graph import graph_of
from tests.site.conftest import HOSTILE
from tests.site.house import SITEURL, Site, build, make_content, write_article

if TYPE_CHECKING:
    from collections.abc import Iterator

VOCABULARY = json.loads((Path(__file__).parent / "schema_org.json").read_text())["types"]

# What Google's documentation of structured data asks of each type, and what a node of it would be empty without.
REQUIRED = {
    "BlogPosting": {"headline", "author", "datePublished", "dateModified", "image", "publisher", "url"},
    "BreadcrumbList": {"itemListElement"},
    "CreativeWorkSeries": {"name", "url"},
    "ListItem": {"position", "name"},
    "Organization": {"name", "url"},
    "Person": {"name"},
    "ProfilePage": {"mainEntity"},
    "SearchAction": {"target", "query-input"},
    "SoftwareSourceCode": {"name", "url", "programmingLanguage"},
    "WebSite": {"name", "url"},
}
SOURCE_REQUIRED = {"name", "author", "url"}  # of the article that ours is based on
OURS = {"query-input"}  # schema.org's way to annotate an action, which is no property
LIGHT = 3000  # bytes of a page's graph, before it is compressed


def graph(site: Site, path: str) -> list[dict[str, Any]]:
    """Return the nodes of a page, which has just one piece of linked data."""
    (script,) = site.soup(path).select('script[type="application/ld+json"]')
    data = json.loads(script.string)
    assert data.keys() == {"@context", "@graph"}
    assert data["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = data["@graph"]
    return nodes


def node(site: Site, path: str, kind: str) -> dict[str, Any]:
    """Return the one node of a page that is of this type."""
    (found,) = [each for each in graph(site, path) if each["@type"] == kind]
    return found


def all_nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield each object with a type, however deep."""
    if isinstance(value, list):
        yield from chain.from_iterable(map(all_nodes, value))
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        yield from chain.from_iterable(map(all_nodes, value.values()))


def texts(value: Any) -> Iterator[str]:
    """Yield each text, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        yield from chain.from_iterable(map(texts, value.values() if isinstance(value, dict) else value))


def properties(kind: str) -> set[str]:
    """Return what a node of a type may say, by what schema.org says of it and of all it is."""
    about = VOCABULARY[kind]
    return set(about["has"]).union(*map(properties, about["is"]))


def pages(site: Site) -> list[str]:
    """Return the pages that have an address."""
    return [path for page in site.pages if (path := page.relative_to(site.output).as_posix()) != "404.html"]


@pytest.fixture(params=["published", "real_published"])
def with_address(request: pytest.FixtureRequest) -> Site:
    """Each of the sites that have an address."""
    built: Site = request.getfixturevalue(request.param)
    return built


def test_each_node_is_sound(with_address: Site) -> None:
    """Its type is known, it says what a node of that type has to, and nothing that the type does not have."""
    seen = set()
    for path in pages(with_address):
        for each in all_nodes(graph(with_address, path)):
            kind, said = each["@type"], {name for name in each if not name.startswith("@")}
            seen.add(kind)
            required = SOURCE_REQUIRED if kind == "BlogPosting" and "headline" not in said else REQUIRED[kind]
            assert required <= said, f"{path}: {kind} lacks {required - said}"
            assert said <= properties(kind) | OURS, f"{path}: {kind} has no {said - properties(kind)}"
            assert all(value not in ("", None, [], {}) for value in each.values()), f"{path}: {each}"
    assert seen >= {"BlogPosting", "BreadcrumbList", "Organization", "ProfilePage", "WebSite"}


def test_each_address_of_the_site_is_there(with_address: Site) -> None:
    """What a graph names within the site is a file of it, by its full address."""
    for path in pages(with_address):
        for text in texts(graph(with_address, path)):
            if text.startswith(SITEURL):
                place = urlsplit(text).path.removeprefix("/")
                file = with_address.output / place / ("index.html" if place.endswith("/") or not place else "")
                assert file.is_file(), f"{path} names {text}"


def test_every_page_below_the_first_says_where_it_is(with_address: Site) -> None:
    """Breadcrumbs lead from the first page to this one, which alone has no address among them."""
    for path in pages(with_address):
        if path == "index.html":
            assert [each["@type"] for each in graph(with_address, path)] == ["WebSite", "Organization"]
            continue
        items = node(with_address, path, "BreadcrumbList")["itemListElement"]
        assert [item["position"] for item in items] == list(range(1, len(items) + 1))
        assert ["item" in item for item in items] == [True] * (len(items) - 1) + [False]
        assert items[0]["item"] == f"{SITEURL}/"
        assert not any(item["name"].startswith("Running Commentary ·") for item in items)


def names(site: Site, path: str) -> list[str]:
    """Return the names along the way to a page, but the first."""
    return [item["name"] for item in node(site, path, "BreadcrumbList")["itemListElement"][1:]]


def test_where_pages_are(published: Site) -> None:
    """An article lies below its series or its category, what a list has below the list, and its pages below it."""
    assert names(published, "plain-1/index.html") == ["Steps & <b>stones</b>", "A Title"]
    assert names(published, "everything/index.html") == ["Security", f"Title {HOSTILE}"]
    assert names(published, "tag/python/index.html") == ["Tags", "Python"]
    assert names(published, "tag/python/page/2/index.html") == ["Tags", "Python", "Page 2"]
    assert names(published, "page/2/index.html") == ["Page 2"]
    assert names(published, "category/security/index.html") == ["Categories", "Security"]
    assert names(published, "series/steps-stones/index.html") == ["Series", "Steps & <b>stones</b>"]
    assert names(published, "author/the-editors/index.html") == ["Authors", "The Editors"]
    assert names(published, "2025/index.html") == ["Archive", "2025"]
    assert names(published, "archives/index.html") == ["Archive"]
    assert names(published, "about/index.html") == ["About"]


def test_what_an_article_is(published: Site) -> None:
    """JSON-LD says who wrote the article, when, and on whose it is based."""
    data = node(published, "everything/index.html", "BlogPosting")
    assert data["headline"] == f"Title {HOSTILE}"
    assert data["url"] == data["mainEntityOfPage"] == f"{SITEURL}/everything/"
    assert data["datePublished"] == "2026-11-22T09:30:00+00:00"
    assert data["dateModified"] == "2026-11-23T00:00:00+00:00"
    assert data["description"] == "A summary with code & stress."
    assert data["image"] == f"{SITEURL}/cards/everything.png"
    assert [author["name"] for author in data["author"]] == ["The Editors", HOSTILE]
    assert (data["wordCount"] > 10, data["timeRequired"]) == (True, "PT1M")
    assert data["isBasedOn"] == {
        "@type": "BlogPosting",
        "name": "How to <i>Retry</i> & Win",
        "author": {"@type": "Person", "name": "Somebody O'Else"},
        "url": "https://example.org/a?b=1&c=2",
        "datePublished": "2016",
    }
    assert not data.keys() & {"isPartOf", "hasPart"}
    for slug in ("yearless", "plain-8"):
        assert "datePublished" not in node(published, f"{slug}/index.html", "BlogPosting")["isBasedOn"]
    part = node(published, "plain-2/index.html", "BlogPosting")
    assert "isBasedOn" not in part
    assert (part["position"], part["isPartOf"]["url"]) == (2, f"{SITEURL}/series/steps-stones/")


def test_the_code_of_an_article_is_one_thing(real_published: Site) -> None:
    """Code that runs is said in one node, with its languages and its download."""
    code = node(real_published, "how-to-retry-with-class/index.html", "BlogPosting")["hasPart"]
    assert code["programmingLanguage"][0] == "Python"
    assert code["url"] == f"{SITEURL}/how-to-retry-with-class/how-to-retry-with-class.zip"


def test_code_without_a_download_is_on_its_page(tmp_path: Path) -> None:
    """Of samples that run, their languages are told; of hidden, of unverified ones, and of data they are not."""
    content = make_content(tmp_path)
    code = "```sql run\nSELECT 1;\n```\n\n```pycon run\n>>> 1\n1\n```\n\n```javascript run hidden\n1\n```\n"
    write_article(content, "runs", code + '\n```console unverified="x"\n$ true\n```\n')
    write_article(content, "is-data", "```json\n{}\n```\n")
    site = build(content, tmp_path / "output", "publishconf.py")
    assert node(site, "runs/index.html", "BlogPosting")["hasPart"] == {
        "@type": "SoftwareSourceCode",
        "name": "A Title",
        "url": f"{SITEURL}/runs/",
        "codeSampleType": "code snippet",
        "programmingLanguage": ["SQL", "Python"],
        "license": "https://www.gnu.org/licenses/agpl-3.0.html",
    }
    assert "hasPart" not in node(site, "is-data/index.html", "BlogPosting")


def test_who_an_author_is(published: Site) -> None:
    """The page of an author is about the same thing that the articles name as their author."""
    author = node(published, "author/the-editors/index.html", "ProfilePage")["mainEntity"]
    assert (author["@type"], author["name"]) == ("Organization", "The Editors")
    assert "sign together" in author["description"]
    assert author["@id"] == node(published, "plain-1/index.html", "BlogPosting")["author"][0]["@id"]


def described(**settings: Any) -> list[dict[str, Any]]:
    """Return the nodes of the first page of a site with these settings."""
    known = {"SITENAME": "A Site", "DEFAULT_LANG": "en", "DIRECT_TEMPLATES": ["index"], **settings}
    nodes: list[dict[str, Any]] = graph_of(Described(SITEURL, known), {"output_file": "index.html"}, "A Site")["@graph"]
    return nodes


def test_only_a_site_that_can_be_searched_says_so() -> None:
    """The first page names the search by an address that takes the words, if there is a page of it."""
    assert "potentialAction" not in described()[0]
    action = described(DIRECT_TEMPLATES=["index", "search"], SEARCH_URL="search/")[0]["potentialAction"]
    assert action["target"] == f"{SITEURL}/search/?q={{search_term_string}}"
    assert (action.keys() - {"@type"}) >= REQUIRED["SearchAction"]


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({"ADDRESS": "https://a.example", "SITEURL": "https://b.example"}, "https://a.example"),
        ({"SITEURL": "https://b.example"}, "https://b.example"),
        ({"SITEURL": "..", "RELATIVE_URLS": True}, ""),
        ({"SITEURL": ""}, ""),
    ],
)
def test_where_the_site_is(settings: dict[str, Any], address: str) -> None:
    """The address is what the settings say, and never one that Pelican makes relative to a page."""
    assert address_of(settings) == address


def test_a_site_without_an_address_says_nothing(dev: Site) -> None:
    """Linked data is about addresses, and a preview has none; nor has the page for what is not there."""
    assert not [path for path in pages(dev) if "ld+json" in dev.read(path)]


def test_the_page_for_what_is_not_there_says_nothing(with_address: Site) -> None:
    """It has no address either."""
    assert "ld+json" not in with_address.read("404.html")


def test_linked_data_cannot_end_its_script(published: Site) -> None:
    """No character that HTML knows is left in the data."""
    for path in pages(published):
        data = re.search(r'ld\+json">(.*)</script>', published.read(path))
        assert data, path
        assert not set("<>&") & set(data[1]), path


def test_linked_data_is_light(with_address: Site) -> None:
    """No page's graph is long."""
    sizes = {path: len(json.dumps(graph(with_address, path))) for path in pages(with_address)}
    assert max(sizes.values()) < LIGHT, sizes
