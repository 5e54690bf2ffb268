"""The two ways to fail, small enough for one machine: 200 clients, and twenty seconds."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from flaky import Flaky
from livestorm.clients import play
from livestorm.service import Service
from retry import Backoff, Breaker, Budget, Policy, Retry, exponential, fixed, may_retry
from storm import Server, Storm, simulate

CLIENTS = 200


# region scene
@dataclass(frozen=True)
class Scene:
    """What the service can do, when it can't, and when the clients come. Times in seconds."""

    arrivals: Sequence[float]
    server: Callable[[], Server]
    until: float = 20.0
    unit: float = 1.0  # the first wait

    def live(self, guard: Guard) -> tuple[Storm, Counter[str]]:
        """Play it with real clients: what arrived at the service, and how the operations ended."""
        service = Service(self.server())
        with Flaky([service]) as server:
            service.start()
            ends = asyncio.run(
                play(self.arrivals, server.url, guard.retry(self.unit), until=self.until)
            )
        return replace(service.storm, given_up=ends["given up"]), ends

    def simulated(self, guard: Guard) -> Storm:
        """The same by the simulator, without waiting; it knows no breaker."""
        backoff = guard.backoff(self.unit) if guard.backoff else None
        budget = guard.budget() if guard.budget else None
        return simulate(self.arrivals, self.server(), backoff, budget=budget)


@dataclass(frozen=True)
class Guard:
    """What keeps the clients from doing harm."""

    backoff: Callable[[float], Backoff] | None  # of the first wait; None: no retries
    budget: Callable[[], Budget] | None = None
    breaker: Callable[[float], Breaker] | None = None  # of its pause

    def retry(self, unit: float) -> Retry:
        """One for all clients: as if they were the users of one process."""
        policy = Policy(on=may_retry, tries=1)
        if self.backoff:
            policy = replace(policy, tries=1_000, deadline=600, backoff=self.backoff(unit))
        return Retry(
            policy,
            budget=self.budget() if self.budget else None,
            breaker=self.breaker(unit) if self.breaker else None,
            random=Random(1),
        )


# endregion


def backoff(jitter: float) -> Callable[[float], Backoff]:
    return lambda unit: exponential(unit, cap=30, jitter=jitter)


def cool(unit: float) -> Breaker:
    return Breaker(pause=unit)


OUTAGE_GUARDS = {
    "no retries": Guard(None),
    "fixed, 1 s": Guard(fixed),
    "exponential, full jitter": Guard(backoff(1)),
    "full jitter, 10 % budget": Guard(backoff(1), budget=Budget),
    "full jitter, breaker": Guard(backoff(1), breaker=cool),
}
HERD_GUARDS = {
    "fixed, 1 s": Guard(fixed),
    "exponential": Guard(backoff(0)),
    "exponential, 25 % jitter": Guard(backoff(0.25)),
    "exponential, full jitter": Guard(backoff(1)),
}


# region scenes
def outage(
    *,
    period: float = 4.0,
    start: float = 3.0,
    end: float = 8.0,
    until: float = 20.0,
    unit: float = 1.0,
) -> Scene:
    """Each client begins an operation every `period` seconds, on a beat of its own.

    The service can do twice what they ask for, and nothing from `start` to `end`.
    """
    random = Random(1)
    beats = [period * random.random() for _ in range(CLIENTS)]
    rounds = int(until / period)
    arrivals = sorted(beat + period * number for beat in beats for number in range(rounds))
    capacity = 2 * CLIENTS / period
    down = (start, end)
    return Scene(
        arrivals, lambda: Server(capacity, capacity / 10, outage=down), until=until, unit=unit
    )


def herd(*, capacity: float = 50.0, until: float = 20.0, unit: float = 1.0) -> Scene:
    """All clients call at once, and the service can do `capacity` a second, five of them in one instant."""
    return Scene([0.0] * CLIENTS, lambda: Server(capacity, burst=5), until=until, unit=unit)


# endregion
