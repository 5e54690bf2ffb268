"""Slow samples: run on demand, and proven by a manifest until anything changes on which they depend."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from runnable.accounts import MEASURED, State, accounts, tally
from runnable.crew import Crew
from runnable.document import Document
from runnable.integration.command import mutate, record, verify
from runnable.manifest import read_manifest, read_ranges, written_ranges
from runnable.mutation import Outcome, Trial, mutants
from runnable.sample import SampleError, find_samples
from runnable.shard import Shard
from tests.runnable.house import SVG, fence, processes_with, sample

TODAY = date.today().isoformat()  # noqa: DTZ011 - as the manifest has it
# What it prints and draws differs from run to run, as a measurement does.
CODE = f"import time\nimport load\nprint(time.time_ns(), load.SIZE)\nopen('f.svg', 'w').write({SVG!r}.replace('/>', f' width=\"{{time.time_ns()}}\"/>'))"
MEASURES = sample(CODE, "…", "slow name=load figure=f.svg alt=x")
FILES = {"load.py": "SIZE = 3\n", "other.py": "x = 1\n"}
TEST = "# tier: slow\nimport time\nimport load\ndef test_one():\n    assert load.SIZE == 3\ndef test_two():\n    pass\n"


def measure(written):
    """Measure all that is slow in an article; the status."""
    return record([written.path], ledger=written.ledger, slow=True)


def again(written):
    """Run what is slow in an article once more; the status."""
    return verify([written.path], ledger=written.ledger, tier="slow")


def manifest(written, name="load"):
    """The manifest of a sample, as JSON has it."""
    return json.loads(written.content[f"slow/{name}.json"])


@pytest.fixture
def measured(article):
    """An article with a slow sample that was measured, and one that is not slow."""
    written = article(MEASURES + sample("print(1)", "1", "name=quick"), FILES)
    assert measure(written) == 0
    assert written.verify() == {}
    return written


# What runs


def test_nothing_runs_it_that_was_not_asked_to(article):
    """Neither a verification nor a plain recording runs a slow sample or a slow test: each would end by its timeout."""
    marker = "slow-sample-that-nobody-asked-for"
    endless = f"import time\nwhile True: time.sleep(1)  # {marker}"
    files = {
        "test_it.py": f"# tier: slow\ndef test_it():\n    {endless.splitlines()[0]}\n    while True: time.sleep(1)\n"
    }
    written = article(sample(endless, options="slow name=endless timeout=3000") + sample("print(1)"), files)
    assert written.record().problems == ()
    failed = written.verify()
    assert set(failed) == {"endless", "test_it.py::test_it"}
    assert all("was not measured yet" in message for message in failed.values())
    assert written.open().stale_process(written.open().samples[0]) == ()
    assert processes_with(marker) == []


def test_measured_on_demand(measured):
    """The manifest says when, by what, how long, and with which files; it is sorted, and has no path of this machine."""
    text = measured.content["slow/load.json"].decode()
    found = json.loads(text)
    assert text == json.dumps(found, indent=2, sort_keys=True) + "\n"
    assert found["command"] == "runnable record --slow index.md"
    assert found["date"] == TODAY
    assert re.fullmatch(r"3\.\d+\.\d+\S*", found["python"])
    assert list(found["files"]) == ["load.py"]
    assert isinstance(found["seconds"], int)
    assert set(found["versions"]) == {"runnable"}
    assert str(measured.bundle.parent) not in text


def test_the_output_and_the_figure_are_written(article, capsys):
    """What a slow sample printed and drew goes into the article, and is named beside its manifest."""
    text = sample(CODE.replace("time.time_ns(), ", ""), options="slow name=load figure=f.svg alt=x")
    written = article(text, FILES)
    assert measure(written) == 0
    assert "recorded load, f.svg, slow/load.json" in capsys.readouterr().out
    assert fence("output", "3") in written.text
    assert b"width" in written.content["f.svg"]
    assert written.verify() == {}


def test_a_cast_is_written(article):
    """A slow session has a cast; another file in its place is told."""
    written = article(sample("$ echo 1", kind="console", options="slow name=talk cast=talk.cast"))
    assert measure(written) == 0
    assert written.verify() == {}
    written.write(written.text, {"talk.cast": written.content["talk.cast"].replace(b"1", b"2")})
    assert "changed since: its cast" in written.failure()


@pytest.fixture
def ran(monkeypatch):
    """The names of the samples that run, process by process."""
    processes, run = [], Document._run

    def noted(self, process, *, trace):
        processes.append([one.name for one in process if one.code])  # one without runs in the place of those after it
        return run(self, process, trace=trace)

    monkeypatch.setattr(Document, "_run", noted)
    return processes


def test_what_is_fresh_is_not_run_with_it(article, ran):
    """Beside slow samples, only what is not proven runs; an article without any is left alone."""
    written = article(MEASURES + sample("print(1)", "1", "name=quick"), FILES)
    written.verify()
    assert ran == [["quick"]]
    written.write(written.text + sample("print(2)", options="name=new"))
    assert measure(written) == 0
    assert ran == [["quick"], ["load"], ["new"]]
    other = article(sample("print(1)"))
    assert measure(other) == 0
    assert other.text == sample("print(1)")


@pytest.mark.parametrize("kind", ["python", "console"])
def test_a_session_runs_up_to_what_is_slow(article, ran, kind):
    """The samples before a slow one run without it."""
    first, last = ("n = 1", "n = 2") if kind == "python" else ("$ true", "$ :")
    text = sample(first, options="session=s name=first", kind=kind) + sample(
        last, options="session=s slow name=last", kind=kind
    )
    written = article(text)
    assert list(written.verify()) == ["last"]
    assert ran == [["first"]]
    assert measure(written) == 0
    assert ran == [["first"], ["first", "last"]]


def test_what_is_slow_runs_alone(article, monkeypatch):
    """What measures is left out of the work of threads, however many there are."""
    written = article("".join(sample(f"x = {n}", options="slow") for n in range(9)))
    with Crew() as crew:
        monkeypatch.setattr(crew, "_size", 2)
        crew.verify(document := Document(written.path, written.ledger, slow=True), document.all_samples)
        assert [one.name for one in document.all_samples if document.known(one)] == []


def test_a_measurement_that_fails_leaves_no_manifest(article):
    """A slow sample that raises, or of which a line was not executed, is told, and gets no manifest."""
    text = sample("1 / 0", options="slow name=a") + sample("for n in []:\n    print(n)", options="slow name=b")
    written = article(text, {"test_it.py": TEST.replace("pass", "assert 0"), "load.py": "SIZE = 3\n"})
    assert measure(written) == 1
    assert not any(name.startswith("slow/") for name in written.content)


def test_a_file_of_tests(article):
    """The functions of a slow file of tests share a manifest, with all that they imported; each of its lines counts."""
    written = article(sample("print(1)", "1"), {**FILES, "test_it.py": TEST})
    assert measure(written) == 0
    assert written.verify() == {}
    assert "pytest" in manifest(written, "test_it.py")["versions"]
    written.write(written.text, {"test_it.py": TEST.replace("pass", "assert 1")})
    failed = written.verify()
    assert set(failed) == {"test_it.py::test_one", "test_it.py::test_two"}
    assert "changed since: its code" in failed["test_it.py::test_two"]
    written.write(written.text, {"test_it.py": TEST, "load.py": "SIZE = 4\n"})
    assert "changed since: load.py" in written.verify()["test_it.py::test_one"]


def test_a_tier_that_there_is_not(article):
    """A test file that names another tier is refused, with its line."""
    written = article(sample("1"), {"test_it.py": "import a\n# tier: slo\n"})
    with pytest.raises(SampleError, match=r"test_it\.py:2: unknown tier 'slo'"):
        written.open()


# What is held


CHANGES = {
    "its output": ("index.md", "…", "7 3"),
    "its code": ("index.md", "load.SIZE)", "load.SIZE )"),
    "its options": ("index.md", "slow name", "slow timeout=11 name"),
    "its figure": ("f.svg", "width", " width"),
    "load.py": ("load.py", "3", "3  # items"),
}
"""By what is told: the file that is edited, and how."""


def edit(written, name, old, new):
    """Edit a file of the bundle."""
    text = written.content[name].decode()
    assert old in text
    (written.bundle / name).write_text(text.replace(old, new))


@pytest.mark.parametrize("told", CHANGES)
def test_what_it_depends_on(measured, capsys, told):
    """Each thing that a measurement depends on is told when it changes, with its line and the command; back again it holds."""
    before = measured.content
    edit(measured, *CHANGES[told])
    assert verify([measured.path], ledger=measured.ledger) == 1
    out, err = capsys.readouterr()
    assert f"{measured.path}:1: load: was measured on {TODAY}; changed since: {told}\n" in err
    assert f"To measure again what is slow: runnable record --slow {measured.path}" in out
    measured.write(before.pop("index.md"), before)
    assert measured.verify() == {}


def test_two_that_may_look_at_all_files(article):
    """Of two that ask for the sizes of files, neither is stale because the other was measured."""
    draw = f"import os, time\nopen('{{0}}.svg', 'w').write({SVG!r}.replace('/>', f' width=\"{{{{time.time_ns()}}}}\"/>'))\nos.stat('{{0}}.svg')"
    written = article(
        "".join(sample(draw.format(name), None, f"slow name={name} figure={name}.svg alt=x") for name in "ab")
    )
    assert measure(written) == 0
    assert written.verify() == {}
    assert set(manifest(written, "a")["files"]) == set(manifest(written, "b")["files"]) == set()


def test_a_file_that_is_gone(measured):
    """A file that a measurement opened and that is gone is told."""
    (measured.bundle / "load.py").unlink()
    assert measured.failure().endswith("changed since: load.py")


def test_what_runs_before_it(article):
    """The samples before a slow one in its session, and what sets it up, are among what it depends on."""
    text = (
        sample("n = 1", options="hidden name=up")
        + sample("k = n", options="session=s setup=up name=first")
        + sample("print(k)", "1", "session=s name=last slow")
    )
    written = article(text)
    assert measure(written) == 0
    for old, new in (("k = n", "k = +n"), ("n = 1", "n = +1")):
        written.write(text.replace(old, new))
        assert "changed since: a sample that runs before it" in written.failure()
    written.write(text)
    assert written.verify() == {}


def test_what_it_does_not_depend_on(measured):
    """A file that it did not open, another sample, how it looks, and its place leave it proven."""
    text = measured.text.replace("alt=x", 'alt="A line" title=Load').replace("print(1)", "print( 1)")
    measured.write("Text\n\n" + text, {"other.py": "x = 2\n", "new.py": ""})
    assert measured.verify() == {}


def test_a_new_version_leaves_the_measurement(measured, monkeypatch):
    """Another engine is no reason to measure again: the manifest has its date and its versions."""
    monkeypatch.setattr("runnable.document.engine_digest", lambda: "another")
    assert measured.stale() == ["quick"]
    assert measured.verify() == {}


def test_manifests_are_no_part_of_what_others_see(article):
    """To measure makes no other sample stale, and none sees the folder of manifests."""
    written = article(
        MEASURES + sample("import os\nprint(sorted(os.listdir()))", "['f.svg', 'load.py', 'other.py']", "name=quick"),
        {**FILES, "f.svg": SVG},
    )
    assert list(written.verify()) == ["load"]
    assert measure(written) == 0
    assert written.verify() == {}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"seconds": ', '"seconds": 1', ""),
        (f'"date": "{TODAY}"', '"date": "2026-13-13"', "is no manifest"),
        ('"load.py": "', '"load.py": "0', "is not as it was written"),
        ("{", "", "is no manifest"),
        ("\n", "\n\n", "is not as it was written"),
    ],
)
def test_a_manifest_that_was_edited(measured, old, new, told):
    """A manifest that is none, or whose digest is not that of what it lists, is told by its name."""
    text = measured.content["slow/load.json"].decode()
    assert old in text
    measured.write(measured.text, {"slow/load.json": text.replace(old, new, 1)})
    failed = measured.verify()
    assert (f"slow/load.json {told}" in failed.get("load", "")) if told else failed == {}


@pytest.mark.parametrize("name", ["slow/gone.json", "slow/sub/x.json", "slow/notes.txt"])
def test_a_manifest_without_its_sample(measured, capsys, name):
    """What belongs to no slow sample in the folder of manifests is told, with its path."""
    measured.write(measured.text, {name: measured.content["slow/load.json"]})
    assert verify([measured.path], ledger=measured.ledger) == 1
    assert f"{measured.bundle / name}:1: is the manifest of no slow sample" in capsys.readouterr().err


def test_a_manifest_that_goes(measured):
    """Where the manifest is gone, what was proven as a whole is not any more."""
    assert verify([measured.path], ledger=measured.ledger) == 0
    (measured.bundle / "slow/load.json").unlink()
    assert verify([measured.path], ledger=measured.ledger) == 1
    assert "there is no slow/load.json" in measured.failure()


# Again


def test_again(measured):
    """A slow sample that runs again is held to all but what its figure shows, and nothing is written."""
    before = measured.content
    assert again(measured) == 0
    assert measured.content == before
    assert measured.open().ledger.find("load") is None


TIMED = "import time\nprint('took', f'{time.perf_counter() % 1 + 1:8.6f} ms by', VERSION, COUNT)"


def _timed(version="1.2.3", count=5):
    code = TIMED.replace("VERSION", repr(version)).replace("COUNT", str(count))
    return sample(code, "took 0.123 ms by 1.2.3 5", "slow name=t")


def test_again_with_other_numbers(article, capsys):
    """A decimal number is measured, and may be another; a word, a count or a version is not, and may not."""
    written = article(_timed())
    assert measure(written) == 0
    first = written.text
    assert "0.123" not in first
    assert again(written) == 0
    for other in (_timed(version="1.2.4"), _timed(count=6)):
        written.write(other)
        assert again(written) == 1
        assert "the output differs" in capsys.readouterr().err
    written.write(first.replace("took 1.", "took 2."))
    assert "changed since: its output" in written.failure()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("import load", "import load\n1 / 0", "raised ZeroDivisionError"),
        ("import load", "import load\nraise SystemExit(3)", "exit status 3"),
        ("'f.svg', 'w'", "'g.svg', 'w'", "made no f.svg"),
        ("'/>', f'", "'/>', ' onload=\"x\"'+f'", "made a f.svg that"),
        ("…", "7", "the output differs"),
        ("import load", "import load\nfor n in []:\n    x = 1", "no verified run executes this line"),
    ],
)
def test_again_and_wrong(measured, capsys, old, new, told):
    """What is no measurement is compared: ending, exceptions, exit, that there is a clean figure, the output, the lines."""
    measured.write(measured.text.replace(old, new, 1))
    before = measured.content
    assert again(measured) == 1
    assert told in capsys.readouterr().err
    assert measured.content == before


def test_nothing_slow(article, capsys):
    """Where nothing is slow, that is said."""
    written = article(sample("print(1)", "1"))
    assert again(written) == 0
    assert measure(written) == 0
    assert capsys.readouterr().out == "There is no slow sample\n" * 2


# Where it may stand


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (sample("1", options="session=s slow") + sample("2", options="session=s"), "goes on where the slow sample of line 1"),
        (sample("1", options="name=up slow") + sample("2", options="setup=up"), "goes on where the slow sample of line 1"),
        (fence('python unverified="r" slow', "x"), "slow goes with run"),
    ],
)  # fmt: skip
def test_where_it_may_not_stand(text, told):
    """What would have to wait for a slow sample, and what does not run, can't be as it says."""
    with pytest.raises(SampleError, match=told):
        find_samples(text)


