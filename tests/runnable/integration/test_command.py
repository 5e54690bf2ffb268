"""The commands: what they say, and their exit status."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys

import pytest

from runnable.integration.command import record, report, verify
from runnable.shard import Shard
from tests.runnable.house import PATIENCE, ROOT, fence, processes_with, sample, wait_for


@pytest.fixture
def command(capsys):
    """Run a command on an article; its status, what it printed, and what it complained of."""

    def run(what, written):
        status = what([written.bundle], ledger=written.ledger)
        out, err = capsys.readouterr()
        return status, out, err

    return run


def test_verify_proven(article, command):
    """An article without a fault is status 0; the second time no sample runs."""
    written = article(sample("print(1)", "1") + fence("json", "1") + fence('sql unverified="r"', "x"))
    status, out, err = command(verify, written)
    assert (status, err) == (0, "")
    assert "2 proven (2 run), 1 unverified" in out
    assert "(0 run)" in command(verify, written)[1]


def test_verify_wrong(article, command):
    """Each fault is told with its place, and the status is 1; nothing is written."""
    written = article(sample("print(1)", "2") + sample("1 / 0"))
    before = written.content
    status, out, err = command(verify, written)
    assert status == 1
    assert f"{written.path}:6: sample-1: the output differs" in err
    assert f"{written.path}:10: sample-2: raised ZeroDivisionError" in err
    assert f"runnable record {written.path}" in out
    assert written.content == before


def test_record(article, command):
    """What was recorded is named; what could not be is told, with status 1."""
    written = article(sample("print(1)", options="name=good") + sample("1 / 0", options="name=bad"))
    status, out, err = command(record, written)
    assert status == 1
    assert "good" in out
    assert "bad: raised ZeroDivisionError" in err
    written.write(sample("print(1)", "1"))
    assert command(record, written)[0] == 0
    assert verify([written.path], ledger=written.ledger) == 0


@pytest.mark.parametrize("text", [b"\xff", fence("bash", "x").encode(), sample("x", options="nam=a").encode()])
def test_texts_that_can_not_be_read(article, command, text):
    """A text that is not UTF-8, or has a fence that nobody accounts for, is told with its path, and status 1."""
    written = article(text)
    for what in (verify, record):
        status, _, err = command(what, written)
        assert status == 1
        assert str(written.path) in err
    assert written.path.read_bytes() == text


def test_nothing_to_verify(article, tmp_path, capsys):
    """A folder without a Markdown file, and a file that is not there, are told, and the status is 1."""
    first = article("x")
    (tmp_path / "empty").mkdir()
    assert verify([tmp_path / "empty"], ledger=first.ledger) == 1
    assert "no Markdown file" in capsys.readouterr().err
    assert verify([tmp_path / "none.md"], ledger=first.ledger) == 1
    assert "none.md" in capsys.readouterr().err


def test_a_shard_verifies_its_part(article, tmp_path, capsys):
    """Each sample is verified by one of the shards; a fault is told by that one only."""
    written = [article(sample("print(1)", "1") * 2) for _ in range(3)]
    written.append(article(sample("print(1)", "2")))
    ledger = written[0].ledger
    statuses = [verify([tmp_path], ledger=ledger, shard=Shard(number, 2)) for number in (1, 2)]
    assert sorted(statuses) == [0, 1]
    out, err = capsys.readouterr()
    assert out.count("1 wrong") == err.count("the output differs") == 1
    assert sum(int(line.split(": ")[1].split()[0]) for line in out.splitlines() if "proven" in line) == 6


def test_all_documents_are_tried(article, tmp_path):
    """One article with a fault keeps none from being verified, and is not forgotten."""
    article(sample("1 / 0"))
    written = article(sample("print(1)", "1"))
    assert verify([tmp_path], ledger=written.ledger) == 1
    assert written.stale() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_verification_that_is_ended_leaves_no_process(article, tmp_path, number):
    """Whoever ends a verification, ends the sample and all that it started, too."""
    code = (
        "import subprocess, time\nfor own in (True, False):\n"
        "    subprocess.Popen(['sleep', '77.25'], start_new_session=own)\n"
    )
    written = article(sample(code + "time.sleep(60)", options="timeout=60"))
    program = (
        "import pathlib, signal, sys\nfrom runnable.integration.command import verify\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # what runs in the background may ignore it
        "verify([pathlib.Path(sys.argv[1])])"
    )
    environment = {"PYTHONPATH": str(ROOT / "plugins")}
    process = subprocess.Popen([sys.executable, "-c", program, written.path], cwd=tmp_path, env=environment)
    wait_for(lambda: len(processes_with("77.25")) == 2)
    process.send_signal(number)
    process.wait(PATIENCE)
    wait_for(lambda: not processes_with("77.25"))


def test_the_command_that_records_is_named_where_it_helps(article, command):
    """An output that differs names the command; a run that fails does not."""
    hint = "runnable record"
    assert hint in command(verify, article(sample("print(1)", "2")))[1]
    assert hint not in command(verify, article(sample("1 / 0")))[1]


def test_the_command_that_records_is_the_one_of_the_project(article, capsys):
    """A project with a command of its own has that named."""
    written = article(sample("print(1)", "2"))
    verify([written.path], ledger=written.ledger, record_by="make {slug}")
    assert "run did: make an-article" in capsys.readouterr().out


def test_report(article, command):
    """The report lists each block with its place, proof and state, and counts them; it runs nothing."""
    written = article(sample("print(1)", "1", "name=one") + fence("text", "x") + fence('sql unverified="r"', "x"))
    status, out, err = command(report, written)
    assert (status, err) == (1, "")
    assert not written.ledger.exists()
    assert command(verify, written)[0] == 0
    status, out, _ = command(report, written)
    assert status == 0
    lines = [line.split(maxsplit=3) for line in out.splitlines()[:4]]
    assert [line[0].rpartition(":")[2] for line in lines] == ["1", "5", "9", "13"]
    assert lines[0][1:3] == ["python", "one"]
    assert re.match(r"proven on \d{4}-\d\d-\d\d  run, output compared$", lines[0][3])
    assert [line.split() for line in out.splitlines()[5:11]] == [
        ["kind", "blocks", "proven", "excused"],
        ["output", "1", "1", "0"],
        ["python", "1", "1", "0"],
        ["sql", "1", "0", "1"],
        ["text", "1", "0", "1"],
        ["all", "4", "2", "2"],
    ]


def test_report_as_json(article, capsys):
    """As JSON the report says the same, with the number of statements."""
    written = article(sample("print(1)", "1", "name=one"))
    assert verify([written.bundle], ledger=written.ledger) == 0
    capsys.readouterr()
    assert report([written.bundle], ledger=written.ledger, json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kind"] == {"output": {"proven": 1}, "python": {"proven": 1}}
    assert told["proof"]["run, output compared"] == {"proven": 1}
    first, second = told["blocks"]
    assert (first["path"], first["line"], first["name"]) == (str(written.path), 1, "one")
    assert (first["statements"], first["executed"]) == (1, 1)
    assert (second["kind"], second["statements"]) == ("output", None)


def test_report_on_a_text_that_can_not_be_read(article, command):
    """A block that nobody answers for is told with its place, and the status is 1; other texts are still listed."""
    bad, good = article(fence("bash", "x")), article(fence("text", "x"))
    assert report([bad.path, good.path], ledger=bad.ledger) == 1
    status, _, err = command(report, bad)
    assert status == 1
    assert f"{bad.path}:1: unknown kind 'bash'" in err
    assert command(report, good)[0] == 0


def test_report_without_a_text(tmp_path, capsys):
    """Where there is no article, that is told, as by the other commands."""
    assert report([tmp_path], ledger=tmp_path) == 1
    assert "no Markdown file at" in capsys.readouterr().err
