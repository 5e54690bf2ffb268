"""Code that means harm: it ends, it reaches nothing, and the next run is none the worse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.engine.house import plant, planted, run
from tests.browser.house import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.engine.conftest import Served

AMPLE = 10_000  # milliseconds that a frame may take on whatever machine; a page that is stuck takes all time there is


@pytest.fixture(autouse=True)
def goes_on(page: Page, request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test runs, the page is drawn meanwhile, and the next run prints what it should."""
    assert run(page, "print(6 * 7)")["output"] == "42\n"
    page.evaluate("measure()")
    yield
    took = page.evaluate("measured()")
    print(f"{request.node.name}: the longest frame took {took:.0f} ms")
    assert took < AMPLE
    assert run(page, "import builtins\nprint(6 * 7, 'left' in dir(builtins))")["output"] == "42 False\n"
    assert page.locator("iframe").count() <= 2


# What takes all there is

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


EXHAUSTING = {
    "memory": ("a = []\nwhile True: a.append(bytearray(1 << 24))", "MemoryError"),
    "one object": ("a = 'x' * (1 << 30)", "MemoryError"),
    "recursion": ("def f(): f()\nf()", "RecursionError"),
}


@pytest.mark.parametrize(("code", "raised"), EXHAUSTING.values(), ids=EXHAUSTING)
def test_exhausting(page: Page, code: str, raised: str) -> None:
    """What takes all memory, or all stack, is an exception of Python, and nothing else."""
    assert run(page, code)["report"]["parts"][0]["raised"][0] == raised


DEEP = {
    "object": "a = []\nfor _ in range(10**5): a = [a]\nrepr(a)\nprint('end')",
    "parser": "eval('(' * 10**5)\nprint('end')",
}


@pytest.mark.parametrize("code", DEEP.values(), ids=DEEP)
def test_stack(page: Page, code: str) -> None:
    """What takes all stack of the browser, too, does not come to its end, whether Python or the browser ends it."""
    found = run(page, code)
    assert "end" not in found["output"]
    assert "ended" in found or found["report"]["parts"][0]["raised"]


def test_long_words(page: Page) -> None:
    """Of an exception with a long message, and of its traceback, no more comes than a page can show."""
    _, message, traceback, _ = run(page, "raise ValueError('x' * 10**8)")["report"]["parts"][0]["raised"]
    assert (len(message), message[-2:]) == ((1 << 16) + 1, "x…")
    assert len(traceback) == (1 << 16) + 1


# What is out of reach

ABSENT = (
    "document", "window", "parent", "top", "opener", "frames", "open", "localStorage", "sessionStorage", "caches",
    "cookieStore", "SharedWorker", "RTCPeerConnection", "WebTransport", "alert", "navigator.storage", "navigator.locks",
    "navigator.serviceWorker", "navigator.sendBeacon",
)  # fmt: skip


@pytest.mark.parametrize("name", ABSENT)
def test_absent(page: Page, name: str) -> None:
    """There is no document, no other window, no storage, and no way to another machine but those that are refused."""
    place, _, name = f"js.{name}".rpartition(".")
    assert run(page, f"import js\nprint(hasattr({place}, {name!r}))")["output"] == "False\n"