def test_the_end_of_a_session(article):
    """The samples of a session before a slow one print the same with it and without it, exit handlers left out."""
    text = (
        sample("import atexit\natexit.register(print, 'end')\nprint(1)", "1", "session=s name=first")
        + sample("print(2)", "2\nend", "session=s name=last slow")
    )  # fmt: skip
    written = article(text)
    assert list(written.verify()) == ["last"]
    assert measure(written) == 0
    assert written.verify() == {}


def test_a_text_without_a_bundle(article, capsys):
    """A Markdown file that shares its folder has no place for manifests, which is told."""
    written = article("")
    written.path = written.bundle / "notes.md"
    written.path.write_text(sample("1", options="slow"))
    assert measure(written) == 1
    assert "slow is for an index.md" in written.failure()
    assert "slow is for an index.md" in capsys.readouterr().err


# Lines


def test_lines_that_only_a_slow_run_executes(article):
    """A region is proven by what a slow run executed, as long as its manifest holds."""
    text = fence("python file=load.py", "SIZE = 3\n") + sample("import load", options="slow name=load")
    written = article(text, FILES)
    assert set(written.verify()) == {"load.py", "load"}
    assert measure(written) == 0
    assert manifest(written)["lines"] == {"load.py": "1"}
    assert written.verify() == {}
    assert written.stale() == []
    (written.bundle / "slow/load.json").unlink()
    assert set(written.verify()) == {"load.py", "load"}


