"""Services in a row, the last one down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress

from clients.transport import send
from flaky import Flaky, relay, status
from retry import Policy, RequestFailed, Retry, exponential, may_retry


# region layers
def client(url: str, tries: int) -> Callable[[], str]:
    """A function that gets `url`, and tries that often."""
    policy = Policy(on=may_retry, tries=tries, backoff=exponential(0.001, cap=0.01))
    return Retry(policy)(lambda: send("GET", url, timeout=5))


def calls_per_service(tries: Sequence[int]) -> list[int]:
    """Calls that arrive at each service for one operation; tries[0] is the client's."""
    with ExitStack() as stack:
        services = [stack.enter_context(Flaky([status(503)]))]  # the last one is down
        for number in reversed(tries[1:]):
            middle = relay(client(services[0].url, number))
            services.insert(0, stack.enter_context(Flaky([middle])))
        with suppress(RequestFailed):
            client(services[0].url, tries[0])()
        return [len(service.calls) for service in services]


# endregion
