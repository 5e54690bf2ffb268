"""The loop, and the decision that it waits for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import wraps
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from random import Random
from types import TracebackType
from typing import Any, ParamSpec, TypeVar, cast

from retry.breaker import Breaker, State
from retry.budget import Budget
from retry.clock import Clock, SystemClock
from retry.policy import Policy
from retry.report import Hook, Report, ignore

P = ParamSpec("P")
T = TypeVar("T")


class Retry:
    """A policy at work: a decorator for functions and coroutines, and an iterator of tries.

    Share one Retry between all calls to the same service: its budget and breaker belong to the service.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        budget: Budget | None = None,
        breaker: Breaker | None = None,
        hook: Hook = ignore,
        clock: Clock | None = None,
        random: Random | None = None,
    ) -> None:
        self.policy = policy
        self.budget = budget or Budget(operations_per_retry=0)  # retries for free
        self.breaker = breaker or Breaker(threshold=float("inf"))  # never opens
        self.hook = hook
        self.clock = clock or SystemClock()
        self.random = random or Random()

    def __call__(self, function: Callable[P, T]) -> Callable[P, T]:
        """Decorate a function, or a coroutine function."""
        if isgeneratorfunction(function) or isasyncgenfunction(function):
            raise TypeError(
                f"{function.__qualname__} is a generator: retry the code that runs through it"
            )
        if iscoroutinefunction(function):
            return cast("Callable[P, T]", self._async(cast("Any", function)))
        return self._sync(function)

    # region sync
    def _sync(self, function: Callable[P, T]) -> Callable[P, T]:
        @wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
            run = Run(self)
            while True:
                with run:
                    return function(*args, **kwargs)
                self.clock.sleep(run.delay)

        return wrapper

    # endregion

    # region async
    def _async(self, function: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
        @wraps(function)
        async def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
            run = Run(self)
            while True:
                with run:
                    async with asyncio.timeout(run.timeout):
                        return await function(*args, **kwargs)
                await self.clock.asleep(run.delay)

        return wrapper

    # endregion

    # region iterate
    def __iter__(self) -> Iterator[Run]:
        run = Run(self)
        yield run
        while run.again:
            self.clock.sleep(run.delay)
            yield run

    async def __aiter__(self) -> AsyncIterator[Run]:
        """Nothing cuts these tries off: hand `run.timeout` to whatever the block awaits."""
        run = Run(self)
        yield run
        while run.again:
            await self.clock.asleep(run.delay)
            yield run

    # endregion


# region run
class Run:
    """One operation: enter it for every try; it swallows errors that deserve another."""

    def __init__(self, retry: Retry) -> None:
        self.retry = retry
        self.number = 0  # of the try at hand, from 1
        self.again = False  # there will be another try …
        self.delay = 0.0  # … in so many seconds
        self.started = retry.clock.now()
        retry.budget.earn()

    @property
    def elapsed(self) -> float:
        return self.retry.clock.now() - self.started

    @property
    def remaining(self) -> float:
        return self.retry.policy.deadline - self.elapsed

    @property
    def timeout(self) -> float:
        """Seconds that this try may take. Never 0: sockets take that for "do not wait"."""
        return max(0.001, min(self.retry.policy.try_timeout, self.remaining))

    def __enter__(self) -> Run:
        self.again = False
        self.retry.breaker.admit()
        self.number += 1
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> bool:
        self._tell_breaker(error)
        refusal = None
        if error is not None:
            self.delay = self._delay_after(error)
            refusal = self._refusal(error)
            self.again = refusal is None
            if refusal:
                error.add_note(f"gave up after try {self.number}: {refusal}")
        delay = self.delay if self.again else 0.0
        self.retry.hook(Report(self.number, self.elapsed, error, refusal, delay))
        # True swallows the error; False lets it pass: the same object, with its own traceback.
        return self.again

    # endregion

    # region refusal
    def _refusal(self, error: BaseException) -> str | None:
        """Why there is no other try; None when there is one."""
        retry = self.retry
        if not retry.policy.permits(error):
            return "not worth a retry"
        if self.number >= retry.policy.tries:
            return "out of tries"
        if self.delay >= self.remaining:
            return "out of time"
        if retry.breaker.state is State.OPEN:
            return "circuit open"
        if not retry.budget.spend():  # the last question, because asking it costs
            return "budget spent"
        return None

    # endregion

    # region delay
    def _delay_after(self, error: BaseException) -> float:
        """What the server asked for, and the backoff on top, so that not all come back at once."""
        asked = getattr(error, "retry_after", None) or 0.0
        return asked + self.retry.policy.backoff(self.number, self.retry.random)

    # endregion

    def _tell_breaker(self, error: BaseException | None) -> None:
        """Transient errors are its failures; a 404 or a cancellation says nothing of its health."""
        breaker = self.retry.breaker
        if error is None:
            breaker.succeeded()
        elif self.retry.policy.permits(error):
            breaker.failed()
        else:
            breaker.abandoned()