def test_lines_that_another_run_executes_too(article):
    """A region that an ordinary run proves does not depend on a manifest."""
    text = fence("python file=load.py", "SIZE = 3\n") + sample("import load", options="slow name=load")
    written = article(text + sample("import load", options="name=quick"), FILES)
    assert measure(written) == 0
    assert written.verify() == {}
    (written.bundle / "slow/load.json").unlink()
    assert written.stale() == ["load"]


def test_ranges():
    """Lines are written as ranges, and read as they were."""
    for numbers, text in (((), ""), ((3,), "3"), ((1, 2, 3, 4, 7, 9, 10), "1-4 7 9-10")):
        assert written_ranges(reversed(numbers)) == text
        assert read_ranges(text) == numbers


# What is said of it


def test_accounts_of_it(measured):
    """It has a way of proof of its own, is counted apart, and its day is not that of the oldest verdict."""
    text = measured.content["slow/load.json"].decode().replace(TODAY, "2020-02-03")
    measured.write(measured.text, {"slow/load.json": text})
    assert measured.verify() == {}
    found = accounts(measured.open())
    assert [(account.kind, account.proof, account.told) for account in found[:2]] == [
        ("python", MEASURED, "proven on 2020-02-03"),
        ("output", "printed by the sample above", "proven on 2020-02-03"),
    ]
    total = tally(found)
    assert (total.measured, total.samples["python", MEASURED], total.since) == (1, 1, TODAY)
    edit(measured, *CHANGES["its code"])
    assert accounts(measured.open())[0].state is State.STALE
    (measured.bundle / "slow/load.json").unlink()
    assert accounts(measured.open())[0].state is State.NEVER