# By what it is: a script, why it is refused, and by which part of the frame's policy, if it is by that.
REFUSED = {
    "eval": ("eval('1')", "EvalError: .*'unsafe-eval' is not an allowed source", "script-src eval"),
    "Function": ("new Function('1')()", "EvalError: .*'unsafe-eval' is not an allowed source", "script-src eval"),
    "fetch": ("fetch(SITE)", "TypeError: Failed to fetch", "connect-src SITE"),
    "fetch elsewhere": ("fetch('https://a.example/')", "TypeError: Failed to fetch", "connect-src https://a.example/"),
    "XMLHttpRequest": ("ask(SITE)", "NetworkError: ", "connect-src SITE"),
    "WebSocket": ("told(new WebSocket(SITE.replace('http', 'ws')), 'open')", "an error event", "connect-src WS"),
    "EventSource": ("told(new EventSource(SITE), 'open')", "an error event", "connect-src SITE"),
    "importScripts": ("importScripts.call(self, SITE)", "NetworkError: ", "script-src-elem SITE"),
    "import": ("import(SITE)", "TypeError: Failed to fetch dynamically imported module", "script-src-elem SITE"),
    "font": ("new FontFace('x', `url(${SITE})`).load()", "NetworkError: ", "font-src SITE"),
    "worker": ("new Worker(SITE)", "SecurityError: .* cannot be accessed from origin 'null'", None),
    "IndexedDB": (
        "indexedDB.open('x')",
        "SecurityError: access to the Indexed Database API is denied|SecurityError",
        None,
    ),
    "fetch of a worker": ("nested(`fetch('${SITE}')`)", "TypeError: Failed to fetch", None),
    "eval of a worker": ("nested('eval(1 + String())')", "EvalError: .*'unsafe-eval' is not an allowed source", None),
}
SCRIPT = """
const SITE = "%s";
const { importScripts } = WorkerGlobalScope.prototype;
self.found = {};
self.refused = [];
addEventListener("securitypolicyviolation", (event) => refused.push(`${event.effectiveDirective} ${event.blockedURI}`));

const told = (what, event) =>
  new Promise((resolve, reject) => {
    what.addEventListener(event, resolve);
    what.addEventListener("error", () => reject("an error event"));
  });
const nested = async (code) => {
  const text = `(async () => ${code})().then(() => postMessage("done"), (error) => postMessage(String(error)))`;
  const { data } = await told(new Worker(URL.createObjectURL(new Blob([text]))), "message");
  if (data !== "done") throw data;
};
const ask = (address) => {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.send();
};
const attempt = async (name, what) => {
  try {
    await what();
    found[name] = "done";
  } catch (error) {
    found[name] = String(error);
  }
};
"""


@pytest.fixture(scope="module")
def attempts(page: Page, served: Served) -> tuple[dict[str, str], list[str]]:
    """What became of each of REFUSED, and what the frame's policy has refused."""
    site = f"{served.address}/secret"
    calls = [f"attempt({name!r}, async () => {what});" for name, (what, *_) in REFUSED.items()]
    assert plant(page, "\n".join([SCRIPT % site, *calls])).get("ended") is None
    while len(found := planted(page, "found")) < len(REFUSED):
        page.wait_for_timeout(50)
    places = {site: "SITE", site.replace("http", "ws"): "WS"}
    refused = [each.split(" ") for each in planted(page, "refused")]
    return found, [f"{directive} {places.get(address, address)}" for directive, address in refused]


@pytest.mark.parametrize("name", REFUSED)
def test_refused(attempts: tuple[dict[str, str], list[str]], name: str) -> None:
    """No text becomes a program, nothing is fetched, nothing that a browser keeps can be opened."""
    found, refused = attempts
    _, why, rule = REFUSED[name]
    assert re.match(why, found[name])
    assert rule is None or rule in refused


def test_nothing_was_asked_for(attempts: object, served: Served, page: Page) -> None:
    """Of all that was tried nothing has come to the server, which has noted all else."""
    assert attempts
    assert page.evaluate("fetch('/?open').then(answer => answer.status)") == 200
    said = served.log.read_text()
    assert "?open" in said
    assert "secret" not in said
    asked = set(re.findall(r'"GET (\S+) ', said)) - {"/", "/?open", "/favicon.ico"}
    assert [path for path in asked if not re.match(r"/(engine/|runnable/|theme/js/run/engine\.)", path)] == []


def test_nothing_is_kept(attempts: object, page: Page) -> None:
    """What the site's pages keep is what the engine keeps."""
    assert attempts
    kept: dict[str, Any] = page.evaluate(
        """async () => ({ local: localStorage.length, session: sessionStorage.length, cookies: document.cookie,
            databases: await indexedDB.databases(), caches: await caches.keys() })"""
    )
    assert set(kept.pop("caches")) <= {"runnable-snapshots"}
    assert kept == {"local": 0, "session": 0, "cookies": "", "databases": []}


def test_channels(page: Page) -> None:
    """What it says on a channel that the page listens to is not heard there."""
    page.evaluate("() => { window.heard = []; new BroadcastChannel('a').onmessage = (e) => heard.push(e.data) }")
    page.evaluate("() => addEventListener('message', (event) => heard.push(event.data))")
    code = "import js\nc = js.BroadcastChannel.new('a')\nc.postMessage(1)\njs.postMessage(2)\nprint('said')"
    assert run(page, code)["output"] == "said\n"
    page.evaluate("() => { new BroadcastChannel('a').postMessage(3) }")
    until(page, "heard.length")
    assert page.evaluate("heard") == [3]


def test_html(page: Page) -> None:
    """What is printed comes as the text that it is."""
    assert run(page, "print('<img src=x onerror=alert(1)>')")["output"] == "<img src=x onerror=alert(1)>\n"
