"""The page that says how the site is verified: its numbers are those of the ledger, and of nothing else."""

from __future__ import annotations

import ast
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from runnable.integration.command import record, verify
from tests.runnable.house import fence, sample
from tests.site.house import ROOT, Site, build, make_content, write_article
from tests.site.test_pages import text_of

if TYPE_CHECKING:
    from pathlib import Path

    from bs4 import BeautifulSoup

PAGE = "how-this-site-is-verified/index.html"
CODE = "x = 1\nif x > 1:  # not run: a test\n    x = 2\nprint(x)"
MODULE = "def half(x):\n    return x / 2\n"
TEST = "import a\n\n\ndef test_half():\n    assert a.half(4) == 2\n"
FIRST = sample(CODE, "1", "name=first") + sample("$ echo 2\n2", kind="console") + fence("python file=a.py", MODULE)
FIRST += fence("json", "1") + fence('sql unverified="no <server>" name=ask', "x") + fence("text", "free")
SECOND = sample("print(2)", "2") + sample("print(3)", "3")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles that are proven, one that is not, and a draft that is."""
    found = make_content(tmp_path_factory.mktemp("verified"))
    bundle = write_article(found, "first", FIRST, Title="The <first>").parent
    (bundle / "a.py").write_text(MODULE)
    (bundle / "test_a.py").write_text(TEST)
    write_article(found, "second", SECOND)
    write_article(found, "open", sample("print(4)", "4"), Title="Open")
    write_article(found, "draft", sample("print(5)", "5"), Status="draft", Title="Drafted")
    paths = [found / "articles" / name / "index.md" for name in ("first", "second", "draft")]
    assert verify(paths, ledger=found.parent / ".runnable") == 0
    return found


@pytest.fixture(scope="module")
def public(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """That content as it is published."""
    return build(content, tmp_path_factory.mktemp("verified-public"), "publishconf.py")


@pytest.fixture(scope="module")
def local(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """That content as its authors see it."""
    return build(content, tmp_path_factory.mktemp("verified-local"), "pelicanconf.py")


def rows(soup: BeautifulSoup, table: str) -> dict[str, list[str]]:
    """The rows of a table by their first cells."""
    found = soup.select(f'[aria-label="Table: {table}"] tbody tr')
    return {text_of(row.td): [text_of(cell) for cell in row.find_all("td")[1:]] for row in found}


def count_statements(code: str) -> int:
    """The statements of a piece of Python, counted by its syntax tree; a decorator or docstring is in none of ours."""
    return sum(isinstance(node, ast.stmt) for node in ast.walk(ast.parse(code)))


def test_the_numbers_are_right(public: Site) -> None:
    """The sums and the row of each article are those of an independent count of what its text has."""
    soup = public.soup(PAGE)
    today = date.today().isoformat()  # noqa: DTZ011 - as the ledger has it
    every, executed = (
        count_statements(CODE) + count_statements(MODULE),
        count_statements(CODE) - 2 + count_statements(MODULE),
    )
    outputs = len(re.findall("^```(?:output|console)", FIRST, re.MULTILINE))
    samples = len(re.findall("^```(?:python|console|json)", FIRST, re.MULTILINE))
    assert rows(soup, "text by text") == {
        "The <first>": [str(samples), f"{executed} of {every}", str(outputs), "1", today],
        "A Title": ["2", "2", "2", "0", today],
        "Open": ["not verified yet"],
    }
    assert [text_of(item) for item in soup.select("#the-count ~ ul")[0].find_all("li")] == [
        f"{samples + 2} samples proven",
        f"{outputs + 2} outputs compared",
        (
            f"{every + 2} statements of Python shown, of which {executed + 2} were executed; "
            "the others say on their lines why not"
        ),
        "1 test passed",
        "1 block of plain text, which nothing checks",
    ]
    assert [text_of(row) for row in soup.select('[aria-label="Table: samples by kind"] tbody tr td:last-child')] == [
        *("1", "1", "1", "3"),
    ]
    said = text_of(soup.select_one("#the-count + p"))
    assert said.startswith("The ledger vouches for 2 of 3 texts with code in them.")
    assert soup.select_one("#the-count + p time")["datetime"] == today
    assert "Python 3." in said


def test_what_was_measured_is_counted_apart(tmp_path: Path) -> None:
    """Slow samples have a row of their own among the proofs, and a line in the sum; their day is no verdict's."""
    content = make_content(tmp_path / "measured")
    path = write_article(content, "first", sample("print(1)", "1", "slow name=load") + sample("print(2)", "2"))
    ledger = content.parent / ".runnable"
    assert record([path], ledger=ledger, slow=True) == 0
    manifest = path.parent / "slow" / "load.json"
    manifest.write_text(re.sub(r'"date": ".*"', '"date": "2020-02-03"', manifest.read_text()))
    assert verify([path], ledger=ledger) == 0
    built = build(content, tmp_path / "public", "publishconf.py")
    soup = built.soup(PAGE)
    today = date.today().isoformat()  # noqa: DTZ011 - as the ledger has it
    kinds = [
        [text_of(cell) for cell in row.find_all("td")]
        for row in soup.select('[aria-label="Table: samples by kind"] tbody tr')
    ]
    assert ["python", "measured on demand", "1"] in kinds
    said = [text_of(item) for item in soup.select("#the-count ~ ul")[0].find_all("li")]
    assert "1 sample measured on demand, not each time: the day and the versions stand below it" in said
    assert soup.select_one("#the-count + p time")["datetime"] == today
    page = built.soup("first/index.html")
    assert text_of(page.select_one("#sample-load .sample-measured")).startswith("Measured 3 February 2020 · Python 3.")