def test_the_badge_of_the_article(measured):
    """The day and the number that the badge of an article tells are those of what is verified, not of what was measured."""
    text = measured.content["slow/load.json"].decode().replace(TODAY, "2020-02-03")
    measured.write(measured.text, {"slow/load.json": text})
    assert measured.verify() == {}
    said = measured.open().verification()
    assert (said.date, said.samples) == (TODAY, 1)


def test_mutants_are_judged_by_the_manifest(measured):
    """Each lie about a slow sample is caught, in the lines that have a `…` too, and none of them runs it."""
    measured.write(measured.text.replace("…", "… 3"))
    assert measure(measured) == 0
    assert measured.verify() == {}
    document = measured.open(strict=True)
    document.recording = lambda sample: pytest.fail(f"{sample.name} was run")
    tried = [mutant for mutant in mutants(document) if mutant.name == "load"]
    assert {"output", "figure"} <= {mutant.aspect for mutant in tried}
    with Trial(document) as trial:
        assert [str(mutant) for mutant in tried if trial.outcome(mutant) is not Outcome.CAUGHT] == []


def test_a_mutated_article(article, capsys):
    """With slow samples in it, an article passes `--mutate`: unaltered it is proven, and each lie is told without a run."""
    slow = sample("print(load.SIZE)", "3", "slow name=load setup=up")
    setup = sample("import load\nimport os\nassert os.path.exists('/proc')", options="name=up hidden")
    written = article(
        setup + slow + sample("$ echo 1", kind="console", options="slow") + fence("python file=load.py"), FILES
    )
    assert measure(written) == 0
    assert mutate([written.path], ledger=written.ledger) == 0
    assert "(100.0 %)" in capsys.readouterr().out


