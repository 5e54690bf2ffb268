"""What Ruff and basedpyright say of the project, before the fix and after."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from test_vscode import FILES
from workspace import make_project


def run(command, folder):
    """Run a program of the environment that the tests run in, also where that is not activated."""
    program = str(Path(sys.prefix, "bin", command[0]))
    done = subprocess.run(
        [program, *command[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout


def ruff(folder):
    status, out = run(["ruff", "check", "--no-cache", "--output-format", "json", "."], folder)
    return status, [(found["code"], found["location"]["row"]) for found in json.loads(out)]


def types(folder):
    status, out = run(["basedpyright", "--outputjson"], folder)
    found = json.loads(out)["generalDiagnostics"]
    return status, [(each["rule"], each["range"]["start"]["line"] + 1) for each in found]


@pytest.mark.parametrize("fixed", [False, True], ids=["with bugs", "fixed"])
def test_what_the_checkers_find(tmp_path, fixed):
    project = make_project(tmp_path / "bill", fixed=fixed)
    assert ruff(project) == ((0, []) if fixed else (1, [("F401", 3), ("B006", 11)]))
    assert types(project) == ((0, []) if fixed else (1, [("reportArgumentType", 18)]))


@pytest.mark.parametrize(("fixed", "tests"), [(False, 5), (True, 10)])
def test_the_projects_own_tests(tmp_path, fixed, tests):
    """They are green with the bugs in place; those that came with the fix are green, too."""
    project = make_project(tmp_path / "bill", fixed=fixed)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    status, out = run(command, project)
    assert status == 0, out
    assert f"{tests} passed" in out


def test_the_new_tests_find_the_bugs(tmp_path):
    project = make_project(tmp_path / "bill", fixed=True)
    old = make_project(tmp_path / "old")
    for name in ("__init__.py", "shares.py"):
        (project / "bill" / name).write_bytes((old / "bill" / name).read_bytes())
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    status, out = run(command, project)
    assert status == 1
    assert "5 failed" in out


def test_the_problem_matcher(tmp_path):
    """The pattern of tasks.json finds file, line and message in what both checkers print."""
    project = make_project(tmp_path / "bill")
    _, first = run(["ruff", "check", "--no-cache", "--output-format", "concise", "."], project)
    _, second = run(["basedpyright"], project)
    pattern = FILES["tasks"]["tasks"][0]["problemMatcher"]["pattern"]["regexp"]
    found = [
        match for line in (first + second).splitlines() if (match := re.match(pattern, line))
    ]
    assert [(match[1].rpartition("bill/")[2], int(match[2])) for match in found] == [
        ("__init__.py", 3),
        ("shares.py", 11),
        ("__init__.py", 18),
    ]
