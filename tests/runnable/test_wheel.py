"""The wheel: what is in it, and that it works where nothing of this repository is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from runnable.fence import find_fences
from runnable.options import parse_options
from tests.runnable.house import PLUGINS, ROOT, sample

PROJECT = PLUGINS / "runnable"
NOT_PACKED = {"LICENSE", "README.md", "pyproject.toml"}
README = (PROJECT / "README.md").read_text(encoding="utf-8")
EXAMPLE = next(fence.body for fence in find_fences(README) if fence.info == "markdown")
SECONDS = 300  # the network may be slow


@dataclass(frozen=True)
class Environment:
    """A virtual environment."""

    folder: Path

    def run(self, program: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a program that is installed there; what it prints is in `stdout`."""
        return run(self.folder / "bin" / program, *arguments, cwd=cwd)


def run(*command: Path | str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program without this repository on its path; what a system lacks goes untold."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTEST_ADDOPTS")}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(command, cwd=cwd, env=environment, text=True, check=False, timeout=SECONDS, **streams)
    done.stdout = re.sub(r"runnable: this system .*\n", "", done.stdout)
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from the files of this repository."""
    folder = tmp_path_factory.mktemp("wheel")
    done = run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder, PROJECT, cwd=folder)
    assert done.returncode == 0, done.stdout
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment_with(wheel, tmp_path_factory):
    """Make a virtual environment with the wheel, its `extra`, and `others`."""

    def make(extra: str, *others: str) -> Environment:
        folder = tmp_path_factory.mktemp(extra)
        run(sys.executable, "-m", "venv", folder, cwd=folder)
        made = Environment(folder)
        done = made.run("python", "-m", "pip", "install", f"{wheel}[{extra}]", *others, cwd=folder)
        assert done.returncode == 0, done.stdout
        return made

    return make


@pytest.fixture(scope="module")
def plain(environment_with):
    """An environment with pytest, and without Pelican."""
    return environment_with("pytest", "pytest-xdist")


@pytest.fixture
def repository(tmp_path):
    """Write files into a folder of their own."""

    def write(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / "repository" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "repository"

    return write


def test_files(wheel):
    """The wheel holds the package, Pelican's door and the licence; no test, nothing compiled, no other `__init__`."""
    with zipfile.ZipFile(wheel) as archive:
        files = set(archive.namelist())
        metadata = archive.read("pelican_runnable-0.1.0.dist-info/METADATA").decode()
        entry_points = archive.read("pelican_runnable-0.1.0.dist-info/entry_points.txt").decode()
        assert archive.read("pelican_runnable-0.1.0.dist-info/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    names = (path.relative_to(PROJECT) for path in PROJECT.rglob("*") if path.is_file())
    written = {name.as_posix() for name in names if "__pycache__" not in name.parts and name.parts[0] != "namespace"}
    others = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    assert files == {
        *(f"runnable/{name}" for name in written - NOT_PACKED),
        *(f"pelican_runnable-0.1.0.dist-info/{name}" for name in others),
        "pelican/plugins/runnable/__init__.py",
    }
    assert {"runnable/inside/zygote.py", "runnable/inside/hook/sitecustomize.py"} < files
    assert "License-Expression: AGPL-3.0-or-later" in metadata
    assert "Requires-Python: >=3.11" in metadata
    assert "[pytest11]\nrunnable=runnable.integration.pytest" in entry_points.replace(" ", "")


def test_a_site_of_pelican(environment_with, repository):
    """Pelican loads the plugin by itself; a page shows a sample and its output, by a theme that knows nothing of it."""
    pelican = environment_with("pelican")
    settings = 'SITENAME = "Site"\nSITEURL = "https://site.example"\nPATH = "content"\nTIMEZONE = "UTC"\n'
    header = "Title: Counting\nDate: 2026-01-02\n\n"
    site = repository({"pelicanconf.py": settings, "content/counting.md": header + EXAMPLE})
    assert pelican.run("runnable", "verify", "content", cwd=site).returncode == 0
    done = pelican.run("pelican", "--fatal", "warnings", cwd=site)
    assert done.returncode == 0, done.stdout
    page = (site / "output" / "counting.html").read_text(encoding="utf-8")
    assert '<figure class="sample" id="sample-count">' in page
    assert "<samp>[1, 2]\n</samp>" in page
    assert "```" not in page
    theme = '{{ article.verification.samples }} {{ article.verification.versions | join("; ") }}'
    (site / "theme" / "templates").mkdir(parents=True)
    (site / "theme" / "templates" / "article.html").write_text(theme)
    pelican.run("pelican", "--theme", "theme", cwd=site)
    assert re.fullmatch(r"3 Python 3\.\d+\.\d+", (site / "output" / "counting.html").read_text())


def test_a_repository_of_plain_markdown(plain, repository):
    """Pytest and the command prove the samples of a README.md, and tell a changed output by its line."""
    root = repository({"README.md": EXAMPLE})
    done = plain.run("pytest", "-v", cwd=root)
    assert "README.md::count PASSED" in done.stdout
    assert "3 passed" in done.stdout
    assert "README.md: 3 proven (0 run)" in plain.run("runnable", "verify", cwd=root).stdout
    text = EXAMPLE.replace("[1, 2]\n", "[1, 3]\n")
    repository({"README.md": text})
    line = f"README.md:{text[: text.index('[1, 3]')].count(chr(10)) + 1}: count: the output differs"
    done = plain.run("pytest", cwd=root)
    assert (done.returncode, "1 failed, 2 passed" in done.stdout) == (1, True)
    assert line in done.stdout
    done = plain.run("runnable", "verify", cwd=root)
    assert (done.returncode, line in done.stdout) == (1, True)
    assert plain.run("runnable", "record", cwd=root).returncode == 0
    assert (root / "README.md").read_text(encoding="utf-8") == EXAMPLE


@pytest.mark.parametrize("distribution", [(), ("--dist", "loadfile")])
def test_workers(plain, repository, distribution):
    """Several workers of pytest collect the same, and come to the same outcome."""
    text = EXAMPLE + sample("n = 1", options="session=s") + sample("print(n)", "1", "session=s") + sample("1", "2")
    files = {"README.md": text, "docs/more.md": sample("1 / 0"), "test_it.py": "def test_it():\n    pass\n"}
    done = plain.run("pytest", "-n", "2", *distribution, cwd=repository(files))
    assert "2 failed, 6 passed" in done.stdout, done.stdout
    for item in ("README.md::sample-6", "docs/more.md::sample-1"):
        assert f"FAILED {item}" in done.stdout
    assert "Different tests were collected" not in done.stdout


def test_tests_of_a_bundle_see_nothing_of_the_plugin(plain, repository):
    """The tests beside an index.md run in a pytest of their own, which does not load this plugin."""
    code = "def test_it(pytestconfig):\n    assert not pytestconfig.pluginmanager.hasplugin('runnable')\n"
    done = plain.run("pytest", cwd=repository({"docs/index.md": EXAMPLE, "docs/test_it.py": code}))
    assert "4 passed" in done.stdout, done.stdout


def test_what_is_not_installed_is_named(plain, repository):
    """What needs an extra that is not there says so; all else works without."""
    code = "from runnable.extra import need\ntry:\n    need('yaml')\nexcept ValueError as error:\n    print(error)\n"
    root = repository({"need.py": code})
    done = plain.run("python", "need.py", cwd=root)
    assert done.stdout == "YAML samples need: pip install 'pelican-runnable[data]'\n"
    listed = plain.run("python", "-m", "pip", "list", "--format=freeze", cwd=root).stdout.casefold()
    for name in ("pelican==", "markdown==", "pyyaml", "html5lib", "tinycss2", "pillow", "playwright", "pexpect"):
        assert name not in listed


def test_the_readme_shows_options_that_there_are():
    """Each option in the table of the plugin's README.md can be read as it stands there."""
    table = README[README.index("\n## Options") : README.index("\n## Safety")]
    rows = re.findall(r"^\| `(.*?)` \|", table, re.MULTILINE)
    assert len(rows) > 5
    for row in rows:
        parse_options(row)


def test_the_readme_names_each_extra(wheel):
    """The table of extras in the plugin's README.md is the one of the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read("pelican_runnable-0.1.0.dist-info/METADATA").decode()
    extras = re.findall(r"^Provides-Extra: (\w+)", metadata, re.MULTILINE)
    assert sorted(re.findall(r"^\| `pelican-runnable\[(\w+)\]`", README, re.MULTILINE)) == sorted(extras)
