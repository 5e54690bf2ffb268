from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from invoke.config import Config
from invoke.context import Context
from invoke.exceptions import Exit

import tasks

if TYPE_CHECKING:
    from tests.tasks.house import House

# Within pytest there is no standard input to hand on.
CONTEXT = Context(Config(overrides={"run": {"in_stream": False}}))


def script(path: Path, *lines: str) -> Path:
    """Write a program."""
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


def test_the_gate_runs_the_test_command_and_nothing_else(house: House, tmp_path: Path) -> None:
    """.ci/run calls `./inv test` with CI=true, from any folder."""
    script(house.root / "inv", 'echo "CI=$CI $0 $*"')
    done = house.copy(tmp_path / "gate").run(str(house.root / ".ci" / "run"))
    assert done.returncode == 0
    assert done.stdout.split() == ["CI=true", f"{house.root}/.ci/../inv", "test"]


def test_a_failing_test_fails_the_command(house: House) -> None:
    """`./inv test` runs the checks first, hands its arguments on to pytest, and takes over its exit code."""
    (house.root / "tasks.py").write_text(
        (house.root / "tasks.py").read_text().replace("\nCHECKS:", "\nCHECKS = {}\n_ALL:")
    )
    (house.root / "tests").mkdir(exist_ok=True)
    (house.root / "tests" / "test_two.py").write_text(
        "def test_good():\n    pass\n\n\ndef test_bad():\n    assert 1 == 2\n\n\ndef test_worse():\n    assert 1 == 3\n"
    )
    picked = house.inv("test", "tests/test_two.py", "-k", "good or bad", "-q")
    assert "1 failed, 1 passed, 1 deselected" in picked.stdout
    assert picked.returncode == 1
    assert house.inv("test", "tests/test_two.py", "-q", "-k", "good").returncode == 0


def test_no_test_is_run_while_a_check_fails(house: House) -> None:
    """A failing check ends `./inv test` before pytest starts."""
    text = (house.root / "tasks.py").read_text()
    (house.root / "tasks.py").write_text(text.replace("\nCHECKS:", '\nCHECKS = {"nothing": program("false")}\n_ALL:'))
    done = house.inv("test")
    assert done.returncode == 1
    assert "FAIL  nothing" in done.stdout
    assert "session starts" not in done.stdout


@pytest.fixture
def bare_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A search path without git; apt-get only notes how it is called, since a test installs nothing."""
    script(tmp_path / "apt-get", f'echo "$@" $DEBIAN_FRONTEND >> {tmp_path}/calls')
    (tmp_path / "bash").symlink_to(shutil.which("bash") or "/bin/bash")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("DEBIAN_FRONTEND", raising=False)
    return tmp_path


def test_root_gets_missing_programs_installed(
    bare_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Missing system programs are named with a reason, and installed by apt-get."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    tasks.install_programs(CONTEXT)
    assert (bare_path / "calls").read_text().splitlines() == [
        "update -qq",
        "install -y --no-install-recommends git noninteractive",
    ]
    assert "git is missing" in capfd.readouterr().out


def test_others_are_told_the_one_line_to_run(bare_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the right to install, the command ends with the line that does."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Exit, match="sudo apt-get install -y --no-install-recommends git") as caught:
        tasks.install_programs(CONTEXT)
    assert caught.value.code == 1
    assert not (bare_path / "calls").exists()


def test_nothing_is_installed_where_nothing_is_missing(
    bare_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A machine that has all programs is left alone."""
    for name in tasks.PROGRAMS:
        script(bare_path / name, "")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    tasks.install_programs(CONTEXT)
    assert not (bare_path / "calls").exists()
    assert capfd.readouterr().out == ""
