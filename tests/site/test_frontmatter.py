"""The headers of articles and pages: what is wrong is said with file, line, and what is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from frontmatter import check
from frontmatter.schema import BasedOn
from tests.site.house import make_content, pelican, write_article

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Content with good registers and pages, and no article."""
    return make_content(tmp_path)


def messages(content: Path) -> list[str]:
    """Return the problems of the content, without the part of the path that changes."""
    return [str(problem).removeprefix(f"{content}/") for problem in check(content)]


# The field that is changed, its value, the line, and the beginning of the message.
WRONG = [
    ("Sumary", "One.", 7, "unknown key `Sumary`; did you mean 'Summary'? Allowed: Title, Date, Modified, Authors,"),
    ("Colour", "red", 7, "unknown key `Colour`; allowed: Title, Date"),
    ("Slug", "x", 7, "`Slug` is not allowed here; the folder's name is the slug"),
    ("Date", "22.11.2026", 2, "`Date`: '22.11.2026' is not a date; write it as 2026-11-22 or 2026-11-22 14:30"),
    ("Date", "2026-02-30", 2, "`Date`: '2026-02-30' is not a date"),
    ("Modified", "2026-11-21", 7, "`Modified` is before `Date`"),
    ("Title", "", 1, "`Title`: is empty"),
    ("Title", None, 1, "`Title` is missing; add a line such as `Title: How to Retry with Class`"),
    ("Date", None, 1, "`Date` is missing"),
    ("Authors", None, 1, "`Authors` is missing"),
    ("Category", None, 1, "`Category` is missing"),
    ("Tags", None, 1, "`Tags` is missing"),
    ("Summary", None, 1, "`Summary` is missing"),
    ("Tags", " , ", 5, "`Tags`: is empty; write one or more"),
    ("Tags", "Python, Flask, Python", 5, "`Tags`: 'Python' stands there twice"),
    ("Tags", "Python, ++", 5, "the tag '++' has neither a letter nor a digit"),
    ("Authors", "The Editor", 3, "`Authors`: 'The Editor' is not in content/authors.toml; did you mean 'The Editors'?"),
    ("Category", "Pyhton", 4, "`Category`: 'Pyhton' is not in content/categories.toml; did you mean 'Python'?"),
    ("Category", "Cooking", 4, "`Category`: 'Cooking' is not in content/categories.toml; allowed: Python, Flask,"),
    ("Status", "drafty", 7, "`Status`: 'drafty' is not a status; did you mean 'draft'? Allowed: published,"),
    ("Series_index", "0", 7, "`Series_index`: '0' is not a position in a series"),
    ("Series_index", "2", 7, "`Series_index` is given without `Series`"),
    ("Series", "Steps", 7, "`Series` is given without `Series_index`"),
    ("Based_on", "T | A", 7, "`Based_on`: 'T | A' is not in the form needed; write: title | author | link | year"),
    ("Based_on", "T | A | ftp://example.org/x", 7, "`Based_on`: the link 'ftp://example.org/x' is not a web address"),
    ("Based_on", "T | A | example.org/x", 7, "`Based_on`: the link 'example.org/x' is not a web address"),
    ("Based_on", "T | A | https://example.org/ | last year", 7, "`Based_on`: the year 'last year' is not a year"),
    ("Based_on", "T | A | https://example.org/ | 2016-17", 7, "`Based_on`: the year '2016-17' is not a year"),
    ("Based_on", "T | A | https://example.org/ | 2017-2016", 7, "`Based_on`: the years '2017-2016' do not follow each"),
]


@pytest.mark.parametrize(("key", "value", "line", "message"), WRONG)
def test_a_wrong_field_is_named_with_its_line(
    content: Path, key: str, value: str | None, line: int, message: str
) -> None:
    """One wrong field makes one problem, at its own line, which says what to do."""
    write_article(content, "an-article", **{key: value})
    (found,) = messages(content)
    assert found.startswith(f"articles/an-article/index.md:{line}: {message}")


def test_a_field_given_twice_is_named_with_both_lines(content: Path) -> None:
    """Pelican would take the first and go on; the check says where the other is."""
    path = write_article(content, "twice")
    path.write_text("Title: Earlier\n" + path.read_text())
    assert messages(content) == ["articles/twice/index.md:2: `Title` is given twice, first in line 1; keep one"]


def test_text_among_the_fields_is_named(content: Path) -> None:
    """A header without the blank line that ends it does not swallow the text."""
    path = write_article(content, "no-gap")
    path.write_text(path.read_text().replace("\n\n", "\nThe text begins.\n\n"))
    assert messages(content) == [
        "articles/no-gap/index.md:7: is neither `Key: value` nor a blank line; a blank line must end the header"
    ]


