"""The command `runnable`: what it is called with, and its exit status."""

from __future__ import annotations

import pytest

from runnable.integration.main import main
from tests.runnable.house import fence, run_python, sample


@pytest.fixture
def runnable(tmp_path, monkeypatch, capsys):
    """Run the command in a folder with a README.md; its status, what it printed, and what it complained of."""
    monkeypatch.chdir(tmp_path)

    def run(text, *arguments):
        (tmp_path / "README.md").write_text(text)
        status = main(arguments)
        return status, *capsys.readouterr()

    return run


def test_verify_this_folder(runnable, tmp_path):
    """Without a path all Markdown below this folder is verified; the ledger is here, too."""
    status, out, err = runnable(sample("print(1)", "1"), "verify")
    assert (status, out, err) == (0, "README.md: 1 proven (1 run), 0 unverified with a reason\n", "")
    assert list((tmp_path / ".runnable").iterdir())


def test_what_is_wrong_is_status_1(runnable):
    """A sample that prints something else is told by file and line, and how it is recorded; then nothing is wrong."""
    status, out, err = runnable("# A\n\n" + sample("print(1)", "2"), "verify", "README.md")
    assert status == 1
    assert err.startswith("README.md:8: sample-1: the output differs")
    assert "runnable record README.md" in out
    assert main(["record", "README.md"]) == 0
    assert main(["verify"]) == 0


def test_strict(runnable):
    """Blocks that no sample accounts for are left alone, unless each has to be accounted for."""
    text = fence("bash", "rm -r /")
    assert runnable(text, "verify")[0] == runnable(text, "verify", "--no-strict")[0] == 0
    for command in ("verify", "record"):
        status, _, err = runnable(text, command, "--strict")
        assert status == 1
        assert "README.md:1: unknown kind 'bash'" in err


def test_ledger(runnable, tmp_path):
    """The ledger is kept in the folder that is named."""
    runnable(sample("1"), "verify", "--ledger", "kept")
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["kept"]


def test_tiers(runnable):
    """`--tier fast` leaves out what needs a program; `--slow` runs only what is slow; a watch takes neither."""
    text = sample("1") + sample("2", options="needs=openssl")
    assert "1 proven" in runnable(text, "verify", "--tier", "fast")[1]
    assert "2 proven" in runnable(text, "verify", "--tier", "real")[1]
    assert runnable(text, "verify", "--slow")[1] == runnable(text, "record", "--slow")[1] == "There is no slow sample\n"
    wrong = (("--tier", "slow"), ("--slow", "--tier", "fast"), ("--watch", "--slow"), ("--watch", "--tier", "fast"))
    for arguments in wrong:
        with pytest.raises(SystemExit) as ended:
            main(["verify", *arguments])
        assert ended.value.code == 2


def test_shards(runnable):
    """A shard verifies its part."""
    text = sample("1") * 3
    assert "2 proven" in runnable(text, "verify", "--shard", "1/2")[1]
    assert "1 proven" in runnable(text, "verify", "--shard", "2/2")[1]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "required: COMMAND"),
        (("prove",), "invalid choice: 'prove'"),
        (("verify", "none.md"), "there is no none.md"),
        (("verify", "--shard", "0/2"), "the second of three is 2/3"),
        (("record", "--shard=1/2"), "unrecognized arguments"),
    ],
)
def test_what_is_called_wrongly_is_status_2(runnable, capsys, arguments, complaint):
    """A wrong call is told, with status 2."""
    with pytest.raises(SystemExit) as end:
        runnable("", *arguments)
    assert end.value.code == 2
    assert complaint in capsys.readouterr().err


def test_as_a_module(tmp_path):
    """`python -m runnable` is the command, with its status."""
    (tmp_path / "a.md").write_text(sample("print(1)", "2"))
    done = run_python("-m", "runnable", "verify", cwd=tmp_path)
    assert done.returncode == 1
    assert "a.md:6: sample-1: the output differs" in done.stdout
