"""JavaScript in a real Chromium. Browsers are slow to start: what can share a page, does."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import pytest

from runnable.integration.command import verify
from runnable.recording import Ending
from runnable.run import javascript
from runnable.run.needs import missing
from runnable.verdict import judge
from runnable.workshop import ENVIRONMENT, workshop
from tests.runnable.house import fence, processes_with, sample

PAGE = """\
<!DOCTYPE html>
<title>Shop</title>
<p id="p">Hello</p>
<script src="shop.js"></script>
"""


def script(code: str, output: str | None = None, options: str = "") -> str:
    """A fence in JavaScript that runs, with its output."""
    return sample(code, output, options, kind="javascript")


def session(*steps: tuple[str, str]) -> str:
    """Samples of one session: code and output each."""
    return "".join(script(code, output or None, "session=a") for code, output in steps)


def test_what_is_printed(article):
    """Values are printed as Node prints them, and as they were when they were printed."""
    text = session(
        ("console.log(1, 'it%', -0, 1n, null, undefined, true)", "1 it% -0 1n null undefined true\n"),
        (
            "console.info({a: 1, b: 'x', c: [1, {d: {e: {f: 1}}}]}, [,1], () => 1)",
            "{ a: 1, b: 'x', c: [ 1, { d: [Object] } ] } [ <1 empty item>, 1 ] [Function (anonymous)]\n",
        ),
        ("console.warn(new Map([['a', 1]]), new Set([1]), new Date(0))", "Map(1) { 'a' => 1 } Set(1) { 1 } 1970-01-01T00:00:00.000Z\n"),
        ("const o = {n: 1}; o.self = o; console.error(o); o.n = 2", "<ref *1> { n: 1, self: [Circular *1] }\n"),
        ("console.debug('%s is %d, %o', 'Bob', 4.5, {a: 1})", "Bob is 4.5, { a: 1 }\n"),
        ("console.log(new TypeError('bad'))", f"TypeError: bad\n    at index.md:{8 * 5 + 2}:13\n"),
        (
            "console.table([{a: 1}, {b: 'x'}])",
            "┌─────────┬───┬─────┐\n│ (index) │ a │ b   │\n├─────────┼───┼─────┤\n│ 0       │ 1 │     │\n│ 1       │   │ 'x' │\n└─────────┴───┴─────┘\n",
        ),
        ("console.group('G'); console.log('a\\nb'); console.groupEnd(); console.log('c')", "G\n  a\n  b\nc\n"),
        ("console.assert(false, 'm'); console.assert(true); console.count(); console.dir({a: {b: 1}}, {depth: 0})", "Assertion failed: m\ndefault: 1\n{ a: [Object] }\n"),
        ("console.log(Promise.resolve(1), document.createElement('br'))", "Promise { <state unknown> } <br>\n"),
    )  # fmt: skip
    assert article(text).verify() == {}


def test_the_page(article):
    """Code finds the document that sets it up, its scripts, and the files of the bundle; the rest of the net is not there."""
    files = {
        "shop.js": "function add(a, b) { return a + b }\n",
        "m.js": "export const x = 42;\n",
        "d.json": '{"k": [1]}',
        "long": "x" * 10**5,
    }
    text = fence("html name=page", PAGE)
    text += script("document.title += 's'", options="setup=page name=titled")
    text += script(
        "console.log(add(1, 2), document.title, document.querySelector('#p'), isSecureContext)\n"
        "console.log((await import('./m.js')).x)\n"
        "setTimeout(() => console.log('late'), 50)\n"
        "fetch('d.json').then(r => r.json()).then(console.log)\n"
        ";(async () => { for (let i = 0; i < 30; i++) await (await fetch('long')).text(); console.log('loaded') })()\n"
        "console.log((await fetch('..%2f'.repeat(9) + 'etc%2fpasswd')).status, await fetch('http://example.com/').catch(String))\n",
        '3 Shops <p id="p">Hello</p> true\n42\n404 TypeError: Failed to fetch\n{ k: [ 1 ] }\nlate\nloaded\n',
        "setup=titled name=tried",
    )
    document = article(text, {**files, "other.txt": ""}).open(strict=True)
    tried = document.samples[-1]
    recording = document.recording(tried)
    assert sorted(recording.output.splitlines()) == sorted(tried.shown_output.splitlines())
    assert recording.opened == {"shop.js", "m.js", "d.json", "long"}


SHOP = """\
import flask
app = flask.Flask(__name__)
app.config["SECRET_KEY"] = "of a sample"

