from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from skeleton import RefusedError, module_of, problem_of_module, slug_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tasks.house import House


def heading(page: Path) -> str:
    """Return a page's main heading."""
    return text_of(page).h1.get_text(strip=True)


def text_of(page: Path) -> BeautifulSoup:
    """Read a page as browsers do."""
    return BeautifulSoup(page.read_text(), "html5lib")


def test_a_new_article_verifies_and_builds_at_once(house: House) -> None:
    """`new` writes a draft that passes verify, build, and the repository's own style."""
    made = house.inv("new", "Tests that Fail, When they Should", "--category", "Testing", "--tags", "Testing, pytest")
    assert made.returncode == 0, made.stdout
    slug = "tests-that-fail-when-they-should"
    bundle = house.root / "content" / "articles" / slug
    module = slug.replace("-", "_")
    assert sorted(path.name for path in bundle.iterdir()) == sorted(["index.md", f"{module}.py", f"test_{module}.py"])
    header = (bundle / "index.md").read_text().split("\n\n")[0]
    assert "Category: Testing\nTags: Testing, pytest\nStatus: draft\n" in header
    assert re.search(r"^Date: \d{4}-\d\d-\d\d$", header, re.MULTILINE)
    verified = house.inv("verify", slug)
    assert verified.returncode == 0, verified.stdout
    style = house.run("ruff", "format", "--check", str(bundle)), house.run("ruff", "check", str(bundle))
    assert [done.returncode for done in style] == [0, 0], style
    page = house.preview() / "drafts" / slug / "index.html"
    assert heading(page) == "Tests that Fail, When they Should"
    assert "def greet" in text_of(page).get_text()
    built = house.inv("build")
    assert built.returncode == 0, built.stdout


def test_titles_arrive_on_the_page_as_they_were_given(house: House) -> None:
    """Whatever has a meaning to a shell, a template, Markdown or HTML stays text."""
    titles = [
        "Quotes \"and\" 'marks': $HOME, ${HOME}, \\n and `ticks`",
        "<script>alert(1)</script> & co",
        "Status: hidden",
        "{{ SITENAME }} {% raw %} {#",
    ]
    for title in titles:
        made = house.inv("new", title)
        assert made.returncode == 0, made.stdout
    pages = house.preview().glob("drafts/*/index.html")
    assert sorted(heading(page) for page in pages) == sorted(titles)


@pytest.fixture(scope="module")
def unchanged(furnished: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """One house for all that is refused."""
    return furnished.copy(tmp_path_factory.mktemp("unchanged") / "house")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([""], "empty"),
        (["  "], "empty"),
        (["One\nStatus: published"], "one line"),
        (["One\u2028Two"], "one line"),
        (["One\rTwo"], "one line"),
        (["One", "--tags", "a\nStatus: published"], "one line"),
        (["!!!"], "no letters"),
        (["--taggs"], "--help"),
        (["word " * 30], "80"),
        (["A first article"], "already"),
        (["One", "--module", "json"], "hide"),
        (["One", "--module", "../one"], "not a name"),
        (["One", "--category", "Pyton"], "Python"),
        (["Drafts"], "taken"),
    ],
)
def test_what_cannot_be_an_article_is_refused_and_leaves_nothing(
    unchanged: House, arguments: list[str], says: str
) -> None:
    """`new` says why it refuses, exits with 1, and writes no file anywhere."""
    done = unchanged.inv("new", *arguments)
    assert done.returncode == 1
    assert says in done.stdout
    assert "Traceback" not in done.stdout
    assert (
        unchanged.git(
            "status", "--porcelain", "--ignored=traditional", "--", ":!.venv", ":!node_modules", ":!*__pycache__*"
        )
        == "!! .runnable/"
    )


@pytest.mark.parametrize(
    ("slug", "module"),
    [
        ("retry", "retry"),
        ("json", "json_sample"),
        ("class", "class_sample"),
        ("flask", "flask_sample"),
        ("3-tips", "sample_3_tips"),
        ("test-your-backups", "sample_test_your_backups"),
        ("the-turing-test", "the_turing_test_sample"),
        ("test-the-test", "sample_test_the_test_code"),
    ],
)
def test_a_sample_file_takes_no_other_modules_place(slug: str, module: str) -> None:
    """A sample file's name can be imported, hides nothing, and is no test's name."""
    assert module_of(slug) == module
    assert not problem_of_module(module)
    ast.parse(f"import {module}")


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Crème  brûlée & C++", "creme-brulee-c"), ("Don't Panic_now", "dont-panic-now"), ("HTTP/2 - 1.1", "http-2-1-1")],
)
def test_a_slug_is_plain(title: str, slug: str) -> None:
    """A slug has small letters, digits, and single hyphens."""
    assert slug_of(title) == slug


def test_a_title_without_an_address_is_refused() -> None:
    """No slug is made up where the title gives none."""
    with pytest.raises(RefusedError, match="no letters"):
        slug_of("日本")
