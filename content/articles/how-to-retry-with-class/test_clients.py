"""Four clients against one misbehaving server: what arrives there is the same."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import urllib3

from clients import with_ours, with_stamina, with_tenacity, with_urllib3
from clients.streams import aget
from clients.transport import send
from flaky import Call, Flaky, commit_then_drop, drip, hang, ok, order, reset, slow, status
from retry import Policy, RequestFailed, Retry, exponential, may_retry

FETCHES = {
    "ours": with_ours.fetch,
    "tenacity": with_tenacity.fetch,
    "stamina": with_stamina.fetch,
    "urllib3": with_urllib3.fetch,
}

SCENES = {
    "success": ([ok], "GET", None, 1),
    "two 503s": ([status(503), status(503), ok], "GET", None, 3),
    "a 500, then a reset": ([status(500), reset, ok], "GET", None, 3),
    "down for good": ([status(503)], "GET", None, 4),
    "not found": ([status(404)], "GET", None, 1),
    "a bad request": ([status(400)], "GET", None, 1),
    "too many requests": ([status(429, Retry_After="0"), ok], "GET", None, 2),
    "PUT may be repeated": ([status(502), ok], "PUT", None, 2),
    "DELETE may be repeated": ([reset, ok], "DELETE", None, 2),
    "POST may not": ([status(503), ok], "POST", None, 1),
    "POST whose answer got lost": ([commit_then_drop, order], "POST", None, 1),
    "POST with a key": ([commit_then_drop, order], "POST", "k-1", 2),
}


@pytest.mark.parametrize("library", FETCHES)
@pytest.mark.parametrize("scene", SCENES)
def test_all_four_send_the_same_calls(library, scene):
    """Number, method, path and key of the calls are what the scene says, whichever library makes them."""
    script, method, key, calls = SCENES[scene]
    with Flaky(script) as server:
        try:
            FETCHES[library](method, f"{server.url}/orders", key=key)
        except (RequestFailed, urllib3.exceptions.HTTPError) as error:
            succeeded = not error
        else:
            succeeded = True
        assert server.calls == [Call(method, "/orders", key)] * calls
        assert succeeded is (script[min(calls, len(script)) - 1] in (ok, order))


@pytest.mark.parametrize("library", FETCHES)
def test_a_refused_connection_is_retried_for_any_method(library):
    """Nothing was sent, so even a POST may go again; it arrives once, at the third try."""
    with Flaky(refuse=2) as server:
        assert FETCHES[library]("POST", server.url) == "hello"
        assert server.refused == 2
        assert len(server.calls) == 1


def test_where_they_differ():
    """429 says the POST was not even looked at: our questions see that, urllib3 goes by the method alone."""
    counts = {}
    for library, fetch in FETCHES.items():
        with Flaky([status(429), ok]) as server:
            with suppress(RequestFailed):
                fetch("POST", server.url)
            counts[library] = len(server.calls)
    assert counts == {"ours": 2, "tenacity": 2, "stamina": 2, "urllib3": 1}


@pytest.mark.parametrize(
    ("key_for", "orders"),
    [
        (lambda _operation, _number: None, 2),
        (lambda operation, number: f"{operation}-{number}", 2),
        (lambda operation, _number: operation, 1),
    ],
    ids=["no key", "a key for every try", "a key for the operation"],
)
def test_an_order_whose_confirmation_is_lost(key_for, orders):
    """Retried without a key it is stored twice, and with a new key for each try too; with one key, once."""
    with Flaky([commit_then_drop, order]) as server:
        for run in Retry(Policy(on=RequestFailed, backoff=exponential(0.01, cap=1))):
            with run:
                answer = send("POST", server.url, key=key_for("a1", run.number))
        assert len(server.shop.orders) == orders
        assert answer == f"order {orders}"


def test_the_answer_to_a_repeated_key_is_repeated():
    """The second request learns what the first one would have said."""
    with Flaky([order]) as server:
        assert (
            send("POST", server.url, key="a") == send("POST", server.url, key="a") == "order 1"
        )
        assert send("POST", server.url, key="b") == "order 2"


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_real_503_makes_the_client_wait(form):
    """Both forms of the header, from a real answer, hold the next try back for the second they ask for."""

    def busy(request):
        later = datetime.now(UTC) + timedelta(seconds=2)
        status(
            503, Retry_After="1" if form == "seconds" else format_datetime(later, usegmt=True)
        )(request)

    with Flaky([busy, ok]) as server:
        start = time.monotonic()
        assert with_ours.fetch("GET", server.url) == "hello"
        assert 0.95 < time.monotonic() - start < 4


def test_a_date_is_read_by_the_clock_of_the_server():
    """A server whose clock is years off still gets the four seconds that it asked for."""
    header = {
        "Retry_After": "Sat, 01 Jan 2000 00:00:04 GMT",
        "Date": "Sat, 01 Jan 2000 00:00:00 GMT",
    }
    with Flaky([status(503, **header)]) as server:
        with pytest.raises(RequestFailed) as caught:
            send("GET", server.url)
        assert caught.value.retry_after == 4


def test_a_deadline_holds_against_hangs_and_slowness():
    """Every try gets what is left of the deadline, and the operation ends by it."""
    for behaviour in (hang(5), slow(5)):
        with Flaky([behaviour]) as server:
            start = time.monotonic()
            with pytest.raises(RequestFailed):
                for run in Retry(Policy(on=may_retry, tries=9, try_timeout=0.2, deadline=0.5)):
                    with run:
                        send("GET", server.url, timeout=run.timeout)
            assert time.monotonic() - start < 0.5 + 1  # the second for a busy machine
            assert len(server.calls) >= 2


def test_a_dripping_server_outlives_a_socket_timeout():
    """A byte every 50 ms never lets a read time out, so a try lasts as long as the drip."""
    with Flaky([drip(1.2, pause=0.05)]) as server:
        start = time.monotonic()
        with pytest.raises(RequestFailed):
            send("GET", server.url, timeout=0.5)
        assert time.monotonic() - start > 1.1


def test_a_dripping_server_does_not_outlive_asyncio_timeout():
    """Asyncio cancels the read, however alive it looks."""
    with Flaky([drip(5, pause=0.05)]) as server:
        start = time.monotonic()
        with pytest.raises(TimeoutError):
            asyncio.run(Retry(Policy(on=OSError, tries=1, try_timeout=0.2))(aget)(server.url))
        assert time.monotonic() - start < 3


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        (RequestFailed("POST", sent=False), True),
        (RequestFailed("GET"), True),
        (RequestFailed("GET", status=503), True),
        (RequestFailed("GET", status=404), False),
        (RequestFailed("GET", status=501), False),
        (RequestFailed("PUT", status=500), True),
        (RequestFailed("PATCH", status=500), False),
        (RequestFailed("POST"), False),
        (RequestFailed("POST", status=503), False),
        (RequestFailed("POST", status=503, key="k"), True),
        (RequestFailed("POST", status=400, key="k"), False),
        (RequestFailed("POST", status=429), True),
        (KeyError("not a request"), False),
    ],
    ids=repr,
)
def test_may_retry(failure, verdict):
    """The questions lead to this verdict."""
    assert may_retry(failure) is verdict
