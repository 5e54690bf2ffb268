from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tasks.house import ENVIRONMENT, ROOT

if TYPE_CHECKING:
    from tests.tasks.house import House

# Stands for a Python that makes a virtual environment in no time: noted in `made`, taking as long as `slow` says.
PYTHON = """\
#!/bin/sh
case "$*" in
    --version) echo "Python ${VERSION:-3.11.0}" ;;
    *version_info*) [ "${VERSION:-3.11.0}" != 3.9.2 ] ;;
    *ensurepip*) [ -z "${NO_VENV-}" ] ;;
    "-m venv .venv") echo made >> made; mkdir -p .venv/bin; cp "$0" .venv/bin/python; sleep "${SLOW:-0}" ;;
    "-m pip "*) [ -z "${NO_PIP-}" ] ;;
    *tasks.py*) echo "tasks: $*" ;;
esac
"""


class Hut:
    """A folder with inv, a requirements.txt, and a stand-in for Python."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "inv").write_text((ROOT / "inv").read_text())
        (root / "requirements.txt").write_text("one==1\n")
        (root / "python").write_text(PYTHON)
        for name in ("inv", "python"):
            (root / name).chmod(0o755)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Call inv in a session of its own."""
        return subprocess.Popen(
            [self.root / "inv", *arguments],
            cwd="/",
            env=ENVIRONMENT | {"PYTHON": str(self.root / "python")} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def call(self, *arguments: str, **environment: str) -> tuple[int, str]:
        """Call inv; return its exit code and what it printed."""
        process = self.start(*arguments, **environment)
        printed, _ = process.communicate(timeout=120)
        return process.returncode, printed

    @property
    def times_made(self) -> int:
        """How often a virtual environment was made."""
        made = self.root / "made"
        return len(made.read_text().splitlines()) if made.exists() else 0


@pytest.fixture
def hut(tmp_path: Path) -> Hut:
    """A hut in which nothing was set up yet."""
    return Hut(tmp_path)


def test_inv_works_from_any_folder_and_through_a_link(house: House, tmp_path: Path) -> None:
    """The folder that counts is the one in which the script lies."""
    (tmp_path / "bin").mkdir()
    link = tmp_path / "bin" / "blog"
    link.symlink_to(house.root / "inv")
    listed = subprocess.run(
        [link, "--list"], cwd="/", env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=True
    )
    assert "verify" in listed.stdout


def test_the_environment_is_made_once_and_again_for_other_requirements(hut: Hut) -> None:
    """What was set up is kept until requirements.txt or the Python changes."""
    assert hut.call("build") == (
        0,
        "inv: setting up .venv (once, about a minute; again when requirements.txt changes)\ntasks: -u tasks.py build\n",
    )
    assert hut.call("build", "--x", "a b") == (0, "tasks: -u tasks.py build --x a b\n")
    assert hut.times_made == 1
    (hut.root / "requirements.txt").write_text("one==2\n")
    assert hut.call("build")[0] == 0
    assert hut.call("build", VERSION="3.12.1")[0] == 0
    assert hut.times_made == 3


def test_an_interrupted_set_up_is_begun_again(hut: Hut) -> None:
    """An environment that was not finished never looks ready, and neither does one that pip failed to fill."""
    first = hut.start("build", SLOW="30")
    while not (hut.root / ".venv" / "bin" / "python").exists():
        time.sleep(0.02)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate(timeout=120)
    code, printed = hut.call("build", NO_PIP="1")
    assert code != 0
    assert "tasks:" not in printed
    code, printed = hut.call("build")
    assert code == 0
    assert hut.times_made == 3


def test_calls_at_once_set_up_once(hut: Hut) -> None:
    """Of several calls one makes the environment, and the others wait until it is whole."""
    started = [hut.start("build", SLOW="0.5") for _ in range(4)]
    for process in started:
        printed, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        assert printed.endswith("tasks: -u tasks.py build\n")
    assert hut.times_made == 1


def test_an_old_python_is_a_clear_error(hut: Hut) -> None:
    """The error says which Python it is, which is needed, and how to name another."""
    code, printed = hut.call("build", VERSION="3.9.2")
    assert code == 1
    assert "3.11" in printed
    assert "Python 3.9.2" in printed
    assert "PYTHON=" in printed
    assert hut.times_made == 0


@pytest.mark.parametrize("missing", [{"NO_VENV": "1"}, {"PYTHON": "no-such-python"}])
@pytest.mark.parametrize("user", ["0", "1000"])
def test_a_missing_python_package_is_installed_or_named(hut: Hut, missing: dict[str, str], user: str) -> None:
    """Root gets python3 and python3-venv by apt-get; others get the one line to run."""
    tools = hut.root / "tools"
    tools.mkdir()
    (tools / "id").write_text(f"#!/bin/sh\necho {user}\n")
    (tools / "apt-get").write_text('#!/bin/sh\necho "apt-get $*"\nexit 3\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)
    code, printed = hut.call("build", **missing, PATH=f"{tools}{os.pathsep}{os.environ['PATH']}")
    if user == "0":
        assert code == 3
        assert "apt-get update" in printed
    else:
        assert code == 1
        assert "run: sudo apt-get install -y python3 python3-venv" in printed
    assert hut.times_made == 0


def test_the_stamp_is_of_the_requirements_that_are_installed() -> None:
    """The environment that runs this test was made from the requirements.txt that is here."""
    stamp = Path(sys.prefix) / "requirements.sha256"
    version = subprocess.run([sys.executable, "--version"], capture_output=True, timeout=120, check=True).stdout
    assert (
        stamp.read_text().split()[0] == hashlib.sha256((ROOT / "requirements.txt").read_bytes() + version).hexdigest()
    )
