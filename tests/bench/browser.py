"""How long readers wait for a sample that runs in the page, beside Pyodide as npm has it, and PyScript's editor.

Run as `.venv/bin/python tests/bench/browser.py [--runs N] [--slow] [--pyscript FOLDER]`. FOLDER is where
`npm install --prefix FOLDER @pyscript/core` put it; without it, those rows are left out. All is measured in one run,
in Chromium, with a new profile for each visit that is cold; a warm one has the profile of a visit before it, which had
the time to keep what it keeps. Milliseconds are from the click to the first output, the least and the median; bytes are
what nginx sent meanwhile, headers among it. The ratios, of medians, are what is to be compared from machine to machine;
a goal in milliseconds is one for a machine that has nothing else to do. With `--slow`, also cold over a network of
10 Mbit/s and 40 ms.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "plugins")]

import brotli  # noqa: E402 - as the others
from playwright.sync_api import BrowserContext, BrowserType, Page, sync_playwright  # noqa: E402

from runnable.browser.archives import GROUPS  # noqa: E402 - found on the path above
from tests.browser.engine.house import nginx  # noqa: E402
from tests.browser.house import CHROMIUM, SWITCHES, until  # noqa: E402
from tests.runnable.house import sample  # noqa: E402
from tests.site.house import build, make_content, write_article  # noqa: E402

PYODIDE = ROOT / "node_modules" / "pyodide"
KEPT = ROOT / ".runnable" / "bench"  # what was compressed, by a digest of what it was
COMPRESSED = frozenset([".css", ".html", ".js", ".json", ".mjs", ".svg", ".wasm", ".whl", ".xml", ".zip"])
PATIENCE = 60_000  # milliseconds, on a machine that has much else to do
HOVER = 250  # milliseconds over the button before the click
REST = 3000  # milliseconds after which a reader might run it again
RESERVE = 9000  # milliseconds in which a page does what it does afterwards: it has a Python in reserve
LONG = 1000  # milliseconds of a run that does not end
SLOW = {"offline": False, "latency": 40, "downloadThroughput": 1_250_000, "uploadThroughput": 1_250_000}

CONFIGURATION = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types; types {{ text/javascript mjs; }}
  log_format sent '$bytes_sent $request_uri'; access_log {folder}/access.log sent;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  map $uri $kept {{
    default "no-cache"; "~^/(naive|pyscript)/|[.-][0-9a-f]{{8,}}\\." "public, max-age=31536000, immutable";
  }}
  map $uri $coding {{ default ""; "~\\.(css|html|js|json|mjs|svg|wasm|whl|xml|zip)$" br; }}
  server {{
    listen 127.0.0.1:{port};
    root {root};
    add_header X-Content-Type-Options nosniff always;
    add_header Cache-Control $kept always;
    add_header Content-Encoding $coding always;
  }}
}}
"""
NAIVE_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Naive</title><button>Run</button><pre></pre>
<script type="module">
import { loadPyodide } from "/naive/pyodide.mjs";
let loaded;
const load = async () => {
  const pyodide = await loadPyodide();
  const unpack = async (url) => pyodide.unpackArchive(await (await fetch(url)).arrayBuffer(), "wheel");
  await Promise.all(WHEELS.map(unpack));
  pyodide.setStdout({ batched: (line) => document.querySelector("pre").append(line, "\\n") });
  return pyodide;
};
document.querySelector("button").addEventListener("click", async () => {
  document.querySelector("pre").replaceChildren();
  (await (loaded ??= load())).runPython(CODE);
});
</script></html>
"""
PYSCRIPT_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>PyScript</title>
<link rel="stylesheet" href="/pyscript/core.css"><script type="module" src="/pyscript/core.js"></script>
<script type="py-editor" config='{"interpreter": "/naive/pyodide.mjs"}'>CODE</script></html>
"""
# From the next click on: milliseconds until `selector` shows `text`, and the longest between two frames meanwhile.
MEASURE = """([selector, text]) => {
  window.measured = new Promise((resolve) => {
    addEventListener("click", ({ timeStamp }) => {
      let [last, gap] = [timeStamp, 0];
      const frame = () => {
        const now = performance.now();
        [last, gap] = [now, Math.max(gap, now - last)];
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
      new MutationObserver((_, observer) => {
        if (!document.querySelector(selector)?.textContent.includes(text)) return;
        observer.disconnect();
        const now = performance.now();
        resolve({ ms: now - timeStamp, gap: Math.max(gap, now - last) });
      }).observe(document, { subtree: true, childList: true, characterData: true });
    }, { capture: true, once: true });
  });
}"""
GAP = """(ms) => new Promise((resolve) => {
  let [first, last, gap] = [performance.now(), performance.now(), 0];
  const frame = () => {
    const now = performance.now();
    [last, gap] = [now, Math.max(gap, now - last)];
    if (now - first > ms) resolve(gap);
    else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})"""
