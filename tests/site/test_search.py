"""The search: what its index holds, and which page may read it. That it finds something, tests/browser tells."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from search import Document, describe, write_index
from tests.site.conftest import HOSTILE
from tests.site.house import ROOT, Site, build

KINDS = ("pagefind.js", "pagefind-entry.json", "facets.json", "wasm.*", "*.pf_meta", "index/*", "fragment/*")
RIGHT = "'wasm-unsafe-eval'"


def entries(index: Path) -> dict[str, dict[str, Any]]:
    """Return what the index says of each page, by its address from the site's root, with its facets."""
    facets = json.loads((index / "facets.json").read_text("utf-8"))
    read = {path.stem: json.loads(gzip.decompress(path.read_bytes())[12:]) for path in index.glob("fragment/*")}
    assert facets.keys() == read.keys()
    return {entry["url"]: entry | {"facets": facets[name]} for name, entry in read.items()}


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of each file in a folder."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_each_article_and_page_is_found_once(real_published: Site) -> None:
    """The index has the published articles and pages, and no list, feed or other page."""
    articles = {f"/{path.parent.name}/" for path in (ROOT / "content" / "articles").glob("*/index.md")}
    pages = {f"/{path.stem}/" for path in (ROOT / "content" / "pages").glob("*.md") if _is_public(path)}
    assert (
        entries(real_published.output / "pagefind").keys()
        == {url for url in articles if (real_published.output / url[1:]).exists()} | pages
    )


def _is_public(page: Path) -> bool:
    return not re.search(r"^status:", page.read_text("utf-8"), re.IGNORECASE | re.MULTILINE)


def test_a_draft_is_not_found(dev: Site, published: Site) -> None:
    """Neither in the preview, where it can be seen, nor on the published site."""
    for site in (dev, published):
        assert not [url for url in entries(site.output / "pagefind") if "not-yet" in url]


def test_prose_code_and_output_are_found(real_published: Site) -> None:
    """All three are in the text that is searched."""
    text = entries(real_published.output / "pagefind")["/how-to-retry-with-class/"]["content"]
    assert "A retry is a second request" in text
    assert "def home_page_waits(timeout: float) -> float:" in text
    assert "timeout 1 s: the home page waits 1 s" in text


def test_what_is_no_text_is_not_found(real_published: Site) -> None:
    """Navigation, footers, bylines, labels of samples and the count of what is verified are not in the index."""
    every = entries(real_published.output / "pagefind")
    text = " ".join(entry["content"] for entry in every.values())
    for words in ("Skip to the text", "Atom feed", "Posted by", "Not in the browser:", "Oldest verdict", "Read on"):
        assert words not in text, words
    assert not [url for url, entry in every.items() if "image" in entry["meta"] or "image_alt" in entry["meta"]]


def test_the_facets_are_the_tags_and_the_series(published: Site) -> None:
    """Each result can be sorted out by what its header says, whatever characters that has; a page has neither."""
    every = entries(published.output / "pagefind")
    assert every["/everything/"]["facets"] == {"tag": ["Flask", f"tag {HOSTILE}"]}
    assert every["/plain-1/"]["facets"] == {"tag": ["Python", "Flask"], "series": ["Steps & <b>stones</b>"]}
    assert every["/about/"]["facets"] == {}


def test_titles_are_as_they_were_written(published: Site) -> None:
    """What looks like markup in a title, or a comma or colon in it, is text."""
    every = entries(published.output / "pagefind")
    assert every["/everything/"]["meta"]["title"] == f"Title {HOSTILE}"
    assert every["/plain-1/"]["meta"]["series"] == "Steps & <b>stones</b>"
    document = describe(_content(title='One: two, three [four] "five"'))
    assert 'data-pagefind-meta="title:One: two, three [four] &quot;five&quot;"' in document.html


def _content(**fields: Any) -> Any:
    page = {"title": "Title", "content": "<p>Words.</p>", "lang": "en", "save_as": "one/index.html"}
    return SimpleNamespace(**page | fields)


def test_a_word_of_code_counts_less() -> None:
    """Than one of prose: in code as in output, which the index is told."""
    document = describe(_content(content='<pre tabindex="0"><code>x</code></pre><p>x</p><pre><samp>x</samp></pre>'))
    assert re.findall(r"<(?:pre|p)\b[^>]*>", document.html) == [
        '<pre data-pagefind-weight="0.5" tabindex="0">',
        "<p>",
        '<pre data-pagefind-weight="0.5">',
    ]


def test_a_heading_is_a_place_to_go_to(published: Site) -> None:
    """The headings of a text are in the index, with their anchors."""
    anchors = entries(published.output / "pagefind")["/everything/"]["anchors"]
    assert [(anchor["id"], anchor["text"]) for anchor in anchors if anchor["element"] == "h2"] == [
        ("a-heading", "A heading")
    ]


