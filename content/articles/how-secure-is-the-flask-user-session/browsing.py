"""Serve an app on a free port of the loopback, and visit it with a real Chromium."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import BrowserContext, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from decode import decode

FLAGS = (
    *("--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of a server that runs `app` for as long as the context."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium() -> Iterator[BrowserContext]:
    """A new profile in the Chromium of this machine."""
    path = shutil.which("chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser.new_context()
        finally:
            browser.close()


# region win
def win_by_reading(browser: BrowserContext, address: str) -> str:
    """Log in, read the cookie as developer tools do, guess once; what is shown."""
    page = browser.new_page()
    page.goto(address)
    page.get_by_label("Your name").fill("ada")
    page.get_by_role("button", name="Play").click()
    [cookie] = browser.cookies()
    answer = decode(cookie["value"]).data["answer"]
    page.get_by_label("Your guess").fill(str(answer))
    page.get_by_role("button", name="Guess").click()
    return "\n".join(page.locator("p").all_inner_texts())


# endregion