KEEPS = "async () => (await (await caches.open('runnable-snapshots')).keys()).length"


@dataclass(frozen=True)
class Case:
    """A sample: what it runs, the end of what that prints, and the distributions that it takes."""

    code: str
    output: str
    distributions: Sequence[str] = ()


FLASK = """from flask import Flask

app = Flask(__name__)


@app.get("/greet/<name>")
def greet(name):
    return {"greeting": f"hello {name}"}


print(app.test_client().get("/greet/ada").json)
"""
SOFT_DELETE = """from datetime import UTC, datetime

from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, with_loader_criteria


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    deleted_at: Mapped[datetime | None]


@event.listens_for(Session, "do_orm_execute")
def hide_deleted(state):
    if state.is_select:
        state.statement = state.statement.options(with_loader_criteria(User, User.deleted_at.is_(None)))


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([User(name="ada"), User(name="bob")])
    session.flush()
    session.scalars(select(User).where(User.name == "bob")).one().deleted_at = datetime.now(UTC)
    session.commit()
    print(session.scalars(select(User.name)).all())
"""
CASES: Mapping[str, Case] = {
    "hello": Case("print('hello')\n", "hello"),
    "Flask": Case(FLASK, "{'greeting': 'hello ada'}", GROUPS["web"].distributions),
    "SQLAlchemy": Case(SOFT_DELETE, "['ada']", ("sqlalchemy", "typing-extensions")),
}


@dataclass(frozen=True)
class Rival:
    """A way to run a case in a page: the address of that, its button, where the output appears, and what is awaited.

    Here, output that is the same as on the page is not shown again, but said to be the same. PyScript's button can be
    seen by who is near it alone.
    """

    address: str
    button: str
    output: str
    text: str
    is_seen: bool = True


@dataclass(frozen=True)
class Goal:
    """What a measure of a case is to be at the most: a share of the naive page's, or so many milliseconds; or bytes."""

    case: str
    what: str
    ratio: float = 0
    ms: float = 0
    bytes: float = 0


GOALS = (
    Goal("hello", "cold", ratio=0.40, bytes=4.2e6),
    Goal("hello", "warm", ratio=0.30),
    Goal("Flask", "cold", ratio=0.38, bytes=4.6e6),
    Goal("Flask", "warm", ratio=0.24),
    Goal("SQLAlchemy", "cold", ratio=0.40),
    Goal("SQLAlchemy", "warm"),
    Goal("Flask", "prepared", ms=500),
    *(Goal(case, "again", ms=25) for case in CASES),
    *(Goal(case, "after stop") for case in CASES),
    Goal("hello", "stop", ms=100),
)
GAPS = (*((case, "cold") for case in CASES), ("hello", "endless"))
LONGEST_GAP = 100  # milliseconds


