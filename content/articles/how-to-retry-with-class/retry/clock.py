"""Time, as something that can be handed over."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


# region clock
class Clock(Protocol):
    """Everything that a retry needs to know about time, in seconds."""

    def now(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...
    async def asleep(self, seconds: float) -> None: ...


class SystemClock:
    """Real time. Monotonic: a deadline must not move when somebody sets the wall clock."""

    def now(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


# endregion


# region fake
class FakeClock:
    """Time for tests: it passes only when somebody sleeps, and it remembers every sleep."""

    def __init__(self) -> None:
        self.time = 0.0
        self.sleeps: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.time += seconds

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)


# endregion
