"""Visitors who ask again and again while something else happens."""

from __future__ import annotations

import http.client
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from threading import Event, Lock

from stack import wait_for


# region load
@dataclass
class Tally:
    """The answers by their text, and how many requests had none."""

    answers: Counter[str] = field(default_factory=Counter)
    failures: int = 0
    lock: Lock = field(default_factory=Lock)

    def ask(self, port: int, path: str, method: str = "GET") -> None:
        try:
            text, failed = request(port, path, method), False
        except (OSError, http.client.HTTPException):
            text, failed = "", True
        with self.lock:
            self.failures += failed
            self.answers[text] += not failed


def load_while(
    work: Callable[[Tally], object], port: int, path: str, method: str = "GET", least: int = 20
) -> Tally:
    """Keep four visitors asking before, during and after `work`."""
    tally, done = Tally(), Event()

    def keep_asking() -> None:
        while not done.is_set():
            tally.ask(port, path, method)

    with ThreadPoolExecutor(4) as pool:
        for _ in range(4):
            pool.submit(keep_asking)
        try:
            wait_for(lambda: tally.answers.total() >= least, "answers")
            work(tally)
        finally:
            done.set()
    return tally


# endregion


def request(
    port: int,
    path: str,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: str | None = None,
) -> str:
    """The text of an answer over a connection of its own; HTTPException if it is an error."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with closing(connection):
        connection.request(method, path, body, headers or {})
        with connection.getresponse() as answer:
            text = answer.read().decode().strip()
        if answer.status >= 400:
            raise http.client.HTTPException(f"{answer.status} {text}")
        return text
