"""The ledger, and what makes a verdict stale."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from runnable import versions
from runnable.ledger import Entry, Ledger, Whole, replace_file
from tests.runnable.house import PLUGINS, fence, sample

TEXT = (
    sample("print(1)", "1", "name=one")
    + sample("n = 2", options="name=two session=s")
    + sample("print(n)", "2", "name=three session=s")
    + sample("$ echo 4\n4", kind="console", options="name=four")
    + fence("json name=five", "[5]")
)
ALL = ["one", "two", "three", "four", "five"]


@pytest.fixture
def proven(article):
    """An article whose samples are all in the ledger."""
    written = article(TEXT, {"data.txt": "x\n"})
    assert written.stale() == ALL
    assert written.verify() == {}
    assert written.stale() == []
    return written


def test_a_fresh_sample_does_not_run(proven):
    """A verdict of the ledger needs no run: another document reaches it without a recording."""
    document = proven.open()
    assert all(document.verdict(found).passed for found in document.all_samples)
    assert document._recordings == {}


@pytest.mark.parametrize(
    ("old", "new", "stale"),
    [
        ("print(1)", "print( 1)", ["one"]),
        ("name=one", "name=one timeout=9", ["one"]),
        ("\n1\n", "\n1\n\n", ["one"]),
        ("```output\n1\n```", "", ["one"]),
        ("n = 2", "n = +2", ["two", "three"]),
        ("print(n)", "print(n)  #", ["three"]),
        ("\n4\n", "\n…\n", ["four"]),
        ("[5]", "[6]", ["five"]),
        ("name=one", "name=eins", ["eins"]),
    ],
)
def test_what_makes_stale(proven, old, new, stale):
    """A changed code, option, expected output or earlier sample of the session makes stale, and nothing else does."""
    assert old in proven.text
    proven.write(proven.text.replace(old, new, 1))
    assert proven.stale() == stale


READS = (
    sample("print(open('data.txt').read(), end='')", "x", "name=reads")
    + sample("import helper", options="name=imports")
    + sample("$ cat data.txt\nx", kind="console", options="name=cat")
    + sample("print(1)", "1", "name=alone")
    + sample("n = open('data.txt').read()", options="name=first session=s")
    + sample("print(n, end='')", "x", "name=second session=s")
)


@pytest.fixture
def reading(article):
    """An article some of whose samples read files of the bundle."""
    written = article(READS, {"data.txt": "x\n", "helper.py": "x = 1\n", "other.py": "y = 1\n"})
    assert written.verify() == {}
    assert written.stale() == []
    return written


@pytest.mark.parametrize(
    ("name", "stale"),
    [
        ("data.txt", ["reads", "cat", "first", "second"]),
        ("helper.py", ["imports"]),
        ("other.py", []),
    ],
)
def test_the_files_that_a_run_opened_count(reading, name, stale):
    """A file that changes makes those samples stale that opened it, or go on after one that did; and no other."""
    reading.write(reading.text, {name: "x = 2\n"})
    assert reading.stale() == stale


@pytest.mark.parametrize("name", ["new.py", "folder/deep.py", "other.md"])
def test_which_files_there_are_counts(reading, name):
    """A file that comes makes all samples stale that run, since each may have looked for it, until it goes."""
    before = reading.text
    reading.write(before, {name: "changed\n"})
    assert reading.stale() == ["reads", "imports", "cat", "alone", "first", "second"]
    (reading.bundle / name).unlink()
    assert reading.stale() == []


def test_the_versions_of_what_was_imported_count(reading, monkeypatch):
    """Another version of a distribution makes those samples stale that imported it."""
    reading.write(READS + sample("import flask, helper", options="name=flask"))
    assert reading.verify() == {}
    before = versions.installed()
    other = {**before, "flask": "flask-0.1.dist-info", "ruff": "ruff-0.1.dist-info"}
    monkeypatch.setattr(versions, "installed", lambda: other)
    assert reading.stale() == ["cat", "flask"]  # of a shell it is not known what it ran


def test_prose_and_place_do_not_count(proven):
    """Prose may change, and named samples may move, without a run."""
    proven.write("Title: x\n\nNew prose.\n\n" + proven.text + "More.\n")
    assert proven.stale() == []
    first, rest = TEXT[: TEXT.index("```python run name=two")], TEXT[TEXT.index("```python run name=two") :]
    proven.write(rest + first)
    assert proven.stale() == []


def test_place_counts_where_the_output_names_it(article):
    """A sample that moves is run again if its output has the lines of the text in it."""
    text = sample(
        "import warnings\nwarnings.warn('old')", "index.md:2: UserWarning: old\n  warnings.warn('old')", "name=one"
    )
    written = article(text.replace("index.md:2", "index.md:3"))
    assert written.verify() == {}
    written.write("Text.\n\n" + written.text)
    assert written.stale() == ["one"]


def test_what_programs_leave_does_not_count(proven):
    """Compiled files and hidden files are no part of a bundle."""
    proven.write(proven.text, {"__pycache__/x.pyc": b"x", ".DS_Store": b"x", "folder/__pycache__/y.pyc": b"y"})
    assert proven.stale() == []


def test_a_setup_counts(article):
    """A sample is stale when what sets it up changes."""
    text = sample("n = 1", options="hidden name=up") + sample("print(n)", "1", "name=it setup=up")
    written = article(text)
    assert written.verify() == {}
    written.write(text.replace("n = 1", "n = 1  # !"))
    assert written.stale() == ["up", "it"]


def test_a_region_depends_on_the_runs_that_prove_it(article):
    """A shown file is stale when a sample that may have proven it changes."""
    text = fence("python file=code_.py name=shown") + sample("import code_", options="name=run")
    written = article(text, {"code_.py": "x = 1\n"})
    assert written.verify() == {}
    assert written.stale() == []
    written.write(text.replace("import code_", "import sys"))
    assert written.stale() == ["shown", "run"]
    assert "code_.py:1: no verified run" in written.failure()


def test_executed_lines_come_from_the_ledger(article):
    """Lines that a fresh sample executed count for a region without another run."""
    text = fence("python file=code_.py name=shown") + sample("import code_", options="name=run")
    written = article(text, {"code_.py": "x = 1\n"})
    document = written.open()
    assert document.verdict(document.samples[1]).passed
    document.save()
    later = written.open()
    assert later.verdict(later.samples[0]).passed
    assert later._recordings == {}


def test_failures_are_not_kept(article):
    """A failing sample is never fresh; once it fails, what the ledger knew of it is gone."""
    written = article(sample("print(1)", "1", "name=one") + sample("print(2)", "3", "name=two"))
    assert set(written.verify()) == {"two"}
    assert written.stale() == ["two"]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"{}",
        b'{"whole": null, "samples": {"one": 1}}',
        b'{"whole": {}, "samples": {"one": {}}}',
        b'{"whole": null, "samples": {"one": {"digest": "x", "verified": "never", "versions": [], "lines": {}}}}',
        b'{"whole": null, "samples": {"one": {"digest": "x", "verified": 7, "versions": [], "lines": {}}}}',
        b'{"whole": null, "samples": {"one": {"digest": "x", "verified": "2026-01-01", "versions": 1, "lines": {}}}}',
        b'{"whole": null, "samples": {"one": {"digest": "x", "verified": "2026-01-01", "versions": [], "lines": 1}}}',
        b"[" * 100_000,
        b'{"one":' * 100_000,
    ],
    ids=range(14),
)
def test_a_damaged_ledger_is_as_good_as_none(article, damage):
    """Whatever stands in the ledger's file, it costs a run and no more."""
    written = article(fence("json name=one", "1"))
    assert written.verify() == {}
    (path,) = written.ledger.glob("*.json")
    path.write_bytes(damage)
    assert written.stale() == ["one"]
    assert written.open().verification() is None
    assert written.verify() == {}
    assert written.stale() == []


