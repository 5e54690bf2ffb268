"""What pages gather from articles: the terms that they define, and the boxes of what changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import Tag

from excerpts.markup import block_around, inside_div, portable, sentence_around
from tests.site.house import Site, build, make_content, pelican, write_article

FIRST = """\
Before it. A line with two. A <dfn>worker</dfn> is a process
that takes `a.b.
c` requests.[^1]
After it.

- One. A <dfn title="request queue">queue</dfn> is where
  requests wait, see [below](#more) and [a file]({attach}notes.txt).

```html
<dfn>shown as code</dfn>
```

## More

!!! changed "What changed since <2016>"

    - Before, see [below](#more) and [a file]({attach}notes.txt).

    !!! note
        Within it.

Behind it.

[^1]: The note.
"""
BOX = '!!! changed "What changed since 2017"\n\n    Nothing.\n\n'
SECOND = BOX + "<dfn>Application factory</dfn>: it makes applications.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Two articles of a series that define and box something, and a draft that does."""
    folder = tmp_path_factory.mktemp("excerpts")
    content = make_content(folder)
    series = {"Series": "Steps", "Series_reason": "Because of <this>."}
    path = write_article(content, "first", FIRST, Title="A first", Series_index="2", **series)
    (path.parent / "notes.txt").write_text("notes\n")
    write_article(content, "second", SECOND, Title="Second & last", Series_index="1", **series)
    write_article(content, "draft", BOX + "A <dfn>draft</dfn> is not published.\n", Status="draft")
    (content / "series.toml").write_text('[Steps]\ndescription = "What <it> is about."\n')
    return build(content, folder / "output", "publishconf.py")


def entries(site: Site) -> dict[str, Tag]:
    """The glossary: the element of each definition, by its term."""
    terms = site.soup("glossary/index.html").select(".prose dt")
    return {term.get_text(): term.find_next_sibling("dd") for term in terms}


def test_a_term_is_in_the_glossary_with_its_sentence(site: Site) -> None:
    """Terms stand by name, each with the lines from one sentence's end to the next, and without what is not of it."""
    assert list(entries(site)) == ["Application factory", "Request queue", "Worker"]
    worker = entries(site)["Worker"]
    assert worker.get_text().split("\n")[:2] == ["Before it. A line with two. A worker is a process", "that takes a.b."]
    assert "c requests." in worker.get_text()
    assert "After it" not in worker.get_text()
    assert worker.select("sup, [id]") == []


def test_it_leads_to_where_the_term_is_defined(site: Site) -> None:
    """Its link ends at the definition, whose id is made of the term and not of the word in the text."""
    link = entries(site)["Request queue"].select(".excerpt-source a")[-1]
    assert link["href"] == "../first/#term-request-queue"
    assert site.soup("first/index.html").select_one("#term-request-queue").get_text() == "queue"


def test_its_links_lead_where_they_led(site: Site) -> None:
    """What leads to a place of the article, or to a file of it, does so from the glossary too."""
    hrefs = [link["href"] for link in entries(site)["Request queue"].select("a")]
    assert hrefs[:2] == ["../first/#more", "../first/notes.txt"]


def test_code_and_drafts_define_nothing(site: Site) -> None:
    """What a sample shows is no definition; a draft's are not published."""
    assert not {"Shown as code", "Draft"} & entries(site).keys()


def test_boxes_stand_in_the_order_of_the_series(site: Site) -> None:
    """Each box is there, whole, below the title of its article, and without what stands behind it."""
    page = site.soup("what-changed/index.html")
    assert [title.get_text() for title in page.select(".prose h2")] == ["Second & last", "A first"]
    boxes = page.select(".admonition.changed")
    assert [box.p.get_text() for box in boxes] == ["What changed since 2017", "What changed since <2016>"]
    assert "Within it." in boxes[1].get_text()
    assert "Behind it." not in page.get_text()
    assert [link["href"] for link in boxes[1].select("a")] == ["../first/#more", "../first/notes.txt"]


def test_a_series_says_why(site: Site) -> None:
    """Its page says what it is about, and of each article why it stands there; the page of all series the former."""
    page = site.soup("series/steps/index.html")
    assert page.select_one(".page-lead").get_text() == "What <it> is about."
    assert [why.get_text() for why in page.select(".series-reason")] == ["Because of <this>."] * 2
    assert "What <it> is about." in site.soup("series/index.html").select_one(".index-list").get_text()


def test_the_first_page_leads_to_them(site: Site) -> None:
    """So it does to the series, and to what is verified."""
    links = [link["href"] for link in site.soup("index.html").select(".page-header-home a")]
    assert links == ["./how-this-site-is-verified/", "./series/steps/", "./glossary/", "./what-changed/"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("A <dfn>Worker</dfn> is here.\n", "articles/b/index.md:8: 'Worker' is defined already, "),
        ('A <dfn title="worker">crew</dfn> is here.\n', "articles/b/index.md:8: 'worker' is defined already, "),
        ("A <dfn>★</dfn> is here.\n", "articles/b/index.md:8: '<dfn>★</dfn>' is no definition; write <dfn>term</dfn>"),
        ("Text,\nand a <dfn></dfn> here.\n", "articles/b/index.md:9: '<dfn></dfn>' is no definition; write"),
        ('A <dfn id="x">y</dfn> is here.\n', "articles/b/index.md:8: '<dfn id=\"x\">y</dfn>' is no definition; write"),
    ],
)
def test_a_bad_definition_stops_the_build(tmp_path: Path, body: str, said: str) -> None:
    """It is named with its line, and one that is there already with both places."""
    content = make_content(tmp_path)
    write_article(content, "a", "A <dfn>worker</dfn> is a process.\n", Date="2026-11-23")
    write_article(content, "b", body)
    result = pelican(content, tmp_path / "output", "pelicanconf.py", "--fatal", "warnings")
    assert result.status == 1
    assert said in result.said
    assert "is defined" not in said or "articles/a/index.md:8: as 'worker'; define it once" in result.said


def test_a_register_names_no_other_series(tmp_path: Path) -> None:
    """A name in series.toml that no article has is a slip of one of them."""
    content = make_content(tmp_path)
    write_article(content, "a", Series="Steps", Series_index="1")
    (content / "series.toml").write_text('\n[Stepps]\ndescription = "x"\n')
    result = pelican(content, tmp_path / "output", "pelicanconf.py", "--fatal", "warnings")
    assert result.status == 1
    assert "series.toml:2: no article is of the series 'Stepps'; did you mean 'Steps'?" in result.said


# How HTML is cut


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("One.\nTwo <dfn>.\nThree.\nFour", "Two <dfn>."),
        ("One:\n<dfn> goes\non!\nFour", "<dfn> goes\non!"),
        ("One.”\n<b>Two.\n</b> <dfn> on?)\nFour.\n", "<b>Two.\n</b> <dfn> on?)"),
        ("One<br>\nTwo.\n<dfn>\n", "<dfn>"),
        ("<dfn>", "<dfn>"),
    ],
)
def test_sentences(html: str, sentence: str) -> None:
    """A sentence ends at the end of a line, and not within an element."""
    place = html.index("<dfn>")
    html, sentence = (text.replace("<dfn>", "<dfn>x</dfn>") for text in (html, sentence))
    assert sentence_around(html, place) == sentence


def test_blocks() -> None:
    """A block is what lies between the tags of two blocks, be it of one that holds others."""
    html = "<ul><li>one <dfn>\n<p>two</p></li></ul>"
    assert html[slice(*block_around(html, html.index("<dfn>")))] == "one <dfn>\n"
    assert block_around("<dfn>", 0) == (0, 5)


def test_divs_and_links() -> None:
    """A box ends where its own `div` does; ids and footnotes are left behind, other addresses are kept."""
    assert inside_div("<div> a <div>b</div> c</div> d", 5) == "a <div>b</div> c"
    note = '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>'
    html = f'<p id="x" class="y">a{note} <a href="#z">b</a> <a href="/c">c</a></p>'
    assert portable(html, "../there/") == '<p class="y">a <a href="../there/#z">b</a> <a href="/c">c</a></p>'