def test_only_what_readers_need_is_published(real_published: Site) -> None:
    """Pagefind's own forms, their styles, its worker and its program for other languages are left out."""
    index = real_published.output / "pagefind"
    assert not [path for path in files(index) if not any(Path(path).match(kind) for kind in KINDS)]
    assert [path.name for path in index.glob("wasm.*")] == ["wasm.en.pagefind"]
    assert sum(map(len, files(index / "index").values())) < 40_000 * len(entries(index))


def test_the_same_texts_give_the_same_index(tmp_path: Path) -> None:
    """Each file has the same name and bytes, however often the index is made."""
    tags = ["Python", "Flask", "Security", "Testing", "Database"]
    texts = {f"a{number}/index.html": tags[number % 4 :] for number in range(12)}
    documents = [
        describe(
            _content(save_as=path, content=f"<p>{path} has words</p>", tags=[SimpleNamespace(name=t) for t in names])
        )
        for path, names in texts.items()
    ]
    for name in ("one", "two", "three"):
        write_index(documents, tmp_path / name)
    assert files(tmp_path / "one") == files(tmp_path / "two") == files(tmp_path / "three")
    write_index(documents[:-1], tmp_path / "other")
    assert files(tmp_path / "one") != files(tmp_path / "other")


def test_two_builds_give_the_same_index(real_published: Site, tmp_path: Path) -> None:
    """So that publishing a site that did not change changes nothing."""
    again = build(ROOT / "content", tmp_path / "again", "publishconf.py")
    assert files(again.output / "pagefind") == files(real_published.output / "pagefind")


def test_each_language_has_an_index_of_its_own(tmp_path: Path) -> None:
    """Words are cut to their stems by the rules of the text's language, by a program that is published with it."""
    documents = [describe(_content(lang=lang, save_as=f"{lang}/index.html")) for lang in ("en", "fr")]
    write_index(documents, tmp_path / "index")
    entry = json.loads((tmp_path / "index" / "pagefind-entry.json").read_text("utf-8"))
    assert {name: language["page_count"] for name, language in entry["languages"].items()} == {"en": 1, "fr": 1}
    assert sorted(path.name for path in tmp_path.glob("index/wasm.*")) == ["wasm.en.pagefind", "wasm.fr.pagefind"]


def test_a_failure_of_the_program_is_told(tmp_path: Path) -> None:
    """The build does not go on as if there were an index."""
    with pytest.raises(RuntimeError, match=r"Pagefind made no index of the site: \S"):
        write_index([Document("none.txt", "", {})], tmp_path / "index")


def test_no_page_has_attributes_for_the_index(site: Site) -> None:
    """What Pagefind has to know stands in what is indexed, not in what readers get."""
    assert not [page for page in site.pages if "data-pagefind" in page.read_text("utf-8")]


def test_only_the_page_of_the_search_may_run_webassembly(site: Site) -> None:
    """It is the one right that it has more than others, and without it nothing would be found."""
    policies = {page.relative_to(site.output).as_posix(): _policy(site, page) for page in site.pages}
    assert [path for path, policy in policies.items() if RIGHT in policy] == ["search/index.html"]
    assert "worker-src" not in policies["search/index.html"]
    assert "unsafe-inline" not in policies["search/index.html"]


def _policy(site: Site, page: Path) -> str:
    meta = site.soup(str(page.relative_to(site.output))).select_one("meta[http-equiv=Content-Security-Policy]")
    assert meta is not None
    return str(meta["content"])


def test_no_page_but_that_of_the_search_names_pagefind(site: Site) -> None:
    """So that nobody loads it who looks for nothing."""
    named = [page for page in site.pages if "/pagefind/" in page.read_text("utf-8")]
    assert [page.relative_to(site.output).as_posix() for page in named] == ["search/index.html"]


def test_without_script_the_page_says_so_and_leads_on(site: Site) -> None:
    """There is no form that would do nothing; the archive and the tags are linked."""
    soup = site.soup("search/index.html")
    assert soup.select("main :is(form, input, button)") == []
    assert "needs JavaScript" in soup.select_one("main noscript").get_text()
    assert {link["href"] for link in soup.select("main .page-header a")} == {"../archives/", "../tags/"}


def test_every_page_leads_to_the_search(site: Site) -> None:
    """With the key / that its link announces, and that the page of the search announces at its field instead."""
    for page in site.pages:
        path = page.relative_to(site.output).as_posix()
        link = site.soup(path).find("a", string="Search")
        here = path == "search/index.html"
        assert (link.get("aria-keyshortcuts"), link.get("aria-current")) == ((None, "page") if here else ("/", None))


def test_search_engines_leave_the_page_out(real_published: Site) -> None:
    """A page of results is no result."""
    assert real_published.soup("search/index.html").select_one("meta[name=robots]")["content"] == "noindex"
    assert "/search/" not in real_published.read("sitemap.xml")


def test_a_missing_page_has_ways_on_without_script(site: Site) -> None:
    """The archive, the tags and the first page are linked; the form is the script's."""
    soup = site.soup("404.html")
    assert [link["href"] for link in soup.select(".page-lead a")] == ["/archives/", "/tags/", "/"]
    assert soup.select("main :is(form, input, button)") == []
