"""The check of links finds what leads nowhere, and says where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from linkcheck import check

if TYPE_CHECKING:
    from pathlib import Path

SITEURL = "https://blog.example/sub"

GOOD = [
    "page/",
    "./page/index.html",
    "/page/#part",
    "/sub/page/#part",
    "page/#%70art",
    "#here",
    "#top",
    "?a=1",
    "a%20file.txt",
    "https://elsewhere.example/x",
    "//elsewhere.example/x",
    "mailto:a@b.example",
    f"{SITEURL}/page/#part",
    SITEURL,
]

BAD = [
    ("gone/", "'gone/' leads to gone, which is not there"),
    ("page/gone.svg", "leads to page/gone.svg, which is not there"),
    ("page/#gone", "'page/#gone': there is no anchor 'gone' in page/index.html"),
    ("#gone", "there is no anchor 'gone' in index.html"),
    ("empty/", "leads to empty/index.html, which is not there"),
    ("../outside.html", "'../outside.html' leads out of the site"),
    ("{static}x.svg", "'{static}x.svg' was not replaced by an address"),
    ("%7Bfilename%7Dx.md", "was not replaced by an address"),
    (f"{SITEURL}/gone/", "leads to gone, which is not there"),
    ("/sub/gone/", "leads to gone, which is not there"),
]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A site of two pages and a file, with a file beside it that is no part of it."""
    (tmp_path / "outside.html").write_text("x")
    site = tmp_path / "site"
    (site / "page").mkdir(parents=True)
    (site / "empty").mkdir()
    (site / "page" / "index.html").write_text('<h2 id="part">Part</h2>')
    (site / "a file.txt").write_text("x")
    return site


@pytest.mark.parametrize("target", GOOD)
def test_a_link_that_leads_somewhere_is_fine(output: Path, target: str) -> None:
    """Pages, files, anchors and other sites are no problem."""
    (output / "index.html").write_text(f'<p id="here">\n<a href="{target}">x</a>')
    assert check(output, SITEURL) == []


@pytest.mark.parametrize(("target", "message"), BAD)
def test_a_link_that_leads_nowhere_is_named(output: Path, target: str, message: str) -> None:
    """The problem has the page, the line, the link, and what is wrong with it."""
    (output / "index.html").write_text(f'<p>\n<a href="{target}">x</a>')
    (problem,) = check(output, SITEURL)
    assert str(problem).startswith(f"{output}/index.html:2: ")
    assert message in str(problem)


@pytest.mark.parametrize(
    "tag", ['<img src="gone" alt="">', '<video poster="gone">', '<img srcset="page/ 1x, gone 2x" alt="">']
)
def test_all_attributes_that_load_are_followed(output: Path, tag: str) -> None:
    """Pictures, posters and source sets are links as well."""
    (output / "index.html").write_text(tag)
    assert [problem.message for problem in check(output)] == ["'gone' leads to gone, which is not there"]


def test_an_anchor_is_the_only_one(output: Path) -> None:
    """Two elements with one id are reported at the second."""
    (output / "index.html").write_text('<p id="a">\n<p id="a">')
    assert [str(problem) for problem in check(output)] == [
        f"{output}/index.html:2: the anchor 'a' is there already, in line 1; each must be the only one"
    ]


def test_a_saved_file_is_no_page(output: Path) -> None:
    """What is in a file for download is its own business; it has to be there, though."""
    (output / "sample.html").write_text('<a href="/gone">x</a>')
    (output / "index.html").write_text('<a download href="sample.html">x</a> <a download href="no.html">x</a>')
    assert [problem.message for problem in check(output)] == ["'no.html' leads to no.html, which is not there"]
