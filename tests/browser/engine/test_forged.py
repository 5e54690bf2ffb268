"""Messages that a reader's code sends to the page in the place of Python: the page stays whole, and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.engine.house import MOST, plant, run
from tests.browser.house import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

PART = "{ output: '<b>forged</b>', raised: null, exit: null }"
FORGED = "the code has sent something in the place of Python"
WORDS = 2000  # characters of an error


@pytest.fixture(autouse=True)
def goes_on(page: Page, request: pytest.FixtureRequest) -> Iterator[None]:
    """After whatever was sent, nothing went wrong in the page, and the next runs are honest."""
    assert run(page, "print(6 * 7)")["output"] == "42\n"
    page.evaluate("measure()")
    yield
    print(f"{request.node.name}: the longest frame took {page.evaluate('measured()'):.0f} ms")
    for _ in range(2):
        assert run(page, "print(6 * 7)")["output"] == "42\n"
    assert page.evaluate("wrong") == []


def post(message: str) -> str:
    """A script that sends a message."""
    return f"port.postMessage({message})"


def report(**fields: str) -> str:
    """A report with these fields, each a text of JavaScript."""
    all_fields = {"parts": f"[{PART}]", "figure": "null", "missing": "[]", **fields}
    return f"{{ report: {{ {', '.join(f'{name}: {value}' for name, value in all_fields.items())} }} }}"


SHAPES = {
    "nothing": "null",
    "a text": "'report'",
    "a list": "new Array(2 ** 32 - 1)",
    "another name": "{ hello: 1 }",
    "the name of a method": "{ constructor: 1 }",
    "what is not waited for": "{ ready: true }",
    "a snapshot": "{ snapshot: new ArrayBuffer(8) }",
    "no text": "{ output: { toString: 1, valueOf: 1 } }",
    "no report": "{ report: null }",
    "an empty report": "{ report: {} }",
    "no parts": report(parts="[]"),
    "too many parts": report(parts=f"[{PART}, {PART}]"),
    "parts that are none": report(parts="[null]"),
    "an exception of numbers": report(parts="[{ output: '', raised: [1, 2, 3, 4], exit: null }]"),
    "half an exception": report(parts="[{ output: '', raised: ['ValueError'], exit: null }]"),
    "an exit of words": report(parts="[{ output: '', raised: null, exit: 'x' }]"),
    "a figure of numbers": report(figure="7"),
    "modules without names": report(missing="[{}]"),
    "a question without words": report(asked="{}"),
}


@pytest.mark.parametrize("message", SHAPES.values(), ids=SHAPES)
def test_shapes(page: Page, message: str) -> None:
    """What is not what Python says ends the run, and is told in plain words."""
    assert plant(page, post(message))["ended"] == FORGED


def test_a_report(page: Page) -> None:
    """A report like one of Python's is taken for it, as the text that it is; the true one ends that Python."""
    found = plant(page, post(report()))
    assert found["report"]["parts"] == [{"output": "<b>forged</b>", "raised": None, "exit": None}]


FLOODS = {
    "messages": "for (;;) " + post("{ output: '' }"),
    "texts": "for (;;) " + post("{ output: 'x'.repeat(1 << 16) }"),
    "one text": post("{ output: 'x'.repeat(1 << 27) }"),
    "a report": post(report(figure="'x'.repeat(1 << 27)")),
    "a report of many": post(report(missing="new Array(1e7).fill('')")),
    "a report of holes": post(report(missing="new Array(2 ** 32 - 1)")),
}


@pytest.mark.parametrize("script", FLOODS.values(), ids=FLOODS)
def test_floods(page: Page, script: str) -> None:
    """What is too much to be shown ends the run, as too much output does, of which no more comes than may."""
    found = plant(page, script)
    assert found["ended"] == "capped"
    assert len(found["output"]) <= MOST + (1 << 16)


def test_a_flood_of_other_things(page: Page) -> None:
    """What has no meaning ends the run at once."""
    assert plant(page, "for (;;) " + post("{ hello: 1 }"))["ended"] == FORGED


def test_long_words(page: Page) -> None:
    """What is said to be an error of Python is told, but for its beginning where it is long."""
    found = plant(page, post("{ failed: 'x'.repeat(1e6) + 'end' }"))
    assert found["ended"] == f"{'x' * (WORDS - 3)}end"


AFTERWARDS = {
    "output": "setInterval(() => port.postMessage({ output: 'late' }))",
    "a report": f"setInterval(() => {post(report())})",
    "an error": "setTimeout(() => { throw 'late' })",
}


@pytest.mark.parametrize("script", AFTERWARDS.values(), ids=AFTERWARDS)
def test_afterwards(page: Page, script: str) -> None:
    """Who speaks when nothing runs is ended, so that nothing of it is in the next run."""
    assert plant(page, script)["report"]["parts"][0]["raised"] is None
    until(page, "document.querySelectorAll('iframe').length < 2")


def test_what_is_left_in_the_world(page: Page) -> None:
    """Where Python holds more of the world after a run than before, the next has another: memory is not put back."""
    world = "import importlib\nworld = importlib.import_module('j' + 's')\n"
    assert run(page, f"{world}world.eval.name; world.kept = world.Array.of(1)")["report"]["spent"]
    found = run(page, f"{world}print(hasattr(world, 'kept'))")["report"]
    assert (found["parts"][0]["output"], found["spent"]) == ("False\n", False)


def test_modules_with_names_of_methods(page: Page) -> None:
    """A module that is called like what each object of JavaScript has is not there, and no archive is sought for it."""
    for name in ("constructor", "__proto__"):
        raised = run(page, f"import {name}")["report"]["parts"][0]["raised"]
        assert raised[1] == f"No module named {name!r}"
