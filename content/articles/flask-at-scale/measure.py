"""The measurements of the article: three runs each, with error bars."""

from __future__ import annotations

import time

from stack import BARE, KINDS, celery_worker, gunicorn, redis_server
from under_load import Tally, load_while, request
from wrk import Run, wrk

PATHS = ("fast", "io", "cpu")
CONNECTIONS = 20


def runs(kind: str, path: str, repeats: int = 3) -> list[Run]:
    """So many runs of a second, each when the queue of the one before is gone."""
    found = []
    with gunicorn(kind, app=BARE) as server:
        for _ in range(repeats):
            found.append(wrk(f"{server.url}/{path}", 1, CONNECTIONS))
            request(server.port, "/fast")
    return found


def all_rates() -> dict[str, dict[str, list[float]]]:
    """Requests a second, for each kind of work and each kind of worker."""
    return {
        path: {kind: [run.rate for run in runs(kind, path)] for kind in KINDS} for path in PATHS
    }


def beside(path: str, seconds: float = 5) -> list[float]:
    """How long each quick request took while long jobs were asked for all the time."""
    times: list[float] = []

    def ask_quickly(_: Tally) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            start = time.monotonic()
            request(server.port, "/fast")
            times.append(time.monotonic() - start)

    with redis_server() as url, celery_worker(url), gunicorn("sync 2", REDIS_URL=url) as server:
        load_while(ask_quickly, server.port, path, "POST", least=2)
    return times
