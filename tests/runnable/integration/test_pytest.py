"""Samples as test items, in a pytest of its own."""

from __future__ import annotations

import pytest

from tests.runnable.house import Article, fence, run_python, sample

INI = "[pytest]\naddopts = --import-mode=importlib\nrunnable_strict = {strict}\nfilterwarnings = error\n"


@pytest.fixture
def pytest_of(tmp_path):
    """Run pytest on an article, in a process of its own; gives what it says, with one blank for each run of them."""

    def run(text, files=None, *arguments, strict="false"):
        (tmp_path / "conftest.py").write_text('pytest_plugins = ["runnable.integration.pytest"]\n')
        (tmp_path / "pytest.ini").write_text(INI.format(strict=strict))
        if not (tmp_path / "an-article").exists():
            Article(tmp_path).write(text, files)
        done = run_python("-m", "pytest", "-p", "no:cacheprovider", *arguments, cwd=tmp_path)
        return done.stdout

    return run


TEXT = (
    sample("print(1)", "1", "name=good")
    + "Text\n\n"
    + sample("print(1)\nprint(2)", "1\n3", "name=bad")
    + fence('sql unverified="no database"', "SELECT 1")
)


def test_items(pytest_of):
    """Each sample is an item by its name; so is each test of the bundle, which pytest itself does not collect."""
    files = {
        "test_it.py": "import pathlib\ndef test_it():\n    assert pathlib.Path('index.md').exists()\n    assert 'copy' not in globals()\n",
        "helper.py": "raise SystemExit('imported')\n",
    }
    said = pytest_of(TEXT, files, "-v", "-rA")
    for line in (
        "PASSED an-article/index.md::good",
        "FAILED an-article/index.md::bad",
        "PASSED an-article/index.md::test_it.py",
        "2 passed, 1 failed, 1 skipped".split(",")[0],
    ):
        assert line in said
    assert "unverified: no database" in said
    assert "an-article/test_it.py::" not in said
    assert said.count("::") >= 4


def test_failures_explain_themselves(pytest_of):
    """A failure has the place, the difference and the command that records it, and no traceback of ours."""
    said = pytest_of(TEXT)
    for line in ("an-article/index.md:18: bad: the output differs", "    -3", "    +2", "./inv record an-article"):
        assert line in said, said
    assert "document.py" not in said
    assert "site-packages" not in said


def test_places(pytest_of):
    """The place of an item is the line of its fence; one item is run by its id."""
    said = pytest_of(TEXT, None, "an-article/index.md::good", "an-article/index.md::bad", "-q", "--tb=line")
    assert "1 failed, 1 passed" in said
    assert "index.md:18" in said


def test_problems_of_a_text_are_told_at_collection(pytest_of):
    """All problems of a text are told when it is collected, each with its line."""
    said = pytest_of(fence("python run nam=a", "x") + fence("bash", "x"), None, strict="true")
    assert "index.md:1: unknown option 'nam'. Did you mean 'name'?" in said
    assert "index.md:5: unknown kind 'bash'" in said
    assert "1 error" in said
    assert "Traceback" not in said


def test_a_text_that_can_not_be_read(pytest_of):
    """A text that is not UTF-8 is an error of its own, and no internal one."""
    said = pytest_of(b"\xff\xfe```", {})
    assert "INTERNALERROR" not in said
    assert "an-article/index.md" in said


def test_tests_of_a_bundle_are_left_to_the_samples(pytest_of, tmp_path):
    """Neither by name nor by folder does pytest import a test of a bundle; nor its conftest, nor one called *_test."""
    files = {
        "test_it.py": "def test_it():\n    pass\n",
        "it_test.py": "raise SystemExit('imported')\n",
        "sub/test_deep.py": "raise SystemExit('imported')\n",
        "conftest.py": "import os\nif 'runnable-' not in os.getcwd(): raise SystemExit('imported')\n",
    }
    said = pytest_of(sample("1"), files, "-v")
    assert "imported" not in said
    assert "2 passed" in said
    (tmp_path / "an-article" / "conftest.py").unlink()  # pytest loads those of the folders that it is called with
    said = pytest_of(sample("1"), files, "an-article/test_it.py")
    assert "passed" not in said


def test_the_second_time_nothing_runs(pytest_of, tmp_path):
    """Verdicts are in the ledger beside pytest's settings, and hold for the next time."""
    text = sample("import time\ntime.sleep(0.6)", options="name=slow")
    assert "1 passed" in pytest_of(text)
    assert list((tmp_path / ".runnable").glob("an-article-*.json"))
    said = pytest_of(text, None, "--durations=1", "-vv")
    assert "1 passed" in said
    assert not [line for line in said.splitlines() if "call" in line and float(line.split("s")[0]) > 0.5]
