"""Exercises: what a reader is to complete, of which the solution passes a test and the starting point does not."""

# ruff: noqa: E501 - a sample stands in one line

from __future__ import annotations

import pytest

from runnable.integration.in_page import told_of
from runnable.sample import SampleError, find_samples
from tests.runnable.house import fence, sample

START = "def double(n):\n    return n"
SOLVED = "def double(n):\n    return 2 * n"
TEST = "assert double(2) == 4, 'twice 2 is 4'"
OPTIONS = "name=double exercise browser test=check solution=solved"
IN_PAGE = "import sys\nin_page = sys.platform == 'emscripten'\n"


def exercise(start: str = START, solved: str = SOLVED, test: str = TEST, options: str = OPTIONS) -> str:
    """An exercise with its solution and its test."""
    hidden = sample(solved, options="hidden name=solved") + sample(test, options="hidden name=check")
    return sample(start, options=options) + hidden


def test_an_exercise(article):
    """It is proven where the solution passes the test and the starting point does not, whose lines the test executes."""
    assert article(exercise()).verify() == {}


def test_it_runs_where_it_stands(article):
    """What is before it in its session is there for the solution, too, and what comes after does not see the test."""
    before = sample("two = 2", options="session=s browser")
    after = sample("print(double(1), 'checked' in globals())", "1 False", "session=s browser")
    with_two = {"solved": "def double(n):\n    return two * n", "test": f"checked = True\n{TEST}"}
    assert article(before + exercise(**with_two, options=f"{OPTIONS} session=s") + after).verify() == {}


@pytest.mark.parametrize(
    ("parts", "name", "told"),
    [
        ({"start": SOLVED}, "double", "its test passes on the starting point, where nothing is left to do"),
        ({"solved": START}, "check", "raised AssertionError: twice 2 is 4"),
        ({"solved": f"{SOLVED}\n1 / 0"}, "solved", "raised ZeroDivisionError"),
        ({"start": f"{IN_PAGE}def double(n):\n    return n + n * in_page"}, "double", "in a page (Python 3.14.2): its test passes on"),
        ({"solved": f"{IN_PAGE}def double(n):\n    return 2 * n - in_page"}, "check", "in a page (Python 3.14.2): raised AssertionError"),
        ({"test": f"{TEST}\nprint(1)"}, None, ""),
        ({"test": "import time\nwhile double(2) == 2: time.sleep(.1)"}, "double", "its test, run on the starting point, ran longer than it may"),
        ({"start": f"{START}\n\ndef more():\n    pass"}, "double", "no verified run executes this line"),
    ],
)  # fmt: skip
def test_what_is_wrong(article, parts, name, told):
    """What passes untouched, and a solution that does not pass, in one of the engines, is told; a test may print."""
    problems = article(exercise(**parts).replace("hidden name=check", "hidden name=check timeout=2")).verify()
    assert next(iter(problems), None) == name
    assert told in problems.get(name, "")


HIDDEN = fence("python run hidden name=check", TEST) + fence("python run hidden name=solved", SOLVED)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (fence("python run exercise browser", "1") + HIDDEN, "an exercise names its test= and its solution="),
        (fence("python run exercise test=check solution=solved", "1") + HIDDEN, "exercise goes with a python run with browser"),
        (fence("pycon run exercise browser test=check solution=solved", ">>> 1\n1") + HIDDEN, "exercise goes with a python run with browser"),
        (fence("python run hint=x", "1"), "test=, solution= and hint= go with exercise"),
        (fence("python run test=check", "1") + HIDDEN, "test=, solution= and hint= go with exercise"),
        (fence(f"python run {OPTIONS.replace('=check', '=chick')}", "1") + HIDDEN, "Did you mean 'check'?"),
        (fence(f"python run {OPTIONS.replace('=solved', '=double')}", "1") + HIDDEN, "unknown solution (a python run) 'double'"),
        (fence(f"python run {OPTIONS.replace('=solved', '=check')}", "1") + HIDDEN, "has a part in the exercise of line 1 already"),
        (fence(f"python run {OPTIONS}", "1") + HIDDEN + fence(f"python run {OPTIONS.replace('name=double', '')}", "1"), "has a part in the exercise of line 1 already"),
        (fence(f"python run {OPTIONS}", "1") + HIDDEN.replace("hidden name=check", "name=check"), "has to be hidden, with no output and no figure"),
        (fence(f"python run {OPTIONS}", "1") + HIDDEN.replace("name=check", "name=check session=s"), "it has no session= and no setup="),
        (fence(f"python run {OPTIONS}", "1") + HIDDEN + fence("python run setup=check", "1"), "and sets nothing up"),
        (fence(f"python run {OPTIONS}", "1") + HIDDEN.replace("name=check", "name=check exit=1"), "has to end well"),
    ],
)  # fmt: skip
def test_misuse(text, told):
    """What would have no effect, or could not be run in the place of the exercise, is refused."""
    with pytest.raises(SampleError) as caught:
        find_samples(text)
    assert told in str(caught.value)


def test_what_makes_it_stale(article):
    """Another test makes the exercise stale, and another solution the test; neither makes what comes after stale."""
    written = article(exercise() + sample("print(1)", "1", "name=other"))
    assert written.verify() == {}
    assert written.stale() == []
    assert article(exercise()).write(exercise(test=f"{TEST} + ''")).stale() == ["double", "solved", "check"]
    assert written.write(exercise(test=f"{TEST} + ''") + sample("print(1)", "1", "name=other")).stale() == [
        "double",
        "check",
    ]
    written.write(exercise(solved=f"{SOLVED} + 0") + sample("print(1)", "1", "name=other"))
    assert written.stale() == ["solved", "check"]  # fmt: skip


def test_what_a_page_is_told(article):
    """A page gets the starting point as the code, the test as a part to run behind it, and the solution to show."""
    told = told_of(article(exercise(options=f"{OPTIONS} hint='Think of 2.'")).open())["samples"]
    assert list(told) == ["sample-double"]
    double = told["sample-double"]
    assert (double["code"], double["solution"], double["hint"]) == (f"{START}\n", f"{SOLVED}\n", "Think of 2.")
    assert double["test"] == {
        "kind": "python", "filename": "index.md", "line": 12, "go_on": False, "code": f"{TEST}\n"
    }  # fmt: skip