def test_one_bad_digest_is_one_run(proven):
    """An entry whose digest is another is no verdict; the others stay."""
    (path,) = proven.ledger.glob("*.json")
    stored = json.loads(path.read_text())
    stored["samples"]["four"]["digest"] = "0" * 64
    path.write_text(json.dumps(stored))
    assert proven.stale() == ["four"]


def test_documents_of_one_name_do_not_mix(article):
    """Two articles share a ledger folder without reading each other's verdicts."""
    one, two = article(TEXT), article(TEXT)
    two.ledger = one.ledger
    assert one.verify() == {}
    assert two.stale() == ALL
    assert two.verify() == {}
    assert one.stale() == []


def test_entries_of_samples_that_went_are_dropped(proven):
    """The file holds no more than the samples that there are."""
    proven.write(sample("print(1)", "1", "name=one"))
    proven.verify()
    proven.write(sample("print(1)", "1 ", "name=one"))
    proven.verify()
    (path,) = proven.ledger.glob("*.json")
    assert json.loads(path.read_text())["samples"] == {}


def test_replace_file_keeps_the_mode_and_leaves_nothing(tmp_path):
    """A replaced file keeps its mode, a new one is readable by all, and no temporary file stays."""
    path = tmp_path / "file"
    replace_file(path, b"1")
    assert path.stat().st_mode & 0o777 == 0o644
    path.chmod(0o600)
    replace_file(path, b"2")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"2", 0o600)
    with pytest.raises(IsADirectoryError):
        replace_file(tmp_path, b"3")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_note_find_forget(tmp_path):
    """A ledger gives what was noted, also after it was saved and read again."""
    document = tmp_path / "a" / "index.md"
    ledger = Ledger(tmp_path / ".runnable", document)
    entry = Entry("d1", "", ("Flask 3",), {"a.py": (1, 3)}, ("a.py",), None, {"b": "d2"})
    ledger.note("one", entry)
    ledger.save(["one"])
    again = Ledger(tmp_path / ".runnable", document)
    found = again.find("one")
    assert found
    assert replace(found, verified="") == entry
    again.forget("one")
    assert again.find("one") is None


