"""A whole document: known as verified while nothing of it has changed."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from runnable import versions, whole
from runnable.ledger import Whole
from tests.runnable.house import fence, run_python, sample

TEXT = sample("print(1)", "1", "name=one") + fence('sql unverified="no server"', "x") + sample("2", options="name=two")


def find(article, *, strict=False):
    """What is known of the whole."""
    return whole.find_whole(article.path, article.ledger, strict=strict)


@pytest.fixture
def proven(article):
    """An article all of whose samples are verified."""
    written = article(TEXT, {"data.txt": "x\n", "test_a.py": "def test_a():\n    pass\n"})
    assert find(written) is None
    assert written.verify() == {}
    return written


def test_what_is_known(proven):
    """The names, lines and reasons of all samples, tests included, and the day are there without a reading."""
    known = find(proven)
    assert known
    assert known.samples == (
        ("one", 1, ""),
        ("sample-2", 9, "no server"),
        ("two", 13, ""),
        ("test_a.py::test_a", 1, ""),
    )
    assert (known.proven, known.unverified) == (3, 1)
    assert known.verified


@pytest.mark.parametrize(
    "change",
    [
        lambda bundle: (bundle / "index.md").write_text(TEXT + " "),
        lambda bundle: (bundle / "data.txt").write_text("y\n"),
        lambda bundle: (bundle / "new.txt").write_text(""),
        lambda bundle: (bundle / "data.txt").unlink(),
        lambda bundle: (bundle / "data.txt").chmod(0o755),
        lambda bundle: (bundle / "test_a.py").write_text("def test_a(): pass\n"),
    ],
    ids=["text", "content", "new", "gone", "mode", "test"],
)
def test_any_change_counts(proven, change):
    """Whatever changes in the text or beside it, nothing is known of the whole until it is verified again."""
    change(proven.bundle)
    assert find(proven) is None
    assert proven.verify() == {}
    assert find(proven)


def test_what_is_installed_and_how_strict_it_is_counts(proven, monkeypatch):
    """Any other distribution, engine, or strictness makes it unknown."""
    assert find(proven, strict=True) is None
    with monkeypatch.context() as patch:
        patch.setattr(versions, "installed", lambda: {"flask": "flask-0.1.dist-info"})
        assert find(proven) is None
    with monkeypatch.context() as patch:
        patch.setattr(whole, "engine_digest", lambda: "another")
        assert find(proven) is None
    assert find(proven)


def test_a_document_that_fails_is_not_known(proven):
    """While one sample fails, nothing is known of the whole, though the others are proven."""
    proven.write(TEXT.replace("print(1)", "print(2)"))
    assert set(proven.verify()) == {"one"}
    assert find(proven) is None
    assert proven.stale() == ["one", "sample-2"]


def test_what_is_removed_is_forgotten(proven):
    """A sample that went is not told, once the rest was verified."""
    proven.write(sample("print(1)", "1", "name=one"), {"test_a.py": ""})
    (proven.bundle / "test_a.py").unlink()
    assert proven.verify() == {}
    known = find(proven)
    assert known
    assert [name for name, _, _ in known.samples] == ["one"]


def test_the_programs_that_took_part_count(article, tmp_path):
    """A program that changes, or goes, makes it unknown: it is told from others by its size and time."""
    program = tmp_path / "program"
    program.write_text("1")
    status = program.stat()
    known = Whole("d", "", (), (), ((str(program), status.st_size, status.st_mtime_ns),))
    assert known.holds("d")
    assert not known.holds("e")
    os.utime(program, ns=(0, status.st_mtime_ns + 1))
    assert not known.holds("d")
    assert not replace(known, programs=((str(tmp_path / "none"), 0, 0),)).holds("d")
    written = article(sample("$ sh -c 'echo 1'\n1", kind="console", options="needs=sh"))
    assert written.verify() == {}
    found = find(written)
    assert found
    assert [path for path, _, _ in found.programs if path.endswith("/sh")]


def test_a_text_without_a_bundle(article):
    """Of a file that is no index.md, what else is in its folder is no part."""
    written = article("x")
    written.path = written.bundle / "post.md"
    written.path.write_text(sample("print(1)", "1"))
    assert written.verify() == {}
    (written.bundle / "other.txt").write_text("x")
    assert find(written)


def test_nothing_of_the_engine_that_runs_samples_is_needed(proven):
    """To ask for a whole, neither a fence has to be read nor a sandbox to be imported."""
    code = (
        "import sys, pathlib\nfrom runnable.whole import find_whole\n"
        f"assert find_whole(pathlib.Path({str(proven.path)!r}), pathlib.Path({str(proven.ledger)!r}), strict=False)\n"
        "print([name for name in sys.modules if name in ('runnable.fence', 'runnable.sandbox', 'markdown_it')])"
    )
    assert run_python("-c", code, cwd=proven.bundle).stdout == "[]\n"


COMMANDS = {
    "command": "from runnable.integration.main import main\nmain(['verify', '.'])",
    "pytest": "import pytest\npytest.main(['-p', 'no:cacheprovider', '-p', 'runnable.integration.pytest', '.'])",
}
LOADED = """
import sys
print([name for name in ("fence", "document", "verdict", "sandbox") if f"runnable.{name}" in sys.modules])
"""


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_of_an_unchanged_text_nothing_is_read(tmp_path, command):
    """The second time neither the command nor pytest loads what reads fences, runs samples or judges them."""
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "page.md").write_text(TEXT)
    first, second = (run_python("-c", command + LOADED, cwd=tmp_path).stdout.splitlines()[-1] for _ in range(2))
    assert first == "['fence', 'document', 'verdict', 'sandbox']"
    assert second == "[]"
