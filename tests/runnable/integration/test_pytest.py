"""Samples as test items, in a pytest of its own."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import pytest

from tests.runnable.house import Article, fence, run_python, sample

CONFTEST = 'pytest_plugins = ["runnable.integration.pytest"]\n'
INI = "[pytest]\naddopts = --import-mode=importlib\nrunnable_strict = {strict}\nfilterwarnings = error\n"


@pytest.fixture
def pytest_of(tmp_path):
    """Run pytest on an article, in a process of its own; gives what it says, with one blank for each run of them."""

    def run(text, files=None, *arguments, strict="false", conftest=CONFTEST):
        (tmp_path / "conftest.py").write_text(conftest)
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


FILES = {
    "test_it.py": "import pathlib\ndef test_it():\n    assert pathlib.Path('test_it.py').exists()\n",
    "helper.py": "raise SystemExit('imported')\n",
}


def test_items_and_their_failures(pytest_of):
    """Each sample is an item by its name, and so is a test; a failure tells its place, the difference and the command."""
    said = pytest_of(TEXT, FILES, "-v", "-rA")
    for line in (
        "PASSED an-article/index.md::good",
        "FAILED an-article/index.md::bad",
        "PASSED an-article/index.md::test_it.py",
        "1 failed, 2 passed, 1 skipped",
        "unverified: no database",
        "an-article/index.md:18: bad: the output differs",
        "    -3",
        "    +2",
        "./inv record an-article",
    ):
        assert line in said, said
    for word in ("an-article/test_it.py::", "document.py", "site-packages"):
        assert word not in said, said


def test_items_by_name_and_line(pytest_of):
    """Items run by their ids, and report the line of their fence, which counts from 0 for pytest."""
    report = (
        "import pytest\npytest_plugins = ['runnable.integration.pytest']\n"
        "def pytest_collection_modifyitems(items):\n"
        "    for item in items: print('at', item.reportinfo()[0].name, item.reportinfo()[1:])\n"
    )
    said = pytest_of(TEXT, None, "an-article/index.md::good", "an-article/index.md::bad", "-q", "-s", conftest=report)
    assert "1 failed, 1 passed" in said
    assert "at index.md (0, 'good')\nat index.md (10, 'bad')\n" in said


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
        "sub/deep_test.py": "raise SystemExit('imported')\n",
        "sub/test_deep.py": "def test_deep():\n    pass\n",
        "conftest.py": "import os\nif 'runnable-' not in os.getcwd(): raise SystemExit('imported')\n",
    }
    said = pytest_of(sample("1"), files, "-v")
    assert "imported" not in said
    assert "3 passed" in said
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


def test_a_missing_program(pytest_of, monkeypatch):
    """A sample whose program is missing is skipped and named; with CI in the environment it fails."""
    text = sample("print(1)", "1", "needs=no-such-program name=needy")
    monkeypatch.delenv("CI", raising=False)
    said = pytest_of(text, None, "-rs")
    assert "1 skipped" in said
    assert "no-such-program is missing; install it" in said
    monkeypatch.setenv("CI", "true")
    said = pytest_of(text)
    assert "an-article/index.md:1: needy: no-such-program is missing; install it" in said
    assert "1 failed" in said