def rivals(case: str, *, pyscript: bool) -> dict[str, Rival]:
    """The ways to run a case, by their names; PyScript runs none that takes a distribution."""
    text = CASES[case].output
    found = {
        "naive": Rival(f"/naive/{case}.html", "button", "pre", text),
        "here": Rival(f"/bench-{case.lower()}/", "#sample-case .run-go", "#sample-case .run-verdict", "Same as"),
    }
    if pyscript and not CASES[case].distributions:
        found["PyScript"] = Rival(
            f"/pyscript/{case}.html", ".py-editor-run-button", ".py-editor-output", text, is_seen=False
        )
    return found


# What is served


def write_site(folder: Path, pyscript: Path | None) -> Path:
    """Write the published form of a site with the cases, and beside it the pages of the rivals; the folder of all."""
    content = make_content(folder)
    for name, case in CASES.items():
        text = sample(case.code, case.output, "name=case browser")
        text += sample("while True:\n    pass", options="name=endless browser")
        write_article(content, f"bench-{name.lower()}", text, Title=name)
    root = build(content, folder / "output", "publishconf.py").output
    shutil.copytree(PYODIDE, root / "naive", ignore=shutil.ignore_patterns("node_modules"))
    for name, case in CASES.items():
        wheels = [write_wheel(root / "naive", each) for each in case.distributions]
        page = NAIVE_PAGE.replace("WHEELS", repr([f"/naive/{wheel}" for wheel in wheels]))
        (root / "naive" / f"{name}.html").write_text(page.replace("CODE", f"String.raw`{case.code}`"))
    if pyscript:
        shutil.copytree(pyscript / "node_modules" / "@pyscript" / "core" / "dist", root / "pyscript")
        (root / "pyscript" / "hello.html").write_text(PYSCRIPT_PAGE.replace("CODE", CASES["hello"].code))
    for path in root.rglob("*"):
        if path.suffix in COMPRESSED:
            path.write_bytes(compressed(path.read_bytes()))
    return root


