"""Documents: which samples share a process, and what the page may say of itself."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import sys
from datetime import date

import pytest

from runnable.accounts import accounts
from runnable.sample import SampleError
from tests.runnable.house import SVG, fence, sample

PASSES = sample("print(1)", "1", "name=one")


def test_badge(article):
    """Once all samples are proven the page may say when, with which versions, and how many."""
    written = article(PASSES + sample(">>> 2\n2", kind="pycon") + fence('sql unverified="r"', "x"))
    assert written.open().verification() is None
    assert written.verify() == {}
    found = written.open().verification()
    assert found
    assert (found.date, found.samples) == (date.today().isoformat(), 2)  # noqa: DTZ011 - as the ledger has it


@pytest.mark.parametrize(
    "more",
    [
        sample("print(1)", "2"),
        sample("1 / 0"),
        fence("json", "{"),
        fence("python file=none.py"),
        sample("$ false", kind="console"),
    ],
    ids=["output", "raised", "data", "region", "exit"],
)
def test_no_badge_while_a_sample_fails(article, more):
    """A page with a failing sample says nothing, also when all the others are proven."""
    written = article(PASSES + more)
    assert len(written.verify()) == 1
    assert written.open().verification() is None


@pytest.mark.parametrize("old_new", [("print(1)", "print(1) "), ("\n1\n", "\n2\n")])
def test_no_badge_while_a_sample_is_stale(article, old_new):
    """A page with a sample that changed since says nothing until it is verified."""
    written = article(PASSES + sample("2"))
    assert written.verify() == {}
    assert written.open().verification()
    written.write(written.text.replace(*old_new))
    assert written.open().verification() is None


def test_no_badge_while_a_test_fails(article):
    """The tests of the bundle are samples too; without a sample in the text they are not looked at."""
    files = {"test_it.py": "def test_it():\n    assert False\n"}
    written = article(PASSES, files)
    assert "test_it.py" in written.failure()
    assert written.open().verification() is None
    assert article("Text\n", files).verify() == {}


@pytest.mark.parametrize("text", ["", "Text\n", fence("text", "x"), fence('sql unverified="r"', "x")])
def test_no_badge_without_proof(article, text):
    """A page that proves nothing says nothing."""
    written = article(text)
    assert written.verify() == {}
    assert written.open().verification() is None


def test_texts_without_a_bundle(article):
    """A text that is no index.md runs its samples in an empty folder."""
    written = article("x", {"data.txt": "x"})
    written.path = written.bundle / "post.md"
    written.path.write_text(sample("import os\nprint(os.listdir())", "[]"))
    assert written.verify() == {}


def test_samples_run_in_a_copy_of_the_bundle(article):
    """A sample imports and reads the files of its bundle by relative names; what it changes is not there for the next."""
    read = "import helper, pathlib\nprint(helper.x, pathlib.Path('sub/data.txt').read_text())"
    change = "import pathlib\npathlib.Path('helper.py').write_text('x = 2')\npathlib.Path('sub/data.txt').unlink()"
    written = article(sample(read, "1 data") + sample(change) + sample(read, "1 data"),
                      {"helper.py": "x = 1\n", "sub/data.txt": "data"})  # fmt: skip
    before = written.content
    assert written.verify() == {}
    assert written.content == before


def test_bundles_hold_links_and_odd_names(article, tmp_path):
    """Links are copied as links, also broken ones and such as lead out; names may hold blanks and letters of any kind."""
    written = article(sample("import os\nprint(sorted(os.listdir()))", "['a b.txt', 'broken', 'out', 'é']"),
                      {"a b.txt": "", "é": ""})  # fmt: skip
    (written.bundle / "broken").symlink_to("nowhere")
    (written.bundle / "out").symlink_to(tmp_path)
    assert written.verify() == {}


@pytest.mark.parametrize("content", [b"\xff\xfe", b"```python run nam=x\nx\n```\n"])
def test_unreadable_documents(article, content):
    """A text that is not UTF-8, or whose fences are wrong, is told when it is opened."""
    with pytest.raises((UnicodeDecodeError, SampleError)):
        article(content).open()


def test_verify_writes_nothing_below_the_article(article):
    """Whatever fails or passes, no file of a bundle is made, changed or removed."""
    text = PASSES + sample("print(1)", "2") + sample("print(3)") + fence("python file=a.py region=r")
    text += sample(f"open('f.svg', 'w').write({SVG!r})", options="figure=f.svg alt=x") + sample(
        ">>> 5\n6", kind="pycon"
    )
    written = article(text, {"a.py": "# region r\nx = 1\n# endregion\n", "test_a.py": "def test_a():\n    pass\n"})
    before = written.content
    assert len(written.verify()) == 5
    assert written.content == before


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("x = 0\nif x:\n    print(1)", 4),
        ("def never():\n    return undefined", 3),
        ("import sys\nsys.exit(0)\nassert False", 4),
    ],
)
def test_each_line_of_a_script_is_to_be_executed(article, code, line):
    """A shown line that its own run does not execute is told; hidden, or with a reason, it is excused."""
    written = article(sample(code))
    assert f"{written.path}:{line}: no verified run executes this line" in written.failure()
    assert article(sample(code, options="hidden")).verify() == {}
    last = code.rindex("\n")
    assert article(sample(code[:last] + code[last:] + "  # not run: a test")).verify() == {}


def test_a_sample_can_not_take_the_name_of_a_test(article):
    """A sample named as a test of its bundle would hide that test, and is told when the document is opened."""
    files = {"test_a.py": "globals()['test_a'] = lambda: 1 / 0\n"}
    with pytest.raises(SampleError, match=r"index\.md:1: the name 'test_a\.py' is taken by the test"):
        article(sample("print(1)", "1", "name=test_a.py"), files).open()


def test_a_test_that_only_skips_proves_nothing(article):
    """A test that did not pass once fails, also when it was only skipped; another of its file is not touched by that."""
    skip = "import pytest\n@pytest.mark.skip\ndef test_a():\n    pass\n"
    assert "no form of this test passed" in article(sample("1"), {"test_a.py": skip}).failure()
    both = skip + "def test_b():\n    pass\n"
    assert set(article(sample("1"), {"test_a.py": both}).verify()) == {"test_a.py::test_a"}


def test_tests_in_folders_are_run(article):
    """A test in a folder of the bundle is a sample, too."""
    assert (
        "folder/test_a.py::test_a"
        in article(sample("1"), {"folder/test_a.py": "def test_a():\n    assert 0\n"}).verify()
    )


def test_a_region_without_a_statement_is_refused(article):
    """What holds no code that could run is not shown as code that ran."""
    show = "```python file=a.py region=r\n```\n\n"
    for body in ("# only words", 'x = """\n# region s\nno code\n# endregion\n"""  # not run: a test'):
        files = {"a.py": f"# region r\n{body}\n# endregion\n"}
        assert "nothing in it can be run" in article(show + sample("import a"), files).failure()


def calls(of):
    """How many functions `of` calls, which a busy machine does not change."""
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        of()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("options", ["", "session=s"])
@pytest.mark.parametrize("ask", ["verify", "stale", "accounts"])
def test_work_grows_with_the_number_of_samples(article, ask, options):
    """To verify, to see that nothing changed, and to account for all takes of each sample of many no more than of few."""

    def share(number):
        written = article("".join(sample(f"print({place})", str(place), options) for place in range(number)))
        asks = {"verify": written.verify, "stale": written.stale, "accounts": lambda: accounts(written.open())}
        if ask != "verify":
            assert written.verify() == {}
        return calls(asks[ask]) / number

    share(2)  # what is done once is done by now
    few, many = share(20), share(80)
    assert many < 1.7 * few


def test_a_tool_without_a_form_is_not_proven(article):
    """Where the signature of a tool leaves open what a control has to know, verifying says so, with the line of it."""
    code = 'def look(text) -> str:\n    """Looks."""\n    return text\n\n\nlook("")\n'
    assert (
        "index.md:2: tool=look: text needs a type and a default"
        in article(sample(code, options="browser tool=look")).failure()
    )
