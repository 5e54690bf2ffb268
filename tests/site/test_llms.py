"""llms.txt: what there is to read, for language models."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from tests.site.conftest import HOSTILE
from tests.site.house import SITEURL, Site, build, make_content, write_article

LINE = re.compile(r"- \[(?P<title>.*?)(?<!\\)\]\((?P<address>[^)]+)\): (?P<summary>.+)")


def sections_of(site: Site) -> dict[str, list[re.Match[str]]]:
    """Return the links of each section, which has nothing else."""
    _, *sections = site.read("llms.txt").split("\n## ")
    found = {}
    for section in sections:
        name, *lines = [line for line in section.split("\n") if line]
        found[name] = [LINE.fullmatch(line) for line in lines]
        assert None not in found[name], section
    return found


def test_the_form_is_that_of_the_proposal(site: Site) -> None:
    """A title, a quote that says what the site is, a paragraph, and sections of links: no other heading or block."""
    tokens = MarkdownIt("commonmark").parse(site.read("llms.txt"))
    kinds = [f"{token.tag}" for token in tokens if token.nesting == 1 and token.level == 0]
    assert kinds[:3] == ["h1", "blockquote", "p"]
    assert kinds[3:] == ["h2", "ul"] * (len(kinds[3:]) // 2)
    assert site.read("llms.txt").startswith("# Running Commentary\n\n> Articles on Python")


def test_each_article_and_page_is_there_once(site: Site) -> None:
    """Every link leads to Markdown that is there, by its full address; drafts and hidden pages have none."""
    found = [match["address"] for matches in sections_of(site).values() for match in matches]
    root = site.siteurl or "."
    files = [path for path in site.output.glob("*.md") if site.is_listed(path.with_suffix("") / "index.html")]
    assert sorted(found) == sorted(f"{root}/{path.name}" for path in files)
    assert len(found) > 3


def test_series_are_sections_in_reading_order(published: Site) -> None:
    """The parts of a series stand in their order, other articles below them, pages under what may be skipped."""
    sections = sections_of(published)
    assert list(sections) == ["Steps & \\<b>stones\\</b>", "Articles", "Optional"]
    series, articles, pages = (
        [match["address"].removeprefix(f"{SITEURL}/") for match in sections[name]] for name in sections
    )
    assert series == ["plain-1.md", "plain-2.md", "plain-3.md"]
    assert articles[0] == "everything.md"
    assert "about.md" in pages


def test_titles_and_summaries_are_as_they_were_written(published: Site) -> None:
    """A title that looks like markup stays text; a summary keeps its Markdown."""
    (line,) = [match for match in sections_of(published)["Articles"] if match["address"].endswith("/everything.md")]
    (inline,) = [token for token in MarkdownIt().parse(line["title"]) if token.type == "inline"]
    assert {part.type for part in inline.children} <= {"text", "text_special"}
    assert "".join(part.content for part in inline.children) == f"Title {HOSTILE}"
    assert line["summary"] == "A summary with `code` & *stress*."


def test_hidden_texts_are_not_listed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What no list of the site has is not in this one; its Markdown is there for those who have its address."""
    content = make_content(tmp_path_factory.mktemp("hidden"))
    write_article(content, "shown")
    write_article(content, "kept-back", Status="hidden")
    site = build(content, tmp_path_factory.mktemp("hidden-built"), "publishconf.py")
    assert (site.output / "kept-back.md").is_file()
    assert "kept-back" not in site.read("llms.txt")
