"""Code that means harm: it ends, it reaches nothing, and the next run is none the worse."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.browser.engine.house import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

MILLISECONDS = 100
TRY = """
import js
from pyodide.ffi import run_sync, to_js

def attempt(what):
    try:
        done = what()
        return run_sync(done) if hasattr(done, "then") else done
    except Exception as error:
        return error

"""


@contextmanager
def responsive(page: Page) -> Iterator[None]:
    """Fails if a task in the thread of the page took longer than a frame may, by the time that this thread ran."""
    browser = page.context.browser
    assert browser
    browser.start_tracing(page=page, categories=["toplevel"])
    try:
        yield
    finally:
        events = json.loads(browser.stop_tracing())["traceEvents"]
    threads = {(each["pid"], each["tid"]): each["args"]["name"] for each in events if each["name"] == "thread_name"}
    tasks = [each for each in events if threads.get((each["pid"], each["tid"])) == "CrRendererMain"]
    took = [each["tdur"] / 1000 for each in tasks if "tdur" in each]
    assert took
    assert max(took) < MILLISECONDS


@pytest.fixture(autouse=True)
def goes_on(page: Page) -> Iterator[None]:
    """Before and after whatever a test runs, another run prints what it should, and knows nothing of that."""
    assert run(page, "print(6 * 7)")["output"] == "42\n"
    yield
    assert run(page, "import builtins\nprint(6 * 7, 'left' in dir(builtins))")["output"] == "42 False\n"


ENDLESS = {
    "loop": "while True: pass",
    "caught": "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
    "sleep": "import time\ntime.sleep(1e6)",
    "in C": "sum(range(10**12))",
    "regex": "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
    "builtins": "import builtins\nbuiltins.left = 1\nwhile True: builtins.print = None",
}


@pytest.mark.parametrize("code", ENDLESS.values(), ids=ENDLESS)
def test_endless(page: Page, code: str) -> None:
    """What never ends is stopped, whatever it does."""
    assert run(page, code, late=300)["ended"] == "stopped"


FLOODS = {
    "100 MB at once": "print('x' * 10**8)",
    "100 MB in lines": "for _ in range(10**6): print('x' * 100)",
    "caught": "while True:\n  try:\n    print('x' * 1000)\n  except BaseException: pass",
    "by the file": "import os\nwhile True: os.write(1, b'x' * 1000)",
}


@pytest.mark.parametrize("code", FLOODS.values(), ids=FLOODS)
def test_floods(page: Page, code: str) -> None:
    """Too much output ends the run, of which the page has got no more than it may print."""
    found = run(page, code, most=1 << 20)
    assert found["ended"] == "capped"
    assert len(found["output"]) <= 1 << 20


def test_responsive(page: Page) -> None:
    """Neither a flood nor what never ends keeps the thread of the page busy for as long as a frame may take."""
    with responsive(page):
        assert run(page, FLOODS["100 MB in lines"])["ended"] == "capped"
        assert run(page, ENDLESS["loop"], late=300)["ended"] == "stopped"


EXHAUSTING = {
    "memory": ("a = []\nwhile True: a.append(bytearray(1 << 24))", "MemoryError"),
    "one object": ("a = 'x' * (1 << 30)", "MemoryError"),
    "recursion": ("def f(): f()\nf()", "RecursionError"),
    "in the parser": ("eval('(' * 10**5)", "SyntaxError"),
}


@pytest.mark.parametrize(("code", "raised"), EXHAUSTING.values(), ids=EXHAUSTING)
def test_exhausting(page: Page, code: str, raised: str) -> None:
    """What takes all memory, or all stack, is an exception of Python, and nothing else."""
    assert run(page, code)["report"]["parts"][0]["raised"][0] == raised


def test_stack(page: Page) -> None:
    """What takes all stack of the browser, too, does not come to its end; the next run has another Python."""
    found = run(page, "a = []\nfor _ in range(10**5): a = [a]\nrepr(a)\nprint('end')")
    assert "end" not in found["output"]


ABSENT = (
    "document", "window", "parent", "top", "opener", "frames", "localStorage", "sessionStorage", "SharedWorker", "alert"
)  # fmt: skip


@pytest.mark.parametrize("name", ABSENT)
def test_absent(page: Page, name: str) -> None:
    """There is no document, no other window, and no storage."""
    assert run(page, f"import js\nprint(hasattr(js, {name!r}))")["output"] == "False\n"


REFUSED = {
    "eval": "js.eval('1')",
    "Function": "js.Function.new('return 1')()",
    "run_js": "__import__('pyodide').code.run_js('1')",
    "fetch": "js.fetch(SITE)",
    "fetch elsewhere": "js.fetch('https://example.com/')",
    "importScripts": "js.importScripts(SITE)",
    "IndexedDB": "js.indexedDB.open('x')",
    "Cache API": "js.caches.open('x')",
    "file system": "js.navigator.storage.getDirectory()",
    "cookies": "js.cookieStore.getAll()",
    "locks": "js.navigator.locks.query()",
}


@pytest.mark.parametrize("what", REFUSED.values(), ids=REFUSED)
def test_refused(page: Page, served: tuple[str, Path], what: str) -> None:
    """No text becomes a program, nothing is fetched, nothing that a browser keeps can be opened."""
    address, log = served
    code = f"{TRY}SITE = '{address}/secret'\nprint(isinstance(attempt(lambda: {what}), Exception))"
    assert run(page, code)["output"] == "True\n"
    assert "secret" not in log.read_text()


@pytest.mark.parametrize(
    "what",
    [
        "js.XMLHttpRequest.new()\nx.open('GET', SITE, False)\nx.send()",
        "js.WebSocket.new(SITE.replace('http', 'ws'))",
        "js.EventSource.new(SITE)",
        "js.Worker.new(SITE)",
        "js.Worker.new(js.URL.createObjectURL(js.Blob.new(to_js([f\"import('{SITE}'); fetch('{SITE}')\"]))))",
    ],
    ids=["XMLHttpRequest", "WebSocket", "EventSource", "Worker", "Worker of a blob"],
)
def test_unreached(page: Page, served: tuple[str, Path], what: str) -> None:
    """No other way to ask for something reaches the server, after which it answers us as before."""
    address, log = served
    code = f"{TRY}import time\nSITE = '{address}/secret'\ntry:\n  x = {what.replace(chr(10), chr(10) + '  ')}\n"
    run(page, f"{code}except Exception: pass\ntime.sleep(0.3)")
    assert page.evaluate("fetch('/?open').then(answer => answer.status)") == 200
    assert "?open" in log.read_text()
    assert "secret" not in log.read_text()


def test_channels(page: Page) -> None:
    """What it says on a channel that the page listens to is not heard there."""
    page.evaluate("() => { window.heard = []; new BroadcastChannel('a').onmessage = (e) => heard.push(e.data) }")
    page.evaluate("() => addEventListener('message', (event) => heard.push(event.data))")
    code = "c = js.BroadcastChannel.new('a')\nc.postMessage(1)\njs.postMessage(2)\nprint('said')"
    assert run(page, f"{TRY}{code}")["output"] == "said\n"
    page.evaluate("() => { new BroadcastChannel('a').postMessage(3) }")
    page.wait_for_function("heard.length")
    assert page.evaluate("heard") == [3]


def test_html(page: Page) -> None:
    """What is printed comes as the text that it is."""
    assert run(page, "print('<img src=x onerror=alert(1)>')")["output"] == "<img src=x onerror=alert(1)>\n"