def test_what_runs_in_pages_is_counted(tmp_path: Path) -> None:
    """The sum says how many samples were run by the Python of pages as well."""
    content = make_content(tmp_path / "pages")
    path = write_article(content, "first", sample("print(1)", "1", "browser") + sample("print(2)", "2"))
    assert verify([path], ledger=content.parent / ".runnable") == 0
    soup = build(content, tmp_path / "public", "publishconf.py").soup(PAGE)
    said = [text_of(item) for item in soup.select("#the-count ~ ul")[0].find_all("li")]
    assert "1 sample run twice, by the Python here and by the one that runs in your browser" in said


def test_what_is_unverified_is_listed_with_its_reason(public: Site) -> None:
    """A block without a proof is linked, where it stands, with the reason that stands there."""
    (item,) = public.soup(PAGE).select("#without-proof + ul li")
    assert text_of(item) == "The <first>, sql: no <server>"
    assert item.a["href"] == "../first/#sample-ask"
    assert public.soup("first/index.html").select_one("#sample-ask .sample-note")


def test_drafts_are_counted_where_they_are_seen(public: Site, local: Site) -> None:
    """Authors see the count of their drafts, marked as such; readers see no trace of them."""
    assert rows(local.soup(PAGE), "text by text")["Drafted Draft"][:3] == ["1", "1", "1"]
    assert "Drafted" not in public.read(PAGE)
    assert "3 of 4 texts" in text_of(local.soup(PAGE).select_one("#the-count + p"))


def test_badge_and_footer_lead_there(public: Site) -> None:
    """The badge of an article is a link to the page, and so is an entry of the footer."""
    soup = public.soup("second/index.html")
    assert soup.select_one(".badge a")["href"] == "../how-this-site-is-verified/"
    assert text_of(soup.select_one(".badge a")).startswith("Verified ")
    assert soup.select_one('.site-footer a[href="../how-this-site-is-verified/"]')
    assert public.soup("open/index.html").select_one(".badge") is None


def test_executed_code_is_marked(public: Site) -> None:
    """The gutter is on for this site: on code that the ledger vouches for, and on no other."""
    soup = public.soup("first/index.html")
    assert len(soup.select(".sample-executed")) == 2
    assert len(soup.select(".sample-excused")) == 1
    assert not public.soup("open/index.html").select(".sample-executed")


def test_nothing_is_counted_while_nothing_is_verified(tmp_path: Path) -> None:
    """Without a ledger, and after a change, the page has no number, and says so."""
    content = make_content(tmp_path)
    path = write_article(content, "only", sample("print(1)", "1"), Title="Only")
    site = build(content, tmp_path / "before", "pelicanconf.py")
    assert text_of(site.soup(PAGE).select_one("#the-count + p")) == "Nothing is verified yet."
    assert rows(site.soup(PAGE), "text by text") == {"Only": ["not verified yet"]}
    assert verify([path], ledger=tmp_path / ".runnable") == 0
    site = build(content, tmp_path / "verified", "pelicanconf.py")
    assert rows(site.soup(PAGE), "text by text")["Only"][:3] == ["1", "1", "1"]
    path.write_text(path.read_text().replace("print(1)", "print( 1)"))
    site = build(content, tmp_path / "stale", "pelicanconf.py")
    assert rows(site.soup(PAGE), "text by text") == {"Only": ["not verified yet"]}
    count = site.soup(PAGE).select_one("#the-count").find_next_siblings()
    assert not re.search(r"\d", " ".join(text_of(tag) for tag in count))


def test_no_author_writes_a_number() -> None:
    """The page's own text has no number; they are all put in when the site is built."""
    text = (ROOT / "content" / "pages" / "how-this-site-is-verified.md").read_text("utf-8")
    assert not re.search(r"\d", text)