@app.get("/")
def home():
    return "<!DOCTYPE html><title>Shop</title><h1>Open</h1><script src=/static/shop.js></script>"

@app.post("/cart")
def cart():
    flask.session["count"] = flask.session.get("count", 0) + len(flask.request.json)
    return flask.session["count"] * [flask.request.headers["Origin"].replace("http://", "").partition(":")[0]]
"""
START = sample("$ flask --app shop run", kind="console", options="server=shop name=start")
CART = """\
const add = async (...what) => {
  const body = JSON.stringify(what), headers = {"Content-Type": "application/json"}
  return (await fetch("/cart", {method: "POST", headers, body})).json()
}
console.log(await add("tea"), await add("milk", "sugar"))
"""


def test_the_page_of_a_server(article):
    """A sample of a server runs in what that gives for `/`, in a browser of its own, and asks it for the rest."""
    files = {"shop.py": SHOP, "static/shop.js": "console.log('loaded')\nconst price = 3\n", "other.txt": "other"}
    text = START + script(
        "console.log(document.title, document.querySelector('h1'), price, location.port > 0)\n"
        "console.log((await fetch('/other.txt')).status)\nmissing()",
        "Shop <h1>Open</h1> 3 true\n404\n",
        "server=shop raises='ReferenceError: missing is not defined'",
    )
    added = "[ 'localhost' ] [ 'localhost', 'localhost', 'localhost' ]\n"
    text += script(CART, added, "server=shop") * 2
    document = article(text, files).open()
    assert [document.verdict(found).explain() for found in document.samples] == [""] * 4
    raising = document.samples[1]
    assert document.recording(raising).raised.line == raising.code_line + 2


@pytest.mark.parametrize(
    ("app", "setup", "message"),
    [
        (SHOP.replace(" src=/static/shop.js>", ">null.x"), "", "the page of its server: raised TypeError: Cannot read properties of null"),
        ('import socket, os\nserver = socket.create_server(("127.0.0.1", 5000))\nwhile True: server.accept()[0].close()', "", "the page of its server: the server did not give it: Page.goto: net::ERR_"),
        (SHOP, "setup=page", "its page is what its server gives for /, and can't be set up by an html fence"),
    ],
)  # fmt: skip
def test_a_page_that_a_server_does_not_give(article, app, setup, message):
    """A page that the server gives broken, or not at all, is told; so is one that would stand in its place."""
    command = "python shop.py" if "socket" in app else "flask --app shop run"
    text = sample(f"$ {command}", kind="console", options="server=shop") + fence("html name=page", "<p>")
    told = article(text + script("1", options=f"server=shop {setup} name=asks"), {"shop.py": app}).verify()
    assert message in told["asks"]


def test_sessions_and_exceptions(article):
    """Samples of a session share their names; an exception is told by type, message and line, and an expected one is no end."""
    text = script("let n = 1\nconst far = () => { throw new RangeError('far') }", options="session=a")
    text += script("console.log(n += 1)\nfar()", "2\n", "session=a raises='RangeError: far' name=thrown")
    text += script("class Sold extends Error {}\nPromise.reject(new Sold('out'))", None, "session=a raises='Sold: out'")
    text += script(
        "setTimeout(() => { throw {a: n} }, 1)\nawait new Promise(() => {})",
        None,
        "session=a raises='Uncaught: { a: 2 }'",
    )
    text += script("if (n)", None, "session=a raises='SyntaxError: …' name=misspelt")
    text += script(
        "const worker = new Worker('w.js')\nawait new Promise(() => {})",
        None,
        "session=a raises='Error: Uncaught ReferenceError: … (http://localhost/w.js:2)'",
    )
    text += script(
        "const other = new Worker('w.js')\nawait new Promise(resolve => { other.onerror = resolve })",
        options="session=a",
    )
    text += script("console.log('still')\n\nn.x.y", "still\n", "session=a name=last")
    text += script("1", None, "session=a name=after")
    written = article(text, {"w.js": "\nmissing()"})
    document = written.open()
    told = {found.name: document.verdict(found).explain() for found in document.samples}
    problems = {name: message for name, message in told.items() if message}
    (last,) = (found for found in document.samples if found.name == "last")
    assert set(problems) == {"last", "after"}
    assert problems["last"].startswith(f"{written.path}:{last.code_line + 2}: last: raised TypeError: Cannot read")
    assert "did not run, since one before it failed" in problems["after"]
    raised = {found.name: document.recording(found).raised for found in document.samples}
    lines = {found.name: found.code_line for found in document.samples}
    assert (raised["thrown"].line, raised["misspelt"].line) == (3, lines["misspelt"])


def test_the_line_of_a_page_that_fails(article):
    """A page whose script fails is told by the samples that it sets up, with its line."""
    text = fence("html name=page", "<!DOCTYPE html>\n<script>\nnull.x\n</script>") + script("1", options="setup=page")
    assert "its page 'page', index.md:4: raised TypeError: Cannot read properties of null" in article(text).failure()


def test_a_page_that_would_come_too_late(article):
    """A page can't replace the one in which a sample of the session has run."""
    text = fence("html name=page", "<p>") + script("1", options="session=a name=one")
    text += script("2", options="session=a setup=page name=two")
    assert all("would replace the page in which 'one' ran" in message for message in article(text).verify().values())