def test_a_series_has_each_position_once(content: Path) -> None:
    """The second article at a position is reported, with the place of the first."""
    write_article(content, "a-first", Series="Steps", Series_index="1")
    write_article(content, "b-second", Series="Steps", Series_index="1")
    (found,) = messages(content)
    assert found.startswith("articles/b-second/index.md:8: position 1 of the series 'Steps' is taken by ")
    assert found.endswith("articles/a-first/index.md:8; choose another one")


def test_a_slug_is_taken_once(content: Path) -> None:
    """An article cannot have the address of a page."""
    write_article(content, "about")
    (found,) = messages(content)
    assert found.startswith("pages/about.md:1: the slug 'about' is taken by ")


@pytest.mark.parametrize("slug", ["tags", "2026", "feeds"])
def test_the_sites_own_addresses_are_taken(content: Path, slug: str) -> None:
    """An article cannot be written over the site's own folders."""
    write_article(content, slug)
    assert messages(content) == [
        f"articles/{slug}/index.md:1: the folder's name {slug!r} is taken by the site itself; choose another one"
    ]


def test_a_folders_name_must_be_a_slug(content: Path) -> None:
    """Capitals, spaces and underscores do not get into addresses."""
    write_article(content, "My_Article")
    (found,) = messages(content)
    assert "'My_Article' becomes the address; use small letters, digits, and single hyphens" in found


def test_a_tag_is_spelled_in_one_way(content: Path) -> None:
    """Two spellings of one tag would share a page and its name would depend on chance."""
    write_article(content, "a-first", Tags="Flask")
    write_article(content, "b-second", Tags="flask")
    (found,) = messages(content)
    assert found.startswith("articles/b-second/index.md:5: the tag 'flask' has the same address as 'Flask' in ")


def test_a_page_has_a_schema_of_its_own(content: Path) -> None:
    """A page needs a title and a summary, and knows no other key."""
    (content / "pages" / "bad.md").write_text("Title: Bad\nMood: a\nUrl: ../x\n\nText.\n")
    found = messages(content)
    assert found[0].startswith("pages/bad.md:1: `Summary` is missing")
    assert found[1].startswith(
        "pages/bad.md:2: unknown key `Mood`; allowed: Title, Slug, Summary, Status, Save_as, Url"
    )
    assert found[2].startswith("pages/bad.md:3: `Url`: '../x' is not a path inside the site")


def test_marks_of_other_systems_are_fine(content: Path) -> None:
    """A byte order mark and carriage returns change neither what is read nor the line numbers."""
    path = write_article(content, "from-windows", Category="Cooking")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_text().replace("\n", "\r\n").encode())
    (found,) = messages(content)
    assert found.startswith("articles/from-windows/index.md:4: `Category`: 'Cooking'")


def test_what_is_not_text_is_named(content: Path) -> None:
    """A file in another encoding is a problem, not a crash."""
    write_article(content, "latin").write_bytes(b"Title: \xe9\n")
    (found,) = messages(content)
    assert found.startswith("articles/latin/index.md:1: is not UTF-8 text")


def test_good_headers_have_no_problem(crafted_content: Path) -> None:
    """Everything that the schema allows passes."""
    assert check(crafted_content) == []


def test_a_build_fails_with_the_list_and_no_traceback(content: Path, tmp_path: Path) -> None:
    """Pelican ends with a status that is not 0 on any problem, whether warnings are fatal or not."""
    one = write_article(content, "one", Date="soon")
    two = write_article(content, "two", Category="Cooking")
    result = pelican(content, tmp_path / "output", "pelicanconf.py")
    assert result.status == 1
    assert f"{one}:2: `Date`: 'soon' is not a date" in result.said
    assert f"{two}:4: `Category`: 'Cooking'" in result.said
    assert "Traceback" not in result.said
    assert not (tmp_path / "output").exists()


def test_the_year_of_a_source_may_be_unknown() -> None:
    """The year is a number where it is known, and nothing is guessed where it is not."""
    assert BasedOn.parse("T | A | https://example.org/ | 2016").year == 2016
    assert BasedOn.parse("T | A | https://example.org/").year is None
    assert BasedOn.parse("T | A | https://example.org/").years == ""


@pytest.mark.parametrize("years", ["2016-2017", "2016\N{EN DASH}2017", "2016 \N{EN DASH} 2017"])
def test_a_source_may_be_of_more_than_one_year(years: str) -> None:
    """A range of years, with a dash or a hyphen, is shown with a dash."""
    source = BasedOn.parse(f"T | A | https://example.org/ | {years}")
    assert (source.year, source.last_year, source.years) == (2016, 2017, "2016\N{EN DASH}2017")
