"""The headers of articles and pages: what is wrong is said with file, line, and what is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from frontmatter import check
from frontmatter.schema import BasedOn
from tests.site.house import HEADER, make_content, pelican, write_article

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Content with good registers and pages, and no article."""
    return make_content(tmp_path)


def messages(content: Path) -> list[str]:
    """Return the problems of the content, without the part of the path that changes."""
    return [str(problem).removeprefix(f"{content}/") for problem in check(content)]


PAGE = "Title: A Page\nSummary: One.\n\nText.\n"

# The field that is changed, its value, the line, and the beginning of the message.
WRONG = [
    ("Sumary", "One.", 7, "unknown key `Sumary`; did you mean 'Summary'? Allowed: Title, Date, Modified, Authors,"),
    ("Colour", "red", 7, "unknown key `Colour`; allowed: Title, Date"),
    ("Slug", "x", 7, "`Slug` is not allowed here; the folder's name is the slug"),
    ("Date", "22.11.2026", 2, "`Date`: '22.11.2026' is not a date; write it as 2026-11-22 or 2026-11-22 14:30"),
    ("Date", "2026-02-30", 2, "`Date`: '2026-02-30' is not a date"),
    ("Date", "2026-W47-1", 2, "`Date`: '2026-W47-1' is not a date; write it as 2026-11-22 or 2026-11-22 14:30"),
    ("Date", "20261122", 2, "`Date`: '20261122' is not a date"),
    ("Date", "0001-01-01", 2, "`Date`: '0001-01-01' is not a date"),
    ("Modified", "2026-W48", 7, "`Modified`: '2026-W48' is not a date"),
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
    ("Comments", "of", 7, "`Comments`: 'of' is neither on nor off; did you mean 'off'? Allowed: on, off"),
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


@pytest.mark.parametrize(("key", "value", "message"), [(key, value, text) for key, value, _, text in WRONG if value])
def test_a_wrong_field_is_named_wherever_it_stands(content: Path, key: str, value: str, message: str) -> None:
    """A field at the end of a fenced header, with another that takes two lines before it, has its own line."""
    path = write_article(content, "an-article")
    fields = [f"{name}: {text}" for name, text in HEADER.items() if name not in (key, "Summary")]
    lines = ["---", "Summary: One", "    paragraph.", *fields, f"{key.upper()}: {value}"]
    path.write_text("\n".join([*lines, "---", "", "Text."]))
    ((place, found),) = [message.split(": ", 1) for message in messages(content)]
    assert place == f"articles/an-article/index.md:{len(lines)}"
    assert found.casefold().startswith(message.casefold())


@pytest.mark.parametrize("date", ["2026-11-22", "2026-11-22 14:30", "2026-11-22T14:30:01+01:00", "2026-11-22 14:30Z"])
def test_dates_may_have_a_time_and_its_zone(content: Path, date: str) -> None:
    """A day, with the time if an author wants to say it."""
    write_article(content, "dated", Date=date)
    assert messages(content) == []


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
    assert found == (
        "articles/b-second/index.md:8: position 1 of the series 'Steps' is taken by "
        "content/articles/a-first/index.md:8; choose another one"
    )


def test_a_slug_is_taken_once(content: Path) -> None:
    """An article cannot have the address of a page."""
    write_article(content, "about")
    (found,) = messages(content)
    assert found == (
        "pages/about.md:1: the slug 'about' is taken by content/articles/about/index.md; choose another one"
    )


@pytest.mark.parametrize("slug", ["archives", "tags", "2026", "feeds", "extra"])
def test_the_sites_own_addresses_are_taken(content: Path, slug: str) -> None:
    """Neither an article nor a page can be written over the site's own folders."""
    write_article(content, slug)
    (content / "pages" / f"{slug}.md").write_text(PAGE)
    (content / "pages" / "other.md").write_text(PAGE.replace("\n\n", f"\nSlug: {slug}\n\n"))
    taken = "is taken by the site itself; choose another one"
    assert {message for message in messages(content) if taken in message} == {
        f"articles/{slug}/index.md:1: the folder's name {slug!r} {taken}",
        f"pages/{slug}.md:1: the file's name {slug!r} {taken}",
        f"pages/other.md:3: `Slug`: {slug!r} {taken}",
    }


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
    assert found == (
        "articles/b-second/index.md:5: the tag 'flask' has the same address as 'Flask' in "
        "content/articles/a-first/index.md:5; write both alike"
    )


@pytest.mark.parametrize("key", ["Tags", "Series"])
def test_two_names_have_two_addresses(content: Path, key: str) -> None:
    """Two tags, or two series, of one address are not called two spellings of one."""
    for number, (slug, name) in enumerate([("a-first", "C++"), ("b-second", "C#")], 1):
        write_article(content, slug, **{"Series_index": str(number), "Series": "Steps", key: name})
    kind, line = ("tag", 5) if key == "Tags" else ("series", 8)
    (found,) = messages(content)
    assert found == (
        f"articles/b-second/index.md:{line}: the {kind} 'C#' has the same address as 'C++' in "
        f"content/articles/a-first/index.md:{line}; say one of them in other words, such as `C sharp` for `C#`"
    )


def test_a_series_needs_an_address(content: Path) -> None:
    """A series of signs alone would be written over the page of all series."""
    write_article(content, "starred", Series="★", Series_index="1")
    (found,) = messages(content)
    assert found.startswith("articles/starred/index.md:7: the series '★' has neither a letter nor a digit, and so no ")


def test_an_address_is_what_pelican_makes_of_a_name(content: Path) -> None:
    """Letters of other alphabets are no way around: the check asks the function that makes the addresses."""
    write_article(content, "a-first", Tags="Жук")
    write_article(content, "b-second", Tags="Zhuk")
    (found,) = messages(content)
    assert found.startswith("articles/b-second/index.md:5: the tag 'Zhuk' has the same address as 'Жук' in ")


# What stands in a register, the line of the problem, and its text.
REGISTERS = [
    (
        "authors",
        '["A"]\nbiografy = "x"\n["B"]\nbiography = "x"\n',
        1,
        "'A' has no `biography`; write [\"A\"] and under",
    ),
    ("authors", '["A"]\nbiography = "x"\nbiografy = "x"\n', 3, "unknown key `biografy` of 'A'; did you mean 'biograp"),
    (
        "authors",
        '\n"The Editors" = 3\n',
        2,
        "'The Editors' is no table; write [\"The Editors\"] and under it biography",
    ),
    (
        "authors",
        '["A"]\nbiography = "x"\nlinks = "https://example.org/"\n',
        3,
        "`links` of 'A' is no list of texts; write",
    ),
    ("authors", '["A"]\nbiography = "x"\n\nlinks = [3]\n', 4, "`links` of 'A' is no list of texts; write links = ["),
    (
        "authors",
        '["A"]\nbiography = "x"\nlinks = [\n  "https://a.example/",\n  "javascript:alert(1)",\n]\n',
        3,
        "`links` of 'A': the link 'javascript:alert(1)' is not a web address; it must begin with https://",
    ),
    (
        "authors",
        '["A"]\nbiography = "x"\nlinks = ["https://a.example/", "https://a.example/"]\n',
        3,
        "`links` of 'A': 'https://a.example/' stands there twice",
    ),
    (
        "authors",
        '["A"]\nbiography = "x"\nfediverse = "user@host.example"\n',
        3,
        "`fediverse` of 'A': 'user@host.example' is no account; write it as @user@host.example",
    ),
    ("authors", '["A"]\nbiography = "x"\nfediverse = "@user@host"\n', 3, "`fediverse` of 'A': '@user@host' is no"),
    ("authors", '["A"]\nbiography = "x"\nfediverse = "@a b@host.example"\n', 3, "`fediverse` of 'A': '@a b@host.e"),
    (
        "authors",
        '["A"]\nbiography = "x"\nfediverse = "@a@b.example/c"\n',
        3,
        "`fediverse` of 'A': '@a@b.example/c' is no",
    ),
    ("authors", '["A"]\nbiography = "x"\nfediverse = 3\n', 3, "`fediverse` of 'A' is no text; write fediverse ="),
    ("authors", '["A"]\n\nbiography = 3\n', 3, "`biography` of 'A' is no text; write"),
    ("authors", '["A"]\nbiography = ""\n', 2, "`biography` of 'A': is empty; write something"),
    (
        "authors",
        '["A"]\nbiography = """\nx"""\n["a"]\nbiography = "x"\n',
        4,
        "the author 'a' has the same address as 'A' in",
    ),
    (
        "authors",
        '["A"]\nbiography = "x"\n["★"]\nbiography = "x"\n',
        3,
        "the author '★' has neither a letter nor a digit",
    ),
    ("authors", '["A"]\nbiography = "x"\n["B"\n', 3, "cannot be read as TOML: "),
    (
        "categories",
        "[A]\ndescripton = 'x'\ndescription = 'x'\n",
        2,
        "unknown key `descripton` of 'A'; did you mean 'desc",
    ),
    (
        "categories",
        "[C]\ndescription = 'x'\n['C#']\ndescription = 'x'\n",
        3,
        "the category 'C#' has the same address as 'C'",
    ),
]


@pytest.mark.parametrize(("kind", "text", "line", "message"), REGISTERS)
def test_a_register_is_checked(content: Path, kind: str, text: str, line: int, message: str) -> None:
    """What is wrong in authors.toml or categories.toml is named with its line."""
    (content / f"{kind}.toml").write_text(text)
    assert [found for found in messages(content) if found.startswith(f"{kind}.toml:{line}: {message}")]


def test_a_register_that_cannot_be_read_makes_nobody_unknown(content: Path) -> None:
    """One slip in a register is one problem, not one more for each article."""
    write_article(content, "an-article")
    (content / "authors.toml").write_text("[[\n")
    (found,) = messages(content)
    assert found.startswith("authors.toml:1: cannot be read as TOML")


def test_a_build_stops_at_a_wrong_register(content: Path, tmp_path: Path) -> None:
    """A register is checked at each build, before anything is written."""
    (content / "authors.toml").write_text('["The Editors"]\nbiografy = "x"\n')
    result = pelican(content, tmp_path / "output", "publishconf.py", "--fatal", "warnings")
    assert result.status == 1
    assert f"{content}/authors.toml:2: unknown key `biografy` of 'The Editors'" in result.said
    assert "Traceback" not in result.said
    assert not (tmp_path / "output").exists()


def test_a_page_has_a_schema_of_its_own(content: Path) -> None:
    """A page needs a title and a summary, and knows no other key."""
    (content / "pages" / "bad.md").write_text("Title: Bad\nMood: a\n\nText.\n")
    found = messages(content)
    assert found[0].startswith("pages/bad.md:1: `Summary` is missing")
    assert found[1] == "pages/bad.md:2: unknown key `Mood`; allowed: Title, Slug, Summary, Status, Aliases, Template"


def test_a_page_asks_for_a_template_that_there_is(content: Path) -> None:
    """A page may have the count of what is verified below it, by the name of that template, and no other."""
    for name, template in (("good", "verification"), ("bad", "verifikation")):
        page = PAGE.replace("\n\n", f"\nTemplate: {template}\n\n")
        (content / "pages" / f"{name}.md").write_text(page)
    allowed = "did you mean 'verification'? Allowed: changes, glossary, page, styleguide, verification"
    assert messages(content) == [f"pages/bad.md:3: `Template`: 'verifikation' is not a template for pages; {allowed}"]


@pytest.mark.parametrize("place", ["index.html", "how-to-retry-with-class/index.html"])
def test_a_page_cannot_take_another_place(content: Path, place: str) -> None:
    """A page is at its name: neither over the home page nor over an article, in whatever file it stands."""
    page = PAGE.replace("\n\n", f"\nSave_as: {place}\nUrl: oops/\n\n")
    (content / "pages" / "more").mkdir()
    for name in ("oops.md", "oops.markdown", "more/oops.md"):
        (content / "pages" / name).write_text(page)
    elsewhere = "is not read as a page; pages are content/pages/NAME.md and content/pages/NAME/index.md, move it there"
    address = "is not allowed here; a page's address is its file's name, or its `Slug`"
    assert messages(content) == [
        f"pages/more/oops.md:1: {elsewhere}",
        f"pages/oops.markdown:1: {elsewhere}",
        f"pages/oops.md:3: `Save_as` {address}",
        f"pages/oops.md:4: `Url` {address}",
    ]


def test_a_pages_name_must_be_a_slug(content: Path) -> None:
    """A page's address is its file's name as it is."""
    (content / "pages" / "My Page.md").write_text(PAGE)
    (content / "pages" / "other.md").write_text(PAGE.replace("\n\n", "\nSlug: a/b\n\n"))
    rule = "becomes the address; use small letters, digits, and single hyphens"
    assert messages(content) == [
        f"pages/My Page.md:1: the file's name 'My Page' {rule}",
        f"pages/other.md:3: `Slug`: 'a/b' {rule}",
    ]


def test_a_page_may_have_a_folder(content: Path) -> None:
    """Its address is the folder's name then, which follows the same rules and is taken by no other page."""
    for name in ("with-files", "My Page", "twice"):
        (content / "pages" / name).mkdir()
        (content / "pages" / name / "index.md").write_text(PAGE)
    (content / "pages" / "twice.md").write_text(PAGE)
    rule = "becomes the address; use small letters, digits, and single hyphens"
    assert messages(content) == [
        f"pages/My Page/index.md:1: the folder's name 'My Page' {rule}",
        "pages/twice.md:1: the slug 'twice' is taken by content/pages/twice/index.md; choose another one",
    ]


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
