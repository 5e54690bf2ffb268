"""The loop of "How to Retry with Class", without its budget and its breaker.

A worker has one operation at a time and nobody to be polite to: tries and backoff are enough.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from random import Random
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
Backoff = Callable[[int, Random], float]
"""(number of the try that failed, from 1; source of chance) -> seconds to wait"""


# region retry
def exponential(base: float, *, cap: float) -> Backoff:
    """Up to twice as long after every try; how long is left to chance."""
    return lambda number, random: min(cap, base * 2.0 ** (number - 1)) * random.random()


@dataclass(frozen=True, kw_only=True)
class Policy:
    on: type[Exception]
    tries: int = 3  # in all, the first one included
    backoff: Backoff = exponential(0.1, cap=5.0)


class Retry:
    """A policy at work, as a decorator of functions."""

    def __init__(self, policy: Policy, sleep: Callable[[float], None] = time.sleep) -> None:
        self.policy = policy
        self.sleep = sleep
        self.random = Random()

    def __call__(self, function: Callable[P, T]) -> Callable[P, T]:
        @wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
            for number in range(1, self.policy.tries):
                try:
                    return function(*args, **kwargs)
                except self.policy.on:
                    self.sleep(self.policy.backoff(number, self.random))
            return function(*args, **kwargs)  # the last try: what it raises is the caller's

        return wrapper


# endregion
