"""Dated notes in an article: how they are shown, that they are in its history, and what is wrong with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from markdown import Markdown

from history import check
from history.checking import lost_notes
from history.notes import NOTE, UpdateNotes
from tests.site.house import ROOT, Site, build, make_content, pelican, write_article
from tests.site.test_pages import text_of

if TYPE_CHECKING:
    from pathlib import Path

NOTES = """
Text.

!!! update "2026-11-24"
    The *pool* of `redis` 8.2 changed.[^1] There is more to it.

## Update 2026-11-24

> !!! update "2026-11-26"
>     Quoted.

!!! update "2026-11-24"
    - A list.

!!! update "2026-11-25"
    A sentence that has no end, and goes on {on}.

[^1]: A note.
"""


def rendered(text: str) -> str:
    """Return Markdown as HTML, by the extensions that matter here."""
    return str(Markdown(extensions=["admonition", "toc", "footnotes", UpdateNotes()]).convert(text))


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site whose one article has notes."""
    folder = tmp_path_factory.mktemp("noted")
    content = make_content(folder)
    write_article(content, "noted", NOTES.format(on="and on " * 60), Modified="2026-11-26")
    return build(content, folder / "output", "publishconf.py")


def test_a_note_says_its_day(noted: Site) -> None:
    """Its title is the day, for people and for machines, and each note has an id of its own."""
    soup = noted.soup("noted/index.html")
    titles = soup.select(".admonition.update > .admonition-title")
    assert [text_of(title) for title in titles] == [
        "Update, 24 November 2026",
        "Update, 26 November 2026",
        "Update, 24 November 2026",
        "Update, 25 November 2026",
    ]
    assert [title.time["datetime"] for title in titles] == ["2026-11-24", "2026-11-26", "2026-11-24", "2026-11-25"]
    ids = [tag["id"] for tag in soup.select("[id^=update-]")]
    assert sorted(ids) == [
        *("update-2026-11-24", "update-2026-11-24-2", "update-2026-11-24_1"),
        *("update-2026-11-25", "update-2026-11-26"),
    ]


def test_the_history_lists_the_notes(noted: Site) -> None:
    """The newest first, each by its first sentence, with a link to it; a long one is cut."""
    history = noted.soup("noted/index.html").select_one("details.history")
    assert text_of(history.summary) == "Changes: first published 22 November 2026, last updated 26 November 2026"
    items = history.select("ol > li")
    long = "25 November 2026: A sentence that has no end, and goes on and on"
    assert text_of(items[1]).startswith(long)
    assert text_of(items[1]).endswith(" on …")
    assert len(text_of(items[1].a)) <= 165
    del items[1]
    assert [text_of(item) for item in items] == [
        "26 November 2026: Quoted.",
        "24 November 2026: The pool of redis 8.2 changed.",
        "24 November 2026: Update",
    ]
    ids = [item.a["href"] for item in history.select("ol > li")]
    assert ids == ["#update-2026-11-26", "#update-2026-11-25", "#update-2026-11-24", "#update-2026-11-24-2"]


def test_other_admonitions_stay_as_they_are() -> None:
    """A title that is no date, a note of another kind, and a class besides make no update."""
    for text in ('!!! update "Soon"', "!!! update", '!!! note "2026-11-24"', '!!! update "2026-02-30"'):
        html = rendered(f"{text}\n    Text.\n")
        assert "admonition" in html
        assert not NOTE.search(html)
        assert "<time" not in html


# The body, the header's dates, and what is said of it, with its line.
WRONG = [
    ('!!! update "soon"\n    T.\n', {}, 8, '"soon" is no date; write !!! update "2026-11-24"'),
    ("!!! update\n    T.\n", {}, 8, 'an update needs its date; write !!! update "2026-11-24"'),
    ("!!! update 2026-11-24\n    T.\n", {}, 8, "2026-11-24 is no date; write !!! update"),
    ('Text.\n\n!!!   update "2026-02-30"\n    T.\n', {}, 10, '"2026-02-30" is no date'),
    ('!!! update "20261124"\n    T.\n', {}, 8, '"20261124" is no date'),
    ('!!! update "2026-11-21"\n    T.\n', {}, 8, "the update of 2026-11-21 is before the article's `Date`, 2026-11-22"),
    (
        '!!! update "2026-11-24"\n    T.\n',
        {},
        2,
        "no `Modified` counts the update in line 8; write `Modified: 2026-11-2",
    ),
    (
        '!!! update "2026-11-24"\n    T.\n',
        {"Modified": "2026-11-23 10:00"},
        7,
        "`Modified` is before the update in line 9; write `Modified: 2026-11-24`",
    ),
]


