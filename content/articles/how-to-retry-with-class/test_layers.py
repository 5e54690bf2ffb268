"""Services that call services: who retries, and how often the last one is called."""

from contextlib import ExitStack

import pytest

from clients.transport import send
from flaky import Flaky, status
from layers import calls_per_service
from retry import RequestFailed


@pytest.mark.parametrize(
    ("tries", "calls"),
    [
        ((3, 3, 3), [3, 9, 27]),
        ((3, 1, 1), [3, 3, 3]),
        ((1, 1, 3), [1, 1, 3]),
        ((4, 4, 4), [4, 16, 64]),
    ],
)
def test_tries_multiply(tries, calls):
    """Calls counted at three real servers, for one request that fails at the bottom."""
    assert calls_per_service(tries) == calls


def test_the_bottom_is_a_real_server():
    """It answers 503 to anybody who asks."""
    with ExitStack() as stack:
        bottom = stack.enter_context(Flaky([status(503)]))
        with pytest.raises(RequestFailed, match="503"):
            send("GET", bottom.url)
