"""A page with the engine and nothing else, on a site as it is published, under its policy, served by nginx."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from tests.browser.house import free_port, until
from tests.runnable.house import sample
from tests.site.house import build, make_content, write_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.site.house import Site

MOST = 1 << 17  # bytes of output, as in page.js
HELLO = sample("print('hello')", "hello", "name=hello browser")
PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title>'
    '{policy}<script type="module" src="page.js"></script>'
)
SCRIPT = """
import { Engine, Pack } from "../{engine}";

const engines = {};

/** Run code; gives what was printed, the report, and how it ended otherwise. `late` is done after some milliseconds. */
window.run = async (archives, job, answers, late) => {
  const engine = (engines[archives] ??= new Engine(await Pack.load("../{pack}"), archives));
  const found = { output: "", asked: [], again: 0, steps: [] };
  const on = {
    progress(step) {
      found.steps.push(step.name ?? step);
      if (late && step === "run") setTimeout(() => engine.stop(), late);
    },
    output: (text) => (found.output += text),
    again: () => ((found.output = ""), (found.again += 1)),
    ask(prompt) {
      found.asked.push(prompt);
      engine.answer(answers.length ? answers.shift() : null);
    },
  };
  try {
    found.report = await engine.run(job, on);
  } catch (error) {
    found.ended = error.reason ?? error.message;
  }
  return found;
};

let longest, last;
const drawn = (now) => {
  longest = Math.max(longest, now - last);
  last = now;
  requestAnimationFrame(drawn);
};

/** Begin to measure how long a frame takes. */
window.measure = () => ([longest, last] = [0, performance.now()]);

/** The longest that a frame has taken since, in milliseconds. */
window.measured = async () => {
  await new Promise(requestAnimationFrame);
  return longest;
};
measure();
requestAnimationFrame(drawn);

/** What went wrong in the page that nobody caught. */
window.wrong = [];
addEventListener("error", ({ message }) => wrong.push(message));
addEventListener("unhandledrejection", ({ reason }) => wrong.push(String(reason)));
window.ready = true;
"""

CONFIGURATION = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types;
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    add_header X-Content-Type-Options nosniff always;
    location ~ "\\.[0-9a-f]{{8,}}\\." {{ add_header Cache-Control "public, max-age=31536000, immutable" always; }}
  }}
}}
"""


def write_site(folder: Path) -> Site:
    """Build a site with one article, `run`, and put beside it, as `engine/`, the page of these tests."""
    content = make_content(folder)
    write_article(content, "run", HELLO)
    site = build(content, folder / "output", "publishconf.py")
    policy = site.soup("run/index.html").find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    shown = site.output / "engine"
    shown.mkdir()
    (shown / "index.html").write_text(PAGE.replace("{policy}", str(policy)))
    names = {"{engine}": "theme/js/run/engine.*.js", "{pack}": "runnable/pack.*.json"}
    script = SCRIPT
    for name, pattern in names.items():
        (found,) = site.output.glob(pattern)
        script = script.replace(name, found.relative_to(site.output).as_posix())
    (shown / "page.js").write_text(script)
    return site


@contextmanager
def nginx(root: Path, folder: Path, configured: str = CONFIGURATION) -> Iterator[str]:
    """Serve the folder `root` by nginx, whose own files are in `folder`; its log there is access.log."""
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(configured.format(folder=folder, root=root, port=port))
    path = os.pathsep.join((os.environ["PATH"], "/usr/sbin"))
    program = shutil.which("nginx", path=path) or "nginx"
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen([program, "-e", str(folder / "error.log"), "-c", str(configuration)]) as server:
        try:
            wait_for(address, server)
            yield address
        finally:
            server.terminate()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    while server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address):  # noqa: S310 - ours
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server of {address} has ended with {server.returncode}")


def job_of(code: str, **other: Any) -> dict[str, Any]:
    """A job that runs a script, as run.js makes it."""
    part = {"kind": "python", "filename": "index.md", "line": 1, "go_on": False, "code": code}
    job: dict[str, Any] = {"files": {}, "imports": [], "figure": None, "ends": True, "skip": False, "answers": []}
    return {"parts": [part], "most": MOST, **job, **other}


def run(page: Page, code: str, *archives: str, late: int = 0, answers: tuple[str, ...] = (), **other: Any) -> Any:
    """Run code in the page, with its one engine for these archives; see SCRIPT for what comes back."""
    until(page, "window.ready")
    return page.evaluate("all => run(...all)", [list(archives), job_of(code, **other), list(answers), late])


# How code of a reader gets at all that its worker has, without a word by which the engine would know.
PLANT = """
import importlib
world = importlib.import_module("j" + "s")
blob = world.Blob.new(importlib.import_module("pyo" + "dide.ffi").to_js([{script!r}]))
world.WorkerGlobalScope.prototype.importScripts.call(None, world.URL.createObjectURL(blob))
"""
# What it then does so that this Python is not taken away after the run, nor put back as it was.
STAY = "python._module._hiwire_num_refs = () => before.references; restore = () => {};"
SHOW = """
import importlib
world = importlib.import_module("j" + "s")
print(world.JSON.stringify(getattr(world, {name!r})), end="")
"""


def plant(page: Page, script: str) -> Any:
    """Run a script in the worker itself, beside worker.js, by a sample; what came of that."""
    return run(page, PLANT.format(script=f"{STAY}\n{script}"))


def planted(page: Page, name: str) -> Any:
    """What a script that was planted before has put on `self` by this name."""
    return json.loads(run(page, SHOW.format(name=name))["output"])
