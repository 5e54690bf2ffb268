"""Tables: their boxes have names, their rows heads, and long names in them may break."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from markdown import markdown

EXTENSIONS = ["attr_list", "tables", "footnotes", "toc", "scrolltables"]
CONFIGS = {"toc": {"anchorlink": True}}
TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n\n"


def render(text: str) -> BeautifulSoup:
    """Return the HTML of a text, made as the site makes it, parsed."""
    return BeautifulSoup(markdown(text, extensions=EXTENSIONS, extension_configs=CONFIGS), "html5lib")


def names(text: str) -> list[str]:
    """Return the names of the boxes of all tables."""
    return [box["aria-label"] for box in render(text).select("div.table[role=region][tabindex='0']")]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("## Prices", "Table: Prices"),
        ("### The `session` & *more* {#x}", "Table: The session & more"),
        ('## A <b>tag</b> \\* "quoted"', 'Table: A tag * "quoted"'),
        ("## With a note[^1]", "Table: With a note"),
    ],
)
def test_a_table_is_called_by_its_heading(heading: str, name: str) -> None:
    """The name is what a reader sees of the nearest heading above, which stays as it is."""
    text = f"# First\n\n{heading}\n\nText.\n\n{TABLE}\n[^1]: The note.\n"
    assert names(text) == [name]
    assert render(text).select_one("h2, h3").find("a")
    assert bool(render(text).select_one("h2 sup")) == ("[^1]" in heading)


def test_tables_of_one_heading_are_numbered() -> None:
    """No two tables have one name, neither below a heading nor before the first."""
    assert names(
        f"{TABLE}Text\n\n{TABLE}## A\n\n{TABLE}> {TABLE[:-2].replace(chr(10), chr(10) + '> ')}\n\n## B\n\n{TABLE}"
    ) == [
        "Table",
        "Table 2",
        "Table: A",
        "Table 2: A",
        "Table: B",
    ]


def test_rows_and_columns_have_heads() -> None:
    """The first cell of a row is its head; an empty cell is the head of nothing."""
    table = render("| | b |\n|---|:-:|\n| `one` | 2 |\n| | 3 |\n").table
    cells = [
        [(cell.name, cell.get("scope"), cell.get_text()) for cell in row.find_all(["th", "td"])] for row in table("tr")
    ]
    assert cells == [
        [("td", None, ""), ("th", "col", "b")],
        [("th", "row", "one"), ("td", None, "2")],
        [("td", None, ""), ("td", None, "3")],
    ]


def test_columns_are_aligned_by_classes() -> None:
    """Each cell of a column has the class that its head says, and none a style; the left is where text begins."""
    table = render("| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | 3 | 4 |\n").table
    assert not table.select("[style], [align]")
    assert [[cell.get("class") for cell in row.select("th, td")] for row in table("tr")] == [
        [None, None, ["center"], ["right"]]
    ] * 2


@pytest.mark.parametrize(
    ("code", "html"),
    [
        ("SESSION_COOKIE_SECURE", "SESSION_<wbr>COOKIE_<wbr>SECURE"),
        ("a__b <i> & \\_", "a__<wbr>b &lt;i&gt; &amp; \\_"),
        ("__Host-x_", "__Host-x_"),
        ("plain", "plain"),
    ],
)
def test_long_names_may_break_behind_underscores(code: str, html: str) -> None:
    """Only in the code of tables, only inside of a name, and without a change of its text."""
    soup = render(f"`{code}`\n\n| a |\n|---|\n| `{code}` |\n")
    assert soup.table.code.decode_contents().replace("<wbr/>", "<wbr>") == html
    assert soup.table.code.get_text() == soup.p.code.get_text() == code
    assert not soup.p.code.wbr
