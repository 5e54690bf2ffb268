"""What the three suites have in common, and what configuration makes of tests that are wrong."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODERN = ("tests_unittest", "tests_pytest")
RECEIVER = ("test_classic.py", "test_handler.py")
ROOM = ("test_member.py", "test_interleavings.py", "test_server.py")


def names(suite, file):
    """The names of the tests in a file, in their order."""
    tree = ast.parse((HERE / suite / file).read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]
    return [node.name for node in functions if node.name.startswith("test_")]


FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def run(*arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={**os.environ, "PYTHONPATH": "."},
    )


def test_the_suites_test_the_same():
    """The tests of the receiver have the same names in all three, those of the room in both modern suites."""
    for file in RECEIVER:
        assert names("tests_2017", file) == names("tests_unittest", file) != []
        assert names("tests_unittest", file) == names("tests_pytest", file)
    for file in ROOM:
        assert names("tests_unittest", file) == names("tests_pytest", file) != []


@pytest.mark.parametrize("suite", MODERN)
def test_each_modern_suite_covers_every_branch(suite, tmp_path):
    """Of all of receiver/, by itself."""
    data = f"--data-file={tmp_path / 'data'}"
    ran = run("-m", "coverage", "run", data, "--branch", "--source=receiver", "-m", "pytest",
              "-q", "-p", "no:cacheprovider", suite)  # fmt: skip
    assert ran.returncode == 0, ran.stdout
    report = run("-m", "coverage", "report", data, "-m", "--fail-under=100")
    assert report.returncode == 0, report.stdout


def test_nothing_sleeps_to_wait_for_something():
    """No test says sleep: each waits for what it is about."""
    for suite in ("tests_2017", *MODERN):
        for path in (HERE / suite).glob("*.py"):
            assert not re.search(r"\bsleep\b", path.read_text()), path


def test_a_coroutine_in_a_plain_case_passes_unless_warnings_are_errors():
    """unittest finds one failure of two, and with -W error both."""
    assert "failures=1)" in run("-m", "unittest", "always_passes").stderr
    assert (
        "failures=1, errors=1)" in run("-W", "error", "-m", "unittest", "always_passes").stderr
    )


def test_a_forgotten_await_fails_pytest_only():
    """unittest passes it with -W error, too, for nobody can raise from a destructor; pytest does not."""
    assert run("-W", "error", "-m", "unittest", "leaky").stderr.endswith("\nOK\n")
    told = run("-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", "leaky.py")
    assert "test_forgets_an_await" in told.stdout
    assert "1 failed, 1 passed" in told.stdout


def test_the_watch_finds_both():
    """Under the watch the forgotten task fails as well."""
    told = run("-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", "leaky_watched.py")
    assert "2 failed" in told.stdout
