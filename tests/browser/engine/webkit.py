"""WebKitGTK with a window that nobody sees, driven by WebDriver."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.browser.engine.house import wait_for
from tests.browser.house import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 300  # seconds, on a machine that has much else to do
RUN = "const [all, done] = arguments; run(...all).then(done, (error) => done({ ended: String(error) }))"
JSON = {"Content-Type": "application/json"}


class DriverError(Exception):
    """What the driver says when it can't do what it was told, as JSON."""


class Tab:
    """A tab of a browser whose driver listens at `address`, which says the standard of W3C."""

    def __init__(self, address: str) -> None:
        self._session = f"{address}/session"
        self._session += f"/{self._post('', {'capabilities': {}})['sessionId']}"
        self._post("/timeouts", {"script": 1000 * PATIENCE})

    def _ask(self, method: str, path: str, told: object = None) -> Any:
        data = None if told is None else json.dumps(told).encode()
        request = urllib.request.Request(self._session + path, data, JSON, method=method)  # noqa: S310 - loopback
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - as above
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise DriverError(error.read().decode()) from None

    def _post(self, path: str, told: object) -> Any:
        return self._ask("POST", path, told)

    def open(self, address: str) -> None:
        """Go to an address, and wait until the page there is loaded."""
        self._post("/url", {"url": address})

    def run(self, job: list[Any]) -> Any:
        """What `run` of the page gives for these arguments."""
        return self._post("/execute/async", {"script": RUN, "args": [job]})

    def close(self) -> None:
        """End the browser."""
        self._ask("DELETE", "")


@contextmanager
def webkit() -> Iterator[Tab]:
    """A tab of WebKitGTK's own small browser."""
    port = free_port()
    with (
        screen() as display,
        subprocess.Popen(["WebKitWebDriver", f"--port={port}"], env={**os.environ, "DISPLAY": display}) as driver,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/status", driver)
            tab = Tab(f"http://127.0.0.1:{port}")
            try:
                yield tab
            finally:
                tab.close()
        finally:
            driver.terminate()


@contextmanager
def screen() -> Iterator[str]:
    """The name of a display that is in memory only."""
    command = ["Xvfb", "-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1024x768x24"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        try:
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()
