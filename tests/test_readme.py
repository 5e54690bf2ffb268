"""What the README claims about writing an article is true of the code."""

import re
from pathlib import Path

from runnable.document import Document
from runnable.fence import find_fences
from runnable.form import form_of
from runnable.options import OPTIONS, parse_options
from runnable.sample import EXEMPT, KINDS

README = Path(__file__).parent.parent / "README.md"


def table(heading: str) -> dict[str, str]:
    """The rows of the table whose first header is `heading`: the first cell and the second."""
    text = README.read_text(encoding="utf-8")
    rows = re.search(rf"^\| {heading} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert rows, heading
    cells = (re.split(r"(?<!\\) ?\| ?", row) for row in rows[1].splitlines())
    return {first: second for _, first, second, *_ in cells}


def test_each_option_has_its_row():
    """The table of options names each option that a fence may have, and no other."""
    rows = [re.match(r"`(\w+)", cell)[1] for cell in table("option")]
    assert list(dict.fromkeys(rows)) == list(OPTIONS)


def test_each_option_is_read_as_it_is_shown():
    """What the table shows as an option is an option that can be read."""
    for cell in table("option"):
        parse_options(re.fullmatch(r"`(.*)`", cell)[1])


def test_each_kind_has_its_row():
    """The table of kinds names each kind of fence, and no other."""
    rows = [name for cell in table("kind") for name in re.findall(r"`(\w+)`", cell)]
    assert rows == [*KINDS, *EXEMPT]


def test_the_article_shown_is_proven(tmp_path):
    """The article that the README shows verifies as it stands there."""
    (example,) = [fence.body for fence in find_fences(README.read_text(encoding="utf-8")) if fence.info == "markdown"]
    path = tmp_path / "counting" / "index.md"
    path.parent.mkdir()
    path.write_text(example, encoding="utf-8")
    document = Document(path, tmp_path / "ledger", strict=True)
    assert len(document.samples) == 3
    assert [document.verdict(sample).problems for sample in document.samples] == [(), (), ()]


def test_the_tool_shown_is_one(tmp_path):
    """The tool that the README shows verifies as it stands there, and its form is read."""
    shown = [fence.body for fence in find_fences(README.read_text(encoding="utf-8")) if " tool=" in fence.body]
    path = tmp_path / "doubling" / "index.md"
    path.parent.mkdir()
    path.write_text(shown[0], encoding="utf-8")
    document = Document(path, tmp_path / "ledger", strict=True)
    (sample,) = document.samples
    assert document.verdict(sample).problems == ()
    assert form_of(sample, path.parent).title == "Doubling"
