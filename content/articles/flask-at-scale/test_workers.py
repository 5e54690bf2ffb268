# needs: wrk, gunicorn
"""Kinds of workers, and what each is good for: orderings and ratios of short runs."""

from functools import cache
from statistics import median

import pytest

from stack import BARE, KINDS, gunicorn
from under_load import request
from wrk import wrk

LONG = 0.1  # seconds that /io waits


@cache
def rates(kind, path):
    """Requests a second of three short runs; each begins when the queue of the one before is gone."""
    found = []
    with gunicorn(kind, app=BARE) as server:
        for _ in range(3):
            run = wrk(f"{server.url}/{path}", 1, connections=20)
            assert run.errors == 0
            found.append(run.rate)
            request(server.port, "/fast")
    return sorted(found)


# region orderings
@pytest.mark.parametrize("kind", ["gthread 2x20", "gevent 2"])
def test_waiting_is_done_at_once(kind):
    """Where requests wait, threads and greenlets serve at least five times what two sync workers do."""
    assert median(rates(kind, "io")) >= 5 * median(rates("sync 2", "io"))


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_sync_is_arithmetic(workers):
    """Sync workers serve one request each at a time: never more than that, and little less."""
    most = workers / LONG
    assert 0.7 * most <= max(rates(f"sync {workers}", "io")) <= most


def test_computing_gains_nothing():
    """Greenlets take turns at one core: at their best two gevent workers compute no more than two sync ones."""
    assert max(rates("gevent 2", "cpu")) < 1.5 * max(rates("sync 2", "cpu"))


# endregion


def test_all_kinds_answer():
    """Each kind that the article names starts, and answers."""
    assert all(rates(kind, "io")[0] > 0 for kind in KINDS)
