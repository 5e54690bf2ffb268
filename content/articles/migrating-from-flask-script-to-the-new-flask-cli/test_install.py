"""The plugin and the console script are found once they are really installed, and not before."""

import subprocess
import sys

import pytest

import sides

PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-cache-dir", "install"]
OFFLINE = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation"]


@pytest.fixture(scope="module")
def new(tmp_path_factory):
    return sides.after(tmp_path_factory.mktemp("new"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder into which pip has installed the blog and the plugin, without a network."""
    folder = tmp_path_factory.mktemp("installed")
    projects = [str(sides.HERE / name) for name in ("after", "plugin")]
    for project in projects:
        command = [*PIP, *OFFLINE, "--target", str(folder), project]
        subprocess.run(command, check=True, timeout=sides.SECONDS)
    return folder


def test_a_plugin_is_found_by_its_entry_point(new, installed):
    """`flask words` is unknown before the installation and counts words after it."""
    unknown = new.run("words")
    assert (unknown.status, "No such command 'words'" in unknown.err) == (2, True)
    new.run("deploy")
    beside = sides.Side(new.folder, new.command, {"PYTHONPATH": str(installed)})
    assert beside.run("words").out == "/: 1 words, status 200\n"
    assert "words" in sides.listed(beside.run("--help").out)


def test_a_plugin_is_there_without_an_app(installed, tmp_path):
    """Its help is shown where no application can be found; only running it needs one."""
    empty = sides.Side(
        tmp_path, [sys.executable, "-m", "flask"], {"PYTHONPATH": str(installed)}
    )
    assert empty.run("words", "--help").status == 0
    failed = empty.run("words")
    assert failed.status == 2
    assert "Could not locate a Flask application" in failed.err


def test_the_console_script_knows_its_app(installed, tmp_path):
    """`blog` is run in a folder without any setting, and has the blog's commands."""
    script = sides.Side(
        tmp_path, [str(installed / "bin" / "blog")], {"PYTHONPATH": str(installed)}
    )
    assert script.run("hello", "-n", "Ada").out == "Hello Ada\n"
    assert "Look after the blog." in script.run("--help").out
