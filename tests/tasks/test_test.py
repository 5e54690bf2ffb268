from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tasks
from tests.tasks.house import ROOT

if TYPE_CHECKING:
    from tests.tasks.house import House

PACKAGES = " ".join(sorted({package for package, _ in [*tasks.PROGRAMS.values(), *tasks.LIBRARIES.values()]}))
INSTALL = """
import os, shutil, sys, tasks
from invoke.context import Context
from invoke.exceptions import Exit
os.geteuid = lambda: int(sys.argv[1])
tasks.find_library = lambda name: shutil.which("lib" + name)
try:
    tasks.install_programs(Context())
except Exit as ended:
    print(ended)
    sys.exit(ended.code)
"""


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


class Machine:
    """A search path with nothing on it but a shell, and an apt-get that only notes its calls: no test installs.

    Libraries are there if they are on it, too.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "bash").symlink_to(shutil.which("bash") or "/bin/bash")
        script(path / "apt-get", f'echo "$*" $DEBIAN_FRONTEND >> {path}/calls')

    @property
    def calls(self) -> list[str]:
        """How apt-get was called."""
        notes = self.path / "calls"
        return notes.read_text().splitlines() if notes.exists() else []

    def install(self, user: int) -> subprocess.CompletedProcess[str]:
        """Install what is missing, as this user."""
        return subprocess.run(
            [sys.executable, "-c", INSTALL, str(user)],
            cwd=ROOT,
            env={"PATH": str(self.path), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=20,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine without system programs."""
    return Machine(tmp_path)


def test_root_gets_missing_programs_installed(machine: Machine) -> None:
    """Missing system programs are named with a reason, and installed by apt-get."""
    done = machine.install(user=0)
    assert done.returncode == 0, done.stdout
    assert machine.calls == ["update -qq", f"install -y --no-install-recommends {PACKAGES} noninteractive"]
    assert "git is missing (publishing" in done.stdout
    assert "libatomic is missing (Playwright" in done.stdout
    assert "Running: apt-get install" in done.stdout


def test_others_are_told_the_one_line_to_run(machine: Machine) -> None:
    """Without the right to install, the command ends with the line that does."""
    done = machine.install(user=1000)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == f"Run this first: sudo apt-get install -y --no-install-recommends {PACKAGES}"
    assert machine.calls == []


def test_nothing_is_installed_where_nothing_is_missing(machine: Machine) -> None:
    """A machine that has all programs is left alone."""
    for name in [*tasks.PROGRAMS, *(f"lib{name}" for name in tasks.LIBRARIES)]:
        script(machine.path / name, "")
    done = machine.install(user=0)
    assert (done.returncode, done.stdout, machine.calls) == (0, "", [])