@pytest.mark.parametrize(("body", "header", "line", "message"), WRONG)
def test_what_is_wrong_with_a_note(tmp_path: Path, body: str, header: dict[str, str], line: int, message: str) -> None:
    """It is said with file and line, and stops the build."""
    content = make_content(tmp_path)
    path = write_article(content, "an-article", body, **header)
    (found,) = check(content)
    assert (found.path, found.line) == (path, line)
    assert found.message.startswith(message)


def test_a_wrong_note_stops_the_build(tmp_path: Path) -> None:
    """Nothing is written of an article whose note has no date."""
    content = make_content(tmp_path)
    path = write_article(content, "an-article", "!!! update\n    T.\n")
    result = pelican(content, tmp_path / "output", "pelicanconf.py")
    assert (result.status, f"{path}:8: an update needs its date" in result.said) == (1, True)
    assert not (tmp_path / "output" / "index.html").exists()


@pytest.mark.parametrize(
    "body",
    [
        '```text\n!!! update "soon"\n    T.\n```\n',
        '!!! updated "soon"\n    T.\n',
        '!!! update-note "soon"\n    T.\n',
        'Write !!! update "soon" there.\n',
        '!!! update "2026-11-22"\n    Of the same day.\n',
    ],
)
def test_what_is_right(tmp_path: Path, body: str) -> None:
    """What shows a note, is called otherwise, or is of the day of publication, is no problem."""
    content = make_content(tmp_path)
    write_article(content, "an-article", body)
    assert check(content) == []


def test_a_page_has_notes_without_a_header_for_them(tmp_path: Path) -> None:
    """A page has no dates in its header; its notes only have to be dated."""
    content = make_content(tmp_path)
    page = content / "pages" / "new.md"
    page.write_text('Title: New\nSummary: New.\n\n!!! update "2026-11-24"\n    T.\n')
    assert check(content) == []
    page.write_text('Title: New\nSummary: New.\n\n!!! update "now"\n    T.\n')
    assert [(problem.path, problem.line) for problem in check(content)] == [(page, 4)]


def test_a_note_that_is_not_shown_is_told(tmp_path: Path) -> None:
    """What CommonMark takes for a note and Python-Markdown does not is named by its line."""
    path = write_article(make_content(tmp_path), "an-article", 'Text\n!!! update "2026-11-24"\n    T.\n')
    (problem,) = lost_notes(path, "<p>Text !!! update</p>")
    assert (problem.line, "is not shown as one" in problem.message) == (9, True)
    html = rendered('Text.\n\n!!! update "2026-11-24"\n    T.\n')
    assert list(lost_notes(path, html)) == []


def test_a_lost_note_stops_the_build(tmp_path: Path) -> None:
    """A note in a list that Python-Markdown makes part of a paragraph does not pass in silence."""
    content = make_content(tmp_path)
    body = '- Text.\n\n  !!! update "2026-11-24"\n      T.\n'
    path = write_article(content, "an-article", body, Modified="2026-11-24")
    page = content / "pages" / "new.md"
    for wrong, line in ((path, 11), (page, 6)):
        result = pelican(content, tmp_path / "output", "pelicanconf.py")
        assert (result.status, f"{wrong}:{line}: this update is not shown as one" in result.said) == (1, True)
        path.unlink(missing_ok=True)
        page.write_text(f"Title: New\nSummary: New.\n\n{body}")


def test_the_articles_of_the_site_are_right() -> None:
    """No note and no commit is younger than the header of its article says."""
    assert check(ROOT / "content") == []