def write_wheel(folder: Path, name: str) -> str:
    """Pack a distribution as pip had got it, but for what was compiled; the file's name."""
    found = distribution(name)
    wheel = f"{name}-{found.version}-py3-none-any.whl"
    with zipfile.ZipFile(folder / wheel, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in found.files or ():
            if path.suffix not in (".so", ".pyc") and path.parts[0] != "..":
                packed.write(str(path.locate()), path.as_posix())
    return wheel


def compressed(data: bytes) -> bytes:
    """The data in brotli, as hard as it goes."""
    path = KEPT / sha256(data).hexdigest()
    if not path.is_file():
        KEPT.mkdir(parents=True, exist_ok=True)
        path.write_bytes(brotli.compress(data, quality=11, lgwin=24))
    return path.read_bytes()


# What is measured


class Measures:
    """What was measured, by what it was: milliseconds, bytes, or frames' milliseconds."""

    def __init__(self) -> None:
        self.all: dict[tuple[str, ...], list[float]] = defaultdict(list)

    def add(self, value: float, *of: str) -> None:
        """Note a value."""
        self.all[of].append(value)

    def median(self, *of: str) -> float:
        """The median of what was noted."""
        return median(self.all[of])

    def words(self, *of: str) -> str:
        """The least and the median."""
        return f"{min(self.all[of]):.0f}/{self.median(*of):.0f}" if of in self.all else "-"


class Bench:
    """A browser of a new profile each time, and the server's log."""

    def __init__(self, browser: BrowserType, address: str, log: Path, network: Mapping[str, Any] | None = None) -> None:
        self.browser, self.address, self.log, self.network = browser, address, log, network

    @contextmanager
    def profile(self) -> Iterator[BrowserContext]:
        """A profile that nobody has used."""
        with (
            tempfile.TemporaryDirectory() as folder,
            self.browser.launch_persistent_context(
                folder, executable_path=CHROMIUM, args=list(SWITCHES), viewport={"width": 1280, "height": 800}
            ) as context,
        ):
            context.set_default_timeout(PATIENCE)
            yield context

    @contextmanager
    def visit(self, context: BrowserContext, rival: Rival) -> Iterator[Page]:
        """A page of a rival, with its pointer elsewhere."""
        page = context.new_page()
        if self.network:
            context.new_cdp_session(page).send("Network.emulateNetworkConditions", dict(self.network))
        page.goto(self.address + rival.address, wait_until="networkidle")
        page.mouse.move(1, 1)  # the site offers Run once somebody is there
        page.locator(rival.button).first.wait_for(state="attached")
        yield page
        page.close()

    def press(self, page: Page, rival: Rival, *, hover: int = 0) -> dict[str, float]:
        """Press the button; {ms, gap, bytes} until there is output. `hover`: the pointer is there so long before."""
        page.evaluate(MEASURE, [rival.output, rival.text])
        before = self.sent
        button = page.locator(rival.button).first
        if hover:
            button.hover()
            page.wait_for_timeout(hover)
        if rival.is_seen:
            button.click()
        else:
            button.dispatch_event("click")
        measured: dict[str, float] = page.evaluate("measured")
        return {**measured, "bytes": self.sent - before}

    @property
    def sent(self) -> int:
        """How many bytes were sent so far."""
        return sum(int(line.split()[0]) for line in self.log.read_text().splitlines())


def measure(bench: Bench, name: str, *, pyscript: bool, into: Measures) -> None:
    """Measure a case once in each way."""
    for who, rival in rivals(name, pyscript=pyscript).items():
        with bench.profile() as context:
            measure_rival(bench, context, (name, who), rival, into)


def measure_rival(bench: Bench, context: BrowserContext, of: tuple[str, str], rival: Rival, into: Measures) -> None:
    """Measure a case once, cold and again, and where it is ours in further ways."""
    with bench.visit(context, rival) as page:
        for visit in ("cold", "again"):
            told = bench.press(page, rival)
            into.add(told["ms"], *of, visit)
            into.add(told["gap"], *of, visit, "gap")
            into.add(told["bytes"], *of, visit, "bytes")
            page.wait_for_timeout(REST)
        if bench.network:
            return
        if of[1] == "here":
            until(page, KEEPS)
    with bench.visit(context, rival) as page:
        into.add(bench.press(page, rival)["ms"], *of, "warm")
        page.wait_for_timeout(REST)
    if of[1] == "here":
        measure_rest(bench, context, of, rival, into)


def measure_rest(bench: Bench, context: BrowserContext, of: tuple[str, str], rival: Rival, into: Measures) -> None:
    """Measure what rivals have not: a run that was prepared for, and the end of one that has none."""
    with bench.visit(context, rival) as page:
        into.add(bench.press(page, rival, hover=HOVER)["ms"], *of, "prepared")
        page.wait_for_timeout(RESERVE)
        page.evaluate(MEASURE, ["#sample-endless .run-words", "Running"])
        page.locator("#sample-endless .run-go").click()
        page.evaluate("measured")
        page.evaluate(MEASURE, ["#sample-endless .run-verdict", "Stopped"])
        into.add(page.evaluate(GAP, LONG), *of, "endless", "gap")
        page.locator("#sample-endless .run-go").click()
        into.add(page.evaluate("measured")["ms"], *of, "stop")
        into.add(bench.press(page, rival)["ms"], *of, "after stop")


def measure_before(bench: Bench) -> int:
    """How many bytes a page loads of what runs its samples, before anybody goes to a button."""
    with bench.profile() as context, bench.visit(context, rivals("hello", pyscript=False)["here"]) as page:
        page.wait_for_timeout(REST)
        lines = [line.split() for line in bench.log.read_text().splitlines()]
    return sum(int(sent) for sent, url in lines if "/runnable/" in url or "samples." in url or "/js/run/run" in url)


# What is told


def tell(measures: Measures, title: str) -> None:
    """Print the table of the goals."""
    print(f"\n{title:<30}{'naive':>12}{'here':>12}{'ratio':>7}{'goal':>8}{'naive':>10}{'here':>7}{'goal':>6}")
    print(f"{'':30}{'ms, least/median':>24}{'':>15}{'MB':>17}")
    for goal in GOALS:
        if (goal.case, "here", goal.what) in measures.all:
            print(row(measures, goal))
    for case in CASES:
        if (case, "PyScript", "cold") in measures.all:
            print(against_pyscript(measures, case))


def row(measures: Measures, goal: Goal) -> str:
    """What was measured beside a goal, and each goal with whether it is met."""
    here, naive = (goal.case, "here", goal.what), (goal.case, "naive", goal.what)
    ratio = measures.median(*here) / measures.median(*naive) if naive in measures.all else 0
    aims = [(goal.ratio, ratio, f"{goal.ratio:.2f}"), (goal.ms, measures.median(*here), f"{goal.ms:.0f} ms")]
    aim = next((f"{words} {met(value, most)}" for most, value, words in aims if most), "")
    told = f"{goal.case + ', ' + goal.what:<30}{measures.words(*naive):>12}{measures.words(*here):>12}"
    told += f"{ratio:>7.2f}" if ratio else f"{'':7}"
    told += f"{aim:>10}"
    if goal.what != "cold":
        return told
    sent = [measures.median(*of, "bytes") for of in (naive, here)]
    told += "".join(f"{each / 1e6:>7.2f}" for each in sent)
    return f"{told}{f'{goal.bytes / 1e6:.1f} {met(sent[1], goal.bytes)}' if goal.bytes else '':>8}"


def met(value: float, most: float) -> str:
    """A mark that says whether a goal is met."""
    return "✓" if value <= most else "✗"


def against_pyscript(measures: Measures, case: str) -> str:
    """What PyScript took, and which share of that ours is."""
    theirs, ours = (case, "PyScript"), (case, "here")
    ratios = {
        visit: measures.median(*ours, visit) / measures.median(*theirs, visit)
        for visit in ("cold", "again", "warm")
        if (*theirs, visit) in measures.all
    }
    sent = measures.median(*theirs, "cold", "bytes") / 1e6
    words = ", ".join(f"{visit} {measures.words(*theirs, visit)} ({ratio:.2f})" for visit, ratio in ratios.items())
    return f"{case}, PyScript (our share): {words}; {sent:.2f} MB"


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="how often each is measured (7)")
    parser.add_argument("--slow", action="store_true", help="measure over a slow network, too")
    parser.add_argument("--pyscript", type=Path, metavar="FOLDER", help="where npm installed @pyscript/core")
    parser.add_argument("--case", choices=CASES, action="append", help="measure this one alone; may be repeated")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        served, own = Path(folder, "site"), Path(folder, "nginx")
        own.mkdir()
        for each in (Path(folder), own):
            each.chmod(0o755)  # nginx may be somebody else
        root = write_site(served, given.pyscript)
        with nginx(root, own, CONFIGURATION) as address:
            networks = {"loopback": None, **({"10 Mbit/s, 40 ms": SLOW} if given.slow else {})}
            for title, network in networks.items():
                bench = Bench(playwright.chromium, address, own / "access.log", network)
                before = None if network else measure_before(bench)
                measures = Measures()
                for _ in range(given.runs):
                    for name in given.case or CASES:
                        print(name, file=sys.stderr, flush=True)
                        measure(bench, name, pyscript=bool(given.pyscript), into=measures)
                tell(measures, title)
                if before is not None:
                    tell_rest(measures, before)


def tell_rest(measures: Measures, before: int) -> None:
    """Print what has no rival: frames, and what comes before it is wanted."""
    for case, what in GAPS:
        if (of := (case, "here", what, "gap")) in measures.all:
            gap = max(measures.all[of])
            print(
                f"longest between two frames, {case}, {what}: {gap:.0f} ms, goal {LONGEST_GAP} {met(gap, LONGEST_GAP)}"
            )
    print(f"page before the click: {before} bytes of it, goal 0 {met(before, 0)}")


if __name__ == "__main__":
    main()
