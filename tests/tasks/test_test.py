from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import machine as needed
from tests.tasks.house import ROOT

if TYPE_CHECKING:
    from tests.tasks.house import House

WANTED = {package for package, _ in [*needed.PROGRAMS.values(), *needed.LIBRARIES.values()]}
PLAIN = f"install -y --no-install-recommends {' '.join(sorted(WANTED - {'testssl.sh'}))}"
ALL = f"install -y --no-install-recommends {' '.join(sorted(WANTED))}"
BACKPORTED = "install -y --no-install-recommends -t bookworm-backports testssl.sh"
INSTALL = """
import machine, os, pathlib, shutil, sys
from invoke.context import Context
from invoke.exceptions import Exit
os.geteuid = lambda: int(sys.argv[1])
machine.find_library = lambda name: shutil.which("lib" + name)
machine.codename = lambda: sys.argv[2]
machine.SOURCES = pathlib.Path(sys.argv[3])
try:
    machine.install_programs(Context())
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


PARTS = ("browser/test_page.py", "browser/budget/test_weight.py", "site/test_mutation.py", "test_other.py")


@pytest.mark.parametrize("bad", [*PARTS, ""])
def test_all_tests_are_run_by_parts(house: House, bad: str) -> None:
    """Without arguments each test is run once, in one of three runs; each can fail the command, which tells of all."""
    text = (house.root / "tasks.py").read_text()
    (house.root / "tasks.py").write_text(text.replace("\nCHECKS:", "\nCHECKS = {}\n_ALL:"))
    for name in PARTS:
        path = house.root / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"def test_it():\n    assert {name != bad}\n")
    done = house.inv("test")
    assert done.returncode == bool(bad), done.stdout
    assert [done.stdout.count(f"\ntests/{name} ") for name in PARTS] == [1] * len(PARTS), done.stdout
    assert done.stdout.count(f"\n{house.article.relative_to(house.root)} ") == 1
    assert done.stdout.count(f"FAILED tests/{bad}") == bool(bad)


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
        self.knows("bookworm main https://mirror.example/debian/", "bookworm contrib https://other.example/debian/")

    def knows(self, *repositories: str) -> None:
        """Have apt-get tell these repositories, and note what else it is asked."""
        told = "".join(f" '{line}'" for line in repositories)
        asked = f"printf '%s\\n'{told}"
        noted = f'echo "$*" $DEBIAN_FRONTEND >> {self.path}/calls'
        script(self.path / "apt-get", f'if [ "$1" = indextargets ]; then {asked}; else {noted}; fi')

    @property
    def sources(self) -> str:
        """What was added to the sources of apt-get."""
        return "".join(path.read_text() for path in self.path.glob("*.list"))

    @property
    def calls(self) -> list[str]:
        """How apt-get was called."""
        notes = self.path / "calls"
        return notes.read_text().splitlines() if notes.exists() else []

    def install(self, user: int, release: str = "bookworm") -> subprocess.CompletedProcess[str]:
        """Install what is missing, as this user."""
        return subprocess.run(
            [sys.executable, "-c", INSTALL, str(user), release, str(self.path)],
            cwd=ROOT,
            env={"PATH": str(self.path), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
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
    update = "update -qq noninteractive"
    assert machine.calls == [update, update, f"{PLAIN} noninteractive", f"{BACKPORTED} noninteractive"]
    assert "git is missing (publishing" in done.stdout
    assert "libatomic is missing (Playwright" in done.stdout
    assert "Running: apt-get install" in done.stdout


def test_backports_come_from_where_the_release_does(machine: Machine) -> None:
    """What the release has too old is taken from its backports, at the address that apt-get knows of the release."""
    machine.install(user=0)
    assert machine.sources.split()[-3:] == ["https://mirror.example/debian/", "bookworm-backports", "main"]


def test_backports_that_are_known_are_not_added(machine: Machine) -> None:
    """Sources that name the backports already stay as they are."""
    machine.knows("bookworm main https://a.example/", "bookworm-backports main https://b.example/")
    done = machine.install(user=0)
    assert (done.returncode, machine.sources, len(machine.calls)) == (0, "", 3)


def test_sources_without_the_release(machine: Machine) -> None:
    """Where the address of the release is not to be had, nothing is guessed."""
    machine.knows("sid main https://a.example/")
    done = machine.install(user=0)
    assert done.returncode == 1
    assert "add bookworm-backports to its sources" in done.stdout
    assert machine.sources == ""


def test_another_release_has_all_of_it(machine: Machine) -> None:
    """Elsewhere all packages are taken from the release itself."""
    done = machine.install(user=0, release="trixie")
    assert done.returncode == 0, done.stdout
    assert machine.calls[1:] == [f"{ALL} noninteractive"]


def test_others_are_told_the_lines_to_run(machine: Machine) -> None:
    """Without the right to install, the command ends with the lines that do."""
    done = machine.install(user=1000)
    assert done.returncode == 1
    last = ["Run this first:", f"  sudo apt-get {PLAIN}", f"  sudo apt-get {BACKPORTED}"]
    assert done.stdout.splitlines()[-3:] == last
    assert machine.calls == []


def test_nothing_is_installed_where_nothing_is_missing(machine: Machine) -> None:
    """A machine that has all programs is left alone."""
    for name in [*needed.PROGRAMS, *(f"lib{name}" for name in needed.LIBRARIES)]:
        script(machine.path / name, "")
    done = machine.install(user=0)
    assert (done.returncode, done.stdout, machine.calls) == (0, "", [])


PACKAGES = """
import machine, pathlib, sys
from invoke.context import Context
machine.install_packages(Context(), pathlib.Path(sys.argv[1]))
"""


def test_packages_are_installed_once(tmp_path: Path) -> None:
    """Npm runs where the stamp does not fit the pinned packages; only its success leaves one that does."""

    def install() -> int:
        command = [sys.executable, "-c", PACKAGES, str(tmp_path)]
        path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
        return subprocess.run(command, cwd=ROOT, env=path, capture_output=True, timeout=120, check=False).returncode

    for name in needed.PACKAGES:
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "node_modules").mkdir()
    script(tmp_path / "npm", "exit 3")
    assert install() != 0
    script(tmp_path / "npm", f"echo $* >> {tmp_path}/calls")
    assert [install(), install()] == [0, 0]
    assert (tmp_path / "calls").read_text() == "ci\n"
    (tmp_path / "package.json").write_text("{}")
    assert install() == 0
    assert (tmp_path / "calls").read_text() == "ci\nci\n"


def test_pages_run_nothing_without_npm(tmp_path: Path) -> None:
    """A task that only offers what npm brings says that it is missing, and goes on."""
    code = "import machine\nfrom invoke.context import Context\nmachine.offer_packages(Context())"
    command = [sys.executable, "-c", code]
    path = {"PATH": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=path, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("npm is missing: no page runs samples")


def test_lock_file_names_no_registry() -> None:
    """Each package is pinned by its hash, and none by an address; those the repository asks for have one version."""
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert [name for name, package in packages.items() if "resolved" in package or "integrity" not in package] == []
    asked = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked} == asked
