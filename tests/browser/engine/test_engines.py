"""One page of each kind in other browsers: what a sample prints is the same there."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.engine.house import job_of, run
from tests.browser.engine.webkit import DriverError, webkit
from tests.site.house import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.engine.conftest import Served

FLASK = """\
import flask
app = flask.Flask("shop")
@app.get("/")
def index(): return "hi"
print(app.test_client().get("/").text)
"""
SQLALCHEMY = """\
from sqlalchemy import create_engine, text
with create_engine("sqlite://").connect() as connection:
    print(connection.scalar(text("select 6 * 7")))
"""
TESTS = """\
import asyncio, sys, unittest
class Test(unittest.IsolatedAsyncioTestCase):
    async def test_sleep(self):
        await asyncio.sleep(0.01)
unittest.main(argv=["x"], exit=False, testRunner=unittest.TextTestRunner(stream=open("/dev/null", "w")))
async def main(): return await asyncio.gather(*(asyncio.sleep(0.01, n) for n in range(3)))
print(asyncio.run(main()))
"""
# By what it is: the archives of the page, the code, what it prints.
KINDS: dict[str, tuple[list[str], str, str]] = {
    "hello": ([], "print('hello')", "hello\n"),
    "sleep": ([], "import time\ntime.sleep(0.05)\nprint('late')", "late\n"),
    "input": ([], "print('hi', input('Who? '), input('And? '))", "Who? And? hi a b\n"),
    "end of input": ([], "try: input()\nexcept EOFError: print('end')", "end\n"),
    "asyncio and unittest": (["rare"], TESTS, "[0, 1, 2]\n"),
    "a module of later": ([], "import configparser\nprint(configparser.__name__)", "configparser\n"),
    "Flask": (["web"], FLASK, "hi\n"),
    "SQLAlchemy": (["database"], SQLALCHEMY, "42\n"),
}
ANSWERS = {"input": ["a", "b"]}


JOBS = [[archives, job_of(code), ANSWERS.get(kind, []), 0] for kind, (archives, code, _) in KINDS.items()]


@pytest.fixture(scope="module")
def in_firefox(served: Served) -> dict[str, Any]:
    """What Firefox gave, by kind; it is started once."""
    script = ROOT / "tests" / "browser" / "engine" / "firefox.mjs"
    done = subprocess.run(
        ["node", script, served.page], input=json.dumps(JOBS).encode(), capture_output=True, check=False
    )
    assert not done.returncode, done.stderr.decode()
    return dict(zip(KINDS, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_firefox(in_firefox: dict[str, Any], kind: str) -> None:
    """Firefox prints what the page says."""
    assert in_firefox[kind].get("ended") is None
    assert in_firefox[kind]["output"] == KINDS[kind][2]


@pytest.fixture(scope="module")
def in_webkit(served: Served) -> dict[str, Any]:
    """What WebKit gave, by kind; a second is asked if the first gives up, as one did on a busy machine."""
    try:
        return ask_webkit(served)
    except DriverError:
        return ask_webkit(served)


def ask_webkit(served: Served) -> dict[str, Any]:
    """What a new WebKit gives, by kind."""
    with webkit() as tab:
        tab.open(served.page)
        return dict(zip(KINDS, map(tab.run, JOBS), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_webkit(in_webkit: dict[str, Any], kind: str) -> None:
    """WebKit prints what the page says."""
    assert in_webkit[kind].get("ended") is None
    assert in_webkit[kind]["output"] == KINDS[kind][2]


@pytest.mark.parametrize("kind", KINDS)
def test_chromium(page: Page, kind: str) -> None:
    """Chromium prints what the page says."""
    archives, code, output = KINDS[kind]
    found = run(page, code, *archives, answers=tuple(ANSWERS.get(kind, ())))
    assert found.get("ended") is None
    assert found["output"] == output


def test_again(page: Page) -> None:
    """A sample that asks runs again with each answer, with the same chance; what it printed before is void."""
    found = run(page, "import random\nn = random.random()\nprint(n, input(n), input(n))", answers=("a", "b"))
    assert found["again"] == 2
    assert len(set(found["asked"])) == 1
    assert found["output"].endswith(f"{found['asked'][0]} a b\n")