def test_a_manifest_is_read_as_it_was_written(measured):
    """What is read from a manifest is written as the same bytes."""
    content = measured.content["slow/load.json"]
    assert read_manifest(content).text().encode() == content


# Tiers


def test_tiers(article, capsys):
    """`fast` leaves out what needs a program or a server, and what only such runs prove; the default leaves out nothing."""
    served = (
        sample("$ python -m http.server -b 127.0.0.1 $PORT", kind="console", options="server=s name=start")
        + sample("GET /other.py", "HTTP/1.0 200 OK\n\n…", "server=s name=get headers=X", "http")
    )  # fmt: skip
    text = (
        MEASURES + served + sample("print(1)", "1", "name=quick") + sample("print(2)", "2", "name=needy needs=openssl")
    )
    written = article(text, FILES)
    assert measure(written) == 0
    capsys.readouterr()
    assert verify([written.path], ledger=written.ledger, tier="fast") == 0
    assert "2 proven (1 run)" in capsys.readouterr().out
    assert verify([written.path], ledger=written.ledger) == 0
    assert "5 proven (3 run)" in capsys.readouterr().out
    shown = fence("python file=other.py", "x = 1\n") + sample("import other", options="name=imports needs=openssl")
    written.write(text + shown)
    assert verify([written.path], ledger=written.ledger, tier="fast") == 0
    assert "2 proven (1 run)" in capsys.readouterr().out


def test_tiers_and_shards(article, capsys):
    """The parts of a tier are together the tier."""
    written = article(sample("print(1)", "1") + sample("print(2)", "2") + sample("3", options="needs=openssl"))
    for number in (1, 2, 3):
        assert verify([written.path], ledger=written.ledger, tier="fast", shard=Shard(number, 3)) == 0
    out = capsys.readouterr().out
    assert [int(count) for count in re.findall(r"(\d) proven", out)] == [1, 1]
