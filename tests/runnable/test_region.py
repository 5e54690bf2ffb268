"""Regions of files, and the rule that what is shown of them was executed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from runnable.region import read_region
from runnable.sample import SampleError, find_samples
from tests.runnable.house import fence, sample

POLICY = """\
import time

# region policy
def wait(attempt):
    # region inner
    if attempt > 3:
        return 10
    # endregion
    return attempt
# endregion
"""


def read(tmp_path: Path, content: str, options: str, name: str = "code.py"):
    """The region that a fence with `options` shows of a file with `content`."""
    (tmp_path / name).write_bytes(content.encode())
    (found,) = find_samples(fence(f"python file={name} {options}"), tmp_path / "index.md")
    return read_region(found, tmp_path)


def show(options: str = "", body: str = "", name: str = "code.py") -> str:
    """A fence that shows a file."""
    return fence(f"python file={name} {options}".strip(), body)


# Reading


def test_region_is_dedented_and_without_marks(tmp_path):
    """A nested region is shown from the left margin, and marks are not shown."""
    assert read(tmp_path, POLICY, "region=inner").text == "if attempt > 3:\n    return 10\n"


def test_nested_marks_are_left_out(tmp_path):
    """The marks of a region inside a shown region are not shown; each shown line knows its line in the file."""
    region = read(tmp_path, POLICY, "region=policy")
    assert "region" not in region.text
    assert region.numbers == (4, 6, 7, 9)
    assert len(region.text.splitlines()) == len(region.numbers)


def test_whole_file(tmp_path):
    """Without region= the whole file is shown, less the marks."""
    region = read(tmp_path, POLICY, "")
    assert region.text.startswith("import time\n")
    assert region.text.endswith("    return attempt\n")
    assert "region" not in region.text


@pytest.mark.parametrize(
    "mark",
    [
        "# region a",
        "#region a",
        "// region a",
        "-- region a",
        "/* region a */",
        "<!-- region a -->",
        "    # region a",
        "<!-- #region a -->",
    ],
)
def test_comment_marks(tmp_path, mark):
    """The marks of editors for several languages are known."""
    end = mark.replace("region a", "endregion")
    assert read(tmp_path, f"x = 1\n{mark}\ny = 2\n{end}\n", "region=a").text == "y = 2\n"


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (POLICY, "region=pollicy", "has no region 'pollicy'; it has: inner, policy"),
        ("x = 1\n", "region=a", "it has: none"),
        ("# region a\nx = 1\n", "region=a", "code.py:1: region 'a' has no endregion"),
        ("x = 1\n# endregion\n", "region=a", "code.py:2: endregion without a region"),
        (
            "# region a\nx\n# endregion\n# region a\ny\n# endregion\n",
            "region=a",
            "code.py:4: region 'a' is there twice",
        ),
        ("# region a\n\n# endregion\n", "region=a", "nothing to show"),
        ("", "", "nothing to show"),
    ],
)
def test_bad_regions(tmp_path, content, options, message):
    """What is wrong with a region is told with its place."""
    with pytest.raises(ValueError, match=re.escape(message)):
        read(tmp_path, content, options)


def test_files_out_of_the_bundle(tmp_path):
    """A link that leads out of the bundle is not followed, and no path may leave it."""
    (tmp_path / "secret.py").write_text("x = 1\n")
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "code.py").symlink_to(tmp_path / "secret.py")
    (found,) = find_samples(show(), bundle / "index.md")
    with pytest.raises(ValueError, match="leads out of the article's folder"):
        read_region(found, bundle)
    for path in ("../secret.py", str(tmp_path / "secret.py"), "a/../../secret.py"):
        with pytest.raises(SampleError, match="inside the article's folder"):
            find_samples(show(name=path))


@pytest.mark.parametrize(("name", "content"), [("none.py", None), ("code.py", b"\xff\xfe"), ("folder", None)])
def test_unreadable_files(article, name, content):
    """A missing file, a folder and a file that is not UTF-8 fail with a message that names them."""
    written = article(show(name=name), {"folder/x.py": "", **({name: content} if content else {})})
    assert name in written.failure()


def test_bom_and_crlf_of_the_file(tmp_path):
    """A byte-order mark and Windows line ends of the file are not shown."""
    assert read(tmp_path, "\ufeffx = 1\r\ny = 2\r\n", "").text == "x = 1\ny = 2\n"


@pytest.mark.parametrize("odd", ["\f", "\u2028", "\x1c", "\x85"])
def test_lines_are_those_of_python(tmp_path, odd):
    """A form feed or line separator ends no line, since for Python it ends none: numbers stay right."""
    region = read(tmp_path, f"x = 1  # a{odd}b\n# region a\ny = 2\n# endregion\n", "region=a")
    assert region.numbers == (3,)


# Proving

CODE = "def half(number):\n    if number % 2:\n        raise ValueError(number)\n    return number // 2\n"


def test_shown_lines_run_by_a_sample(article):
    """A shown file is proven when samples of the article executed all of its lines."""
    runs = sample("from code_ import half\nprint(half(4))", "2") + sample(
        "from code_ import half\nhalf(3)", options='raises="ValueError: 3"'
    )
    assert article(show(name="code_.py") + runs, {"code_.py": CODE}).verify() == {}


def test_shown_line_that_nothing_runs(article):
    """A shown line that no run executes is told with its file and line."""
    runs = sample("from code_ import half\nprint(half(4))", "2")
    message = article(show(name="code_.py") + runs, {"code_.py": CODE}).failure()
    assert "code_.py:3: no verified run executes this line" in message
    assert "index.md:1: code_.py" in message
    assert message.count("\n") == 0


def test_shown_lines_run_by_tests(article):
    """Tests of the bundle prove shown lines; a file with only comments needs no run."""
    tests = (
        "import pytest\nfrom code_ import half\ndef test_half():\n    assert half(2) == 1\n"
        "    with pytest.raises(ValueError):\n        half(1)\n"
    )
    assert article(show(name="code_.py"), {"code_.py": CODE, "test_code.py": tests}).verify() == {}


def test_a_failing_test_proves_nothing(article):
    """Lines that only a failing test executed are not proven."""
    tests = "from code_ import half\ndef test_half():\n    assert half(2) == 7\n"
    failed = article(
        show(name="code_.py"), {"code_.py": "def half(n):\n    return n\n", "test_code.py": tests}
    ).verify()
    assert set(failed) == {"code_.py", "test_code.py::test_half"}
    assert "code_.py:" in failed["code_.py"]


def test_a_failing_sample_of_a_session_proves_nothing(article):
    """Lines that only the failing sample of a session executed are not proven by the one before it, which passes."""
    text = (
        show(name="code_.py")
        + sample("import code_", options="session=a")
        + sample("code_.half(2)\nraise ValueError", options="session=a")
    )
    failed = article(text, {"code_.py": "def half(n):\n    return n\n"}).verify()
    assert set(failed) == {"code_.py", "sample-3"}


def test_lines_run_by_a_shells_python(article):
    """Lines that a Python program executes which a console sample started count."""
    text = show(name="code_.py") + sample("$ python code_.py\n3", kind="console")
    assert article(text, {"code_.py": "print(1 + 2)\n"}).verify() == {}


def test_lines_run_by_a_shells_python_in_a_folder(article):
    """So do those of a file that is below, or above, the folder which the shell went to."""
    text = show(name="app/code_.py") + show(name="top.py") + sample("$ cd app\n$ python code_.py\n3", kind="console")
    files = {
        "app/code_.py": "import sys\n\nsys.path.insert(0, '..')\nimport top\n\nprint(top.three())\n",
        "top.py": "def three():\n    return 3\n",
    }
    assert article(text, files).verify() == {}


def test_not_run_with_a_reason(article):
    """A line marked `# not run: reason` needs no run; without a reason it does."""
    code = "x = 1\nif x > 1:  # not run: needs a reactor\n    print(x)\n"
    runs = sample("import code_")
    assert article(show(name="code_.py") + runs, {"code_.py": code}).verify() == {}
    bare = code.replace(": needs a reactor", "")
    assert "code_.py:3:" in article(show(name="code_.py") + runs, {"code_.py": bare}).failure()


def test_changed_text_names_both_places(article):
    """A body that differs from the file is told with the line of index.md, and the line of the file."""
    body = "def half(n):\n    return n / 2\n"
    text = "Prose.\n\n" + show("region=half", body, "code_.py") + sample("import code_\ncode_.half(1)")
    files = {"code_.py": "# region half\ndef half(n):\n    return n // 2\n# endregion\n"}
    message = article(text, files).failure()
    assert "index.md:5:" in message
    assert "code_.py:3" in message
    assert "- " + "    return n / 2" in message
    assert "+ " + "    return n // 2" in message


@pytest.mark.parametrize("body", ["x = 1\n", "x = 1\ny = 2\nz = 3\n"])
def test_text_that_is_too_short_or_too_long(article, body):
    """A body that lacks lines of the file, or has more, is another text."""
    text = show("", body, "code_.py") + sample("import code_")
    assert "another text than code_.py:2" in article(text, {"code_.py": "x = 1\ny = 2\n"}).failure()


def test_a_file_that_is_no_python(article):
    """A shown file that can't be parsed fails with a message."""
    assert "code_.py" in article(show(name="code_.py"), {"code_.py": "def half(:\n"}).failure()
    assert "notes.txt is not a Python file" in article(show(name="notes.txt"), {"notes.txt": "x\n"}).failure()


def test_files_need_a_bundle(article):
    """A text that shares its folder with others can't show files."""
    written = article("Nothing.\n", {"code_.py": "x = 1\n"})
    written.path = written.bundle / "other.md"
    written.path.write_text(show(name="code_.py"))
    assert "file= is for an index.md" in written.failure()