@pytest.mark.parametrize(
    ("code", "options", "ending", "detail"),
    [
        ("for (;;) ;", "timeout=0.5", Ending.TIMEOUT, ""),
        ("setTimeout(() => {}, 1e6)", "timeout=0.5", Ending.TIMEOUT, ""),
        ("console.log('x'.repeat(5e8))", "timeout=30 max_output=32MiB", Ending.FLOOD, ""),
        ("for (let i = 0; i < 100; i++) if (window.open('/')) console.log(i)\nalert('hi')\nfor (;;) ;", "", Ending.FINISHED, "it opened a dialog (alert: 'hi')"),
        ("window.close()\nlocation = 'http://127.0.0.1:9/'\nawait new Promise(() => {})", "", Ending.FINISHED, "it left its page for http://127.0.0.1:9/"),
    ],
)  # fmt: skip
def test_hostile_scripts(article, code, options, ending, detail):
    """A script that does not end, prints too much, or goes where nobody follows is ended and told; no process is left."""
    others = browsers()
    document = article(script(code, options=options)).open()
    (found,) = document.samples
    recording = document.recording(found)
    assert recording.ending is ending
    assert recording.detail.startswith(detail)
    assert bool(recording.detail) == bool(detail)
    assert len(judge(found, recording).problems) == 1
    assert recording.output.strip("x\n") == ""
    assert browsers() <= others


def browsers():
    """The processes of the browsers that samples of these tests drive; others may run beside them."""
    driven = {*processes_with("playwright_chromium"), *processes_with("--headless")}
    return driven & {*processes_with(str(workshop().folder))}


def test_a_browser_that_does_not_start(article, monkeypatch):
    """A browser that does not start is told as such, and not as a sample that takes too long."""
    monkeypatch.setattr(javascript, "START", 0.1)
    assert "Chromium did not start: it ran longer than it may (0.1 s)" in article(script("1")).failure()


def test_a_verified_page_names_the_browser(article):
    """Chromium is among the versions of a page; its outputs are recorded, and are not run again."""
    written = article(script("console.log([1])"))
    assert written.record().changed == ("sample-1",)
    assert fence("output", "[ 1 ]\n").strip() in written.text
    assert written.verify() == {}
    assert written.stale() == []
    assert any(version.startswith("Chromium ") for version in written.open().verification().versions)


def test_a_driver_that_does_not_start_tells_why(article, monkeypatch):
    """What is printed while Chromium is started, such as the name of a library that is missing, is told."""
    driver = "import os\nos.environ['PLAYWRIGHT_NODEJS_PATH'] = '/bin/ls'\n"
    monkeypatch.setattr(javascript, "OPEN", driver + javascript.OPEN)
    told = article(script("1")).failure()
    assert "Chromium did not start: Exception: " in told
    assert "cannot access 'run-driver': No such file" in told


def test_a_machine_without_chromium(article, monkeypatch, capsys):
    """Where Chromium or Playwright is missing, that is told with what installs it: a gap, and in CI a failure."""
    monkeypatch.setitem(ENVIRONMENT, "PATH", "/nowhere")
    monkeypatch.delenv("CI", raising=False)
    written = article(script("1"))
    assert missing(written.open().samples[0]) == ("chromium", "playwright")
    assert verify([written.bundle], ledger=written.ledger) == 1
    told = capsys.readouterr()
    assert "chromium is missing; install it: apt-get install chromium libatomic1; playwright is missing" in told.err
    assert "0 proven (0 run), 0 unverified with a reason, 1 not verified" in told.out
    monkeypatch.setenv("CI", "1")
    assert "chromium is missing; install it: apt-get install chromium" in written.failure()
