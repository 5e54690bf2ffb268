"""Two ways to fail: a stream of independent operations, and a crowd in step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from retry import Backoff, Budget, exponential, fixed
from storm.simulator import Server, Storm, simulate

# region outage
RATE, CAPACITY = 100, 200  # operations that come and calls that the service can do, per second
OUTAGE = (10.0, 20.0)  # seconds
LAST_ARRIVAL = 50.0

STRATEGIES: dict[str, tuple[Backoff | None, Callable[[], Budget] | None]] = {
    "no retries": (None, None),
    "fixed, 1 s": (fixed(1), None),
    "exponential": (exponential(1, cap=30, jitter=0), None),
    "exponential, 25 % jitter": (exponential(1, cap=30, jitter=0.25), None),
    "exponential, full jitter": (exponential(1, cap=30, jitter=1), None),
    "full jitter, 10 % budget": (exponential(1, cap=30, jitter=1), Budget),
}


def stream(seed: int) -> Iterator[float]:
    """Operations that know nothing of each other: a Poisson process."""
    random, time = Random(seed), 0.0
    while (time := time + random.expovariate(RATE)) < LAST_ARRIVAL:
        yield time


def outage(name: str, *, severity: float = 1.0, seed: int = 1) -> Storm:
    """A ten-second outage, whole or partial, met with the strategy of that name."""
    backoff, budget = STRATEGIES[name]
    server = Server(CAPACITY, burst=CAPACITY / 10, outage=OUTAGE, severity=severity)
    return simulate(
        stream(seed), server, backoff, budget=budget() if budget else None, seed=seed
    )


# endregion

# region herd
CLIENTS = 1000

HERD: dict[str, Backoff] = {
    "fixed, 1 s": fixed(1),
    "exponential": exponential(1, cap=30, jitter=0),
    "exponential, 25 % jitter": exponential(1, cap=30, jitter=0.25),
    "exponential, full jitter": exponential(1, cap=30, jitter=1),
}


def herd(name: str, *, noise: float = 0.0, seed: int = 1) -> Storm:
    """A thousand clients that lost the same connection at the same moment; the service does 50 calls a second."""
    return simulate([0.0] * CLIENTS, Server(50, burst=5), HERD[name], noise=noise, seed=seed)


# endregion
