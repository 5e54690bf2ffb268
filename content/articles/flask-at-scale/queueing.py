"""A queue in front of workers, visitor by visitor and without waiting."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heapreplace
from random import Random


# region simulate
@dataclass(frozen=True)
class Visit:
    """When a visitor came, when a worker began, and when all was done, in seconds."""

    came: float
    began: float
    done: float


def simulate(
    workers: int, service: float, rate: float, *, visitors: int = 4000, seed: int = 0
) -> list[Visit]:
    """`rate` visitors a second at random, each served by the first free worker.

    A service takes `service` seconds on average, most of them less and a few much more.
    """
    random, now, visits = Random(seed), 0.0, []
    free = [0.0] * workers  # when each worker is free again
    heapify(free)
    for _ in range(visitors):
        now += random.expovariate(rate)
        began = max(now, free[0])
        done = began + random.expovariate(1 / service)
        heapreplace(free, done)
        visits.append(Visit(now, began, done))
    return visits


def mean_time(visits: list[Visit]) -> float:
    """Seconds from coming to the end, on average."""
    return sum(visit.done - visit.came for visit in visits) / len(visits)


def percentile(visits: list[Visit], share: float) -> float:
    """Seconds that this share of the visitors does not exceed."""
    times = sorted(visit.done - visit.came for visit in visits)
    return times[min(len(times) - 1, int(share * len(times)))]


def mean_present(visits: list[Visit]) -> float:
    """How many visitors are there on average, counted at each of ten thousand moments."""
    end = max(visit.done for visit in visits)
    moments = [end * number / 10_000 for number in range(10_000)]
    changes = sorted([(v.came, 1) for v in visits] + [(v.done, -1) for v in visits])
    present, seen, place = 0, 0, 0
    for moment in moments:
        while place < len(changes) and changes[place][0] <= moment:
            present += changes[place][1]
            place += 1
        seen += present
    return seen / len(moments)


# endregion
