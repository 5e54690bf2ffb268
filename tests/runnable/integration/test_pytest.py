"""Samples as test items, in a pytest of its own."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

from datetime import date

import pytest

from tests.runnable.house import Article, fence, run_python, sample

CONFTEST = 'pytest_plugins = ["runnable.integration.pytest"]\n'
INI = "[pytest]\naddopts = --import-mode=importlib -pno:asyncio -pno:anyio\nrunnable_strict = {strict}\nfilterwarnings = error\n"


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
        "an-article/index.md, and review the diff",
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
    text = sample("print(1)", "1")
    assert "1 passed" in pytest_of(text)
    (ledger,) = (tmp_path / ".runnable").glob("an-article-*.json")
    today = date.today().isoformat()  # noqa: DTZ011 - as the ledger has it
    old = ledger.read_text().replace(today, "2026-01-01")
    ledger.write_text(old)
    assert "1 passed" in pytest_of(text)
    assert ledger.read_text() == old


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


def test_the_command_that_records_is_the_one_of_the_project(pytest_of):
    """The hint of a failure names the command that the settings name."""
    assert "runnable record " in pytest_of(sample("print(1)", "2"))
    said = pytest_of("", None, "-o", "runnable_record=make {slug}")
    assert "what the run did: make an-article, and review" in said


def test_slow_samples_are_not_run(pytest_of):
    """A slow sample without a manifest is not run and fails, with its place and the command of the project for it."""
    text = sample("while True: pass", options="slow name=endless timeout=600") + sample("print(1)", "1")
    said = pytest_of(text, {"test_it.py": "# tier: slow\ndef test_it():\n    while True: pass\n"}, "-rA")
    assert "2 failed, 1 passed" in said
    assert "an-article/index.md:1: endless: is slow, and was not measured yet: there is no slow/endless.json" in said
    assert "an-article/test_it.py:2: test_it.py::test_it: is slow, and was not measured yet" in said
    assert "To measure again what is slow: runnable record --slow " in said
    said = pytest_of("", None, "-o", "runnable_record=make {slow}{slug}", "-k", "endless")
    assert "To measure again what is slow: make --slow an-article, and review the diff." in said


def test_all_markdown_of_a_bundle_is_collected(pytest_of):
    """Beside and below an index.md each text has its items, and each is found by its id."""
    files = {"more.md": sample("1", options="name=more"), "sub/deep.md": sample("1", options="name=deep")}
    said = pytest_of(sample("1", options="name=first"), files, "-v")
    for name in ("index.md::first", "more.md::more", "sub/deep.md::deep"):
        assert f"an-article/{name} PASSED" in said
    assert "1 passed" in pytest_of("", None, "an-article/sub/deep.md::deep")


def collected(said):
    """The ids that `pytest --collect-only -q` told."""
    return [line for line in said.splitlines() if "::" in line]


def test_shards_are_all_and_nothing_twice(pytest_of, tmp_path):
    """The items of all shards are those of no shard, each once; samples of a session and tests of a file are together."""
    (tmp_path / "test_other.py").write_text("def test_a():\n    pass\ndef test_b():\n    pass\n")
    text = "".join(sample("1", options=f"name=single{number}") for number in range(4))
    text += "".join(sample("1", options=f"name=shared{number} session=s") for number in range(3))
    collect = ("--collect-only", "-q")
    everything = collected(pytest_of(text, None, *collect))
    shards = [collected(pytest_of("", None, *collect, "--shard", f"{number}/3")) for number in (1, 2, 3)]
    assert len(everything) == 9
    assert sorted(item for shard in shards for item in shard) == sorted(everything)
    assert [len(shard) for shard in shards] == [3, 3, 3]
    for word in ("shared", "test_other"):
        assert sum(any(word in item for item in shard) for shard in shards) == 1, word


@pytest.mark.parametrize("value", ["3/2", "x"])
def test_a_shard_that_there_can_not_be(pytest_of, value):
    """A shard that makes no sense is refused with a sentence, before anything is collected."""
    said = pytest_of(sample("1"), None, "--shard", value)
    assert "ERROR: --shard: " in said
    assert "Traceback" not in said
    assert "collected" not in said


def test_an_entry_point_and_a_conftest_load_one_plugin(pytest_of, tmp_path):
    """Where the adapter is installed, a conftest.py that loads it by its module, too, changes nothing."""
    info = tmp_path / "some.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: some\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[pytest11]\nrunnable = runnable.integration.pytest\n")
    for arguments in ([], ["-p", "runnable.integration.pytest"]):
        said = pytest_of(sample("1"), None, *arguments)
        assert "1 passed" in said, said
    assert "1 passed" in pytest_of("", None, conftest="")
    assert "1 passed" not in pytest_of("", None, "-p", "no:runnable", conftest="")


def test_a_session_runs_no_further_than_what_is_selected(pytest_of, tmp_path):
    """With one sample of a session selected, those after it do not run, and its verdict is that of the whole."""
    text = (
        sample("import atexit\natexit.register(print, 'bye')\nn = 1", options="session=s name=first")
        + sample("print(n)", "1", "session=s name=second")
        + sample("while True: pass", options="session=s name=third timeout=600")
    )
    (tmp_path / "an-article").mkdir()
    (tmp_path / "an-article" / "index.md").write_text(text)
    assert "2 passed, 1 deselected" in pytest_of("", None, "-k", "first or second")


def test_what_is_ignored_is_not_read(pytest_of):
    """Beside an index.md, too, pytest leaves out what its command line tells it to."""
    files = {"README.md": fence("nonsense", "x"), "sub/more.md": sample("print(1)", "2", "name=more")}
    ignoring = ("--ignore-glob=*/README.md", "--ignore=an-article/sub")
    said = pytest_of(sample("print(1)", "1"), files, *ignoring, strict="true")
    assert "1 passed" in said
    assert "unknown kind 'nonsense'" in pytest_of("", None, strict="true")
