"""Footnotes as notes beside the text."""

from __future__ import annotations

import re
from html import unescape

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from pelicanconf import MARKDOWN
from runnable.integration.markdown import RunnableExtension
from tests.runnable.house import fence
from tests.site.house import Site


def render(text: str) -> BeautifulSoup:
    """Return the HTML of a text, made as the site makes it, parsed."""
    extensions = [*MARKDOWN["extensions"], RunnableExtension(strict=True)]
    markdown = Markdown(
        extensions=extensions, extension_configs=MARKDOWN["extension_configs"], output_format=MARKDOWN["output_format"]
    )
    return BeautifulSoup(markdown.convert(text), "html5lib")


def outline(soup: BeautifulSoup) -> list[str]:
    """Return what stands at the top level: the name of each tag, of a note its id."""
    return [tag["id"] if tag.name == "aside" else tag.name for tag in soup.body.find_all(recursive=False)]


CASES = {
    "a paragraph": ("One.[^a] Two.[^b]\n\nThree.\n", ["p", "fn:a", "fn:b", "p"]),
    "a list": ("- One.[^b]\n\n    - Two.[^a]\n\nThree.\n", ["ul", "fn:b", "fn:a", "p"]),
    "a quote": ("> One.[^a]\n\nTwo.[^b]\n", ["blockquote", "fn:a", "p", "fn:b"]),
    "a table": ("| a[^a] |\n|---|\n| b[^b] |\n", ["div", "fn:a", "fn:b"]),
    "twice": ("One.[^a]\n\nTwo.[^b] and again.[^a]\n", ["p", "fn:a", "p", "fn:b"]),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_note_stands_below_what_refers_to_it(text: str, expected: list[str]) -> None:
    """Each note is once at the top level, below the block with the first reference to it, and no list is left."""
    soup = render(text + "\n[^a]: Note a.\n\n[^b]: Note b.\n")
    assert outline(soup) == expected
    assert not soup.select_one(".footnote")


def test_what_a_heading_refers_to_is_not_parted_from_its_text() -> None:
    """The note stands below the paragraph that follows the heading."""
    assert outline(render("## One[^a]\n\nTwo.\n\nThree.\n\n[^a]: Note.\n")) == ["h2", "p", "fn:a", "p"]


def test_numbers_are_those_of_the_references() -> None:
    """Notes are numbered as they are referred to; reference and note link to each other, and say what they are."""
    soup = render("One.[^b] Two.[^a]\n\n[^a]: Note a.\n\n[^b]: Note b.\n")
    references = soup.select('p > sup > a[role="doc-noteref"]')
    notes = soup.select('aside.sidenote[role="doc-footnote"]')
    assert [link.text for link in references] == ["1", "2"]
    assert [note.sup.text for note in notes] == ["1", "2"]
    assert [link["href"] for link in references] == [f"#{note['id']}" for note in notes]
    assert [note.p.get_text().split("\xa0")[0] for note in notes] == ["1 Note b.", "2 Note a."]
    backs = soup.select('aside a[role="doc-backlink"][aria-label="Back to the text"]')
    assert [link["href"] for link in backs] == [f"#{link.parent['id']}" for link in references]


def test_a_note_may_refer_to_another() -> None:
    """The other stands below the first."""
    assert outline(render("One.[^a]\n\nTwo.\n\n[^b]: Inner.\n\n[^a]: Outer.[^b]\n")) == ["p", "fn:a", "fn:b", "p"]


def test_a_note_may_hold_blocks() -> None:
    """Paragraphs, lists and code are in the note, each once; the number stands before all of it."""
    note = "[^a]: " + "    ".join(f"{fence('text', 'code')}- item\n\nWords.\n".splitlines(keepends=True))
    (aside,) = render(f"One.[^a]\n\n{note}").select("aside")
    assert [tag.name for tag in aside.find_all(recursive=False)] == ["p", "pre", "ul", "p"]
    assert aside.p.get_text(strip=True) == "1"


def test_a_note_that_nothing_refers_to_stays_at_the_end() -> None:
    """No text of an author's is lost."""
    soup = render("One.[^a]\n\nTwo.\n\n[^a]: Note.\n\n[^z]: Left over.\n")
    assert outline(soup) == ["p", "fn:a", "p", "div"]
    assert "Left over." in soup.select_one(".footnote li").text


def test_a_text_without_notes_is_left_alone() -> None:
    """Nothing is added."""
    assert outline(render("One.\n\n## Two\n")) == ["p", "h2"]


def test_feeds_have_each_note_once(published: Site) -> None:
    """A feed, which no style sheet of ours reaches, has each note below the paragraph that refers to it."""
    entries = re.findall(r"<content type=\"html\">(.*?)</content>", published.read("feeds/all.atom.xml"), re.DOTALL)
    (content,) = [BeautifulSoup(unescape(entry), "html5lib") for entry in entries if "The note." in entry]
    note = content.select_one("p + blockquote")
    assert note.sup.text == content.select_one("p > sup > a").text == "1"
    assert content.get_text().count("The note.") == 1
