"""A service, its clients and a bad quarter of a minute, event by event and without waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import inf
from random import Random

from retry import Backoff, Budget


# region server
@dataclass
class Server:
    """Serves `capacity` calls per second, never more than `burst` at once.

    During its outage it fails that share of calls which `severity` says.
    """

    capacity: float
    burst: float
    outage: tuple[float, float] = (inf, inf)  # from, until: seconds
    severity: float = 1.0
    room: float = field(init=False)
    last: float = 0.0

    def __post_init__(self) -> None:
        self.room = self.burst

    def serves(self, now: float, random: Random) -> bool:
        self.room = min(self.burst, self.room + (now - self.last) * self.capacity)
        self.last = now
        ill = self.outage[0] <= now < self.outage[1] and random.random() < self.severity
        if ill or self.room < 1:
            return False
        self.room -= 1
        return True


# endregion


@dataclass
class Storm:
    """What happened: calls per second of time, served and failed, and the operations that were given up."""

    served: Counter[int] = field(default_factory=Counter)
    failed: Counter[int] = field(default_factory=Counter)
    given_up: int = 0
    calls: int = 0
    end: float = 0.0  # seconds until the last operation was served

    def note(self, now: float, *, served: bool) -> None:
        """One call more."""
        self.calls += 1
        (self.served if served else self.failed)[int(now)] += 1
        if served:
            self.end = now

    def load(self, second: int) -> int:
        return self.served[second] + self.failed[second]

    def peak(self, start: int = 0) -> int:
        """Most calls in one second, from `start` on."""
        return max(
            self.load(second) for second in {*self.served, *self.failed} if second >= start
        )


# region simulate
def simulate(
    arrivals: Iterable[float],
    server: Server,
    backoff: Backoff | None,
    *,
    budget: Budget | None = None,
    noise: float = 0.0,
    seed: int = 0,
) -> Storm:
    """Play it through: each operation calls, and after a failure again, when its backoff says so.

    Without a backoff nobody retries. `noise` delays each call by up to so many seconds.
    """
    random, storm = Random(seed), Storm()
    calls = [
        (time + noise * random.random(), operation, 1)
        for operation, time in enumerate(arrivals)
    ]
    heapify(calls)
    while calls:
        now, operation, number = heappop(calls)
        if budget and number == 1:
            budget.earn()
        served = server.serves(now, random)
        storm.note(now, served=served)
        if served:
            continue
        if backoff is None or (budget and not budget.spend()):
            storm.given_up += 1
            continue
        later = now + backoff(number, random) + noise * random.random()
        heappush(calls, (later, operation, number + 1))
    return storm


# endregion