def test_two_processes_keep_what_the_other_noted(tmp_path):
    """Two that opened the ledger at one time, and then note different samples, lose neither."""
    document = tmp_path / "a" / "index.md"
    one, two = (Ledger(tmp_path / ".runnable", document) for _ in range(2))
    one.note("one", Entry("d1"))
    two.note("two", Entry("d2"))
    one.save(["one", "two"])
    two.save(["one", "two"])
    after = Ledger(tmp_path / ".runnable", document)
    assert after.find("one")
    assert after.find("two")


def test_a_ledger_knows_whether_it_is_current(tmp_path):
    """It is what it wrote itself; what another wrote, or removed, makes it old."""
    ours, theirs = (Ledger(tmp_path / "ledger", tmp_path / "a.md") for _ in range(2))
    assert ours.is_current
    ours.note("one", Entry("x"))
    ours.save(["one"])
    assert ours.is_current
    assert not theirs.is_current
    theirs.note("two", Entry("y"))
    theirs.save(["one", "two"])
    assert theirs.is_current
    assert not ours.is_current
    assert [theirs.find(name).digest for name in ("one", "two")] == ["x", "y"]
    (path,) = (tmp_path / "ledger").glob("*.json")
    path.unlink()
    assert not theirs.is_current


def test_entries_that_a_text_has_no_more_come_back_with_it(tmp_path):
    """What is known of samples that are gone is not written, and is written when they are there again."""

    def stored(name):
        return Ledger(tmp_path / "ledger", tmp_path / "a.md").find(name)

    ledger = Ledger(tmp_path / "ledger", tmp_path / "a.md")
    for name, names in (("one", ["one"]), ("two", ["two"])):
        ledger.note(name, Entry(name))
        ledger.save(names)
    assert stored("one") is None
    ledger.note("two", Entry("new"))
    ledger.save(["one", "two"])
    assert stored("one").digest == "one"
    assert stored("two").digest == "new"


def test_what_another_process_forgot_stays_forgotten(tmp_path):
    """A sample that fails for one process is not brought back by another, which had read that it passed."""
    document = tmp_path / "a" / "index.md"
    first = Ledger(tmp_path / ".runnable", document)
    first.note("one", Entry("d1"))
    first.note("two", Entry("d2"))
    first.save(["one", "two"])
    one, two = (Ledger(tmp_path / ".runnable", document) for _ in range(2))
    one.forget("one")
    one.save(["one", "two"])
    two.note("two", Entry("d3"))
    two.note_whole(Whole("d", "", (), (("one", 1, ""), ("two", 5, ""), ("three", 9, "a reason"))))
    two.save(["one", "two"])
    after = Ledger(tmp_path / ".runnable", document)
    assert after.find("one") is None
    assert after.whole("d") is None
    after.note("one", Entry("d1"))
    after.note_whole(Whole("d", "", (), (("one", 1, ""), ("two", 5, ""), ("three", 9, "a reason"))))
    after.save(["one", "two"])
    assert Ledger(tmp_path / ".runnable", document).whole("d")


def test_a_whole_is_given_for_its_digest_alone(tmp_path):
    """What is known of a whole holds for the digest it was noted with, and until a sample is noted or forgotten."""
    ledger, whole = Ledger(tmp_path / ".runnable", tmp_path / "a" / "index.md"), Whole("d", "2026-01-01", ("x 1",), ())
    assert ledger.whole("d") is None
    ledger.note_whole(whole)
    assert (ledger.whole("d"), ledger.whole("e")) == (whole, None)
    ledger.save([])
    assert Ledger(tmp_path / ".runnable", tmp_path / "a" / "index.md").whole("d") == whole
    ledger.note("one", Entry("d1"))
    assert ledger.whole("d") is None
    ledger.note_whole(whole)
    ledger.forget("one")
    assert ledger.whole("d") is None


WRITER = """\
import sys
from pathlib import Path
from runnable.ledger import Entry, Ledger
folder, own = Path(sys.argv[1]), sys.argv[2]
names = [f"{writer}-{number}" for writer in "abc" for number in range(15)]
input()
for number in range(15):
    ledger = Ledger(folder, folder.parent / "a" / "index.md")
    ledger.note(f"{own}-{number}", Entry("d"))
    ledger.save(names)
"""


def test_processes_that_write_at_one_time_lose_nothing(tmp_path):
    """Of what several processes note in the same ledger at the same time, all is there in the end."""
    folder = tmp_path / ".runnable"
    environment = {**os.environ, "PYTHONPATH": str(PLUGINS)}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, folder, own], env=environment, stdin=subprocess.PIPE)
        for own in "abc"
    ]
    for writer in writers:
        writer.stdin.write(b"\n")
        writer.stdin.flush()
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    for writer in writers:
        writer.stdin.close()
    after = Ledger(folder, tmp_path / "a" / "index.md")
    assert [f"{own}-{number}" for own in "abc" for number in range(15) if not after.find(f"{own}-{number}")] == []
    assert sorted(path.suffix for path in folder.iterdir()) == ["", ".json"]  # and the lock
