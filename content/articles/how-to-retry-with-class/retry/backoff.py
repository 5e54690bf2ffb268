"""How long to wait before the next try."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

# region backoff
Backoff = Callable[[int, Random], float]
"""(number of the try that failed, from 1; source of chance) -> seconds to wait"""


def fixed(interval: float) -> Backoff:
    """Always the same wait."""
    return lambda _number, _random: interval


def exponential(base: float, *, cap: float, jitter: float = 1.0) -> Backoff:
    """Double the wait after every try, up to `cap` seconds.

    `jitter` is the share of the wait left to chance: 0.25 its last quarter, 1 all of it.
    """

    def wait(number: int, random: Random) -> float:
        doublings = min(number - 1, 63)  # 2.0**1024 overflows, and patient clients get there
        longest = min(cap, base * 2.0**doublings)
        return longest * (1 - jitter * random.random())

    return wait


# endregion
