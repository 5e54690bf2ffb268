"""All that an attack takes, on the loopback: the bank, its service, the attacker's site, and a real Chromium."""

import itertools
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

import api
import bank
import evil
import evil.payloads

FLAGS = (
    *("--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
MALLORY = "mallory"
PATIENCE = 60  # seconds, of which a machine at rest needs less than one


@dataclass(frozen=True)
class Seen:
    """A request as a server of ours got it, and how that answered."""

    began: int  # requests and answers are numbered together
    ended: int
    sender: str
    server: str
    method: str
    path: str
    host: str
    site: str | None
    cookies: tuple[str, ...]
    bearer: bool
    query: dict[str, str]
    form: dict[str, str]
    status: int
    gave_token: bool
    gave_cookie: bool


def sender(agent: str) -> str:
    """Who sent a request, by what it calls itself."""
    if "Mozilla" in agent:
        return "browser"
    return "evil" if agent == MALLORY else "bank"


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def serving(app: Flask) -> Iterator[int]:
    """The port of a server that runs `app` for as long as the context."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """The Chromium of this machine; each of its contexts is a new profile."""
    path = shutil.which("chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path, args=[*FLAGS, *flags], timeout=PATIENCE * 1000
        )
        try:
            yield browser
        finally:
            browser.close()


def wait_for(condition: Callable[[], Any]) -> Any:
    """What `condition` gives once it gives something."""
    deadline = time.monotonic() + PATIENCE
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError("waited in vain")
        time.sleep(0.02)
    return result


class Lab:
    """The three servers, with the accounts, the loot, and each request in its order."""

    def __init__(self, options: bank.Options) -> None:
        self.key = secrets.token_hex(32)
        self.seen: list[Seen] = []
        self._numbers = itertools.count()
        self.bank_app = bank.create_app(self.key, options)
        self.api_app = api.create_app(self.key)
        self.evil_app = evil.create_app()
        self.accounts: dict[str, dict[str, Any]] = self.api_app.extensions["accounts"]
        self.loot: list[dict[str, str]] = self.evil_app.extensions["loot"]
        self._servers = ExitStack()

    def __enter__(self) -> "Lab":
        ports = []
        for name in ("bank", "api", "evil"):
            app = getattr(self, f"{name}_app")
            app.before_request_funcs.setdefault(None, []).insert(0, self._begin)
            app.after_request(self._note(name))
            ports.append(self._servers.enter_context(serving(app)))
        self.bank = f"http://app.localhost:{ports[0]}"
        self.api = f"http://api.localhost:{ports[1]}"
        self.evil = f"http://evil.localhost:{ports[2]}"
        self.subdomain = f"http://sub.app.localhost:{ports[2]}"  # taken over by the attacker
        # Browsers find each *.localhost; Python asks the system, and not each system does.
        self.ports = {"bank": ports[0], "api": ports[1]}
        self.bank_app.config.update(API=f"127.0.0.1:{ports[1]}", API_OF_PAGES=self.api)
        self.api_app.config["PAGES"] = self.bank
        return self

    def __exit__(self, *_: object) -> None:
        self._servers.close()

    def _begin(self) -> None:
        g.began = next(self._numbers)

    def _note(self, name: str) -> Callable[[Any], Any]:
        def note(response: Any) -> Any:
            self.seen.append(
                Seen(
                    g.began,
                    next(self._numbers),
                    sender(request.headers.get("User-Agent", "")),
                    name,
                    request.method,
                    request.path,
                    request.host.partition(":")[0],
                    request.headers.get("Sec-Fetch-Site"),
                    tuple(sorted(request.cookies)),
                    "Authorization" in request.headers,
                    request.args.to_dict(),
                    request.form.to_dict(),
                    response.status_code,
                    response.is_json and "token" in (response.get_json(silent=True) or {}),
                    "Set-Cookie" in response.headers,
                )
            )
            return response

        return note

    def requests(self, server: str, path: str, method: str = "") -> list[Seen]:
        """What a server got for a path, so far."""
        return [
            seen
            for seen in self.seen
            if (seen.server, seen.path) == (server, path) and method in {"", seen.method}
        ]

    def poison(self, script: str) -> None:
        """Pay Ada nothing, with a note that is a script."""
        self.accounts["ada"]["note"] = evil.payloads.note(script)

    @property
    def stolen(self) -> int:
        return self.accounts["mallory"]["balance"]


def log_in(page: Page, lab: Lab) -> None:
    """Log in as Ada, and wait for what the page shows her."""
    page.goto(lab.bank)
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    shows(page, "500")


def shows(page: Page, balance: str) -> None:
    """Wait until the page shows this as the balance."""
    page.locator("#balance", has_text=balance).wait_for(timeout=PATIENCE * 1000)
