"""Hedging: a second request before the first one has failed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


# region hedge
async def hedge(call: Callable[[], Awaitable[T]], *, after: float) -> T:
    """Begin a second call if the first takes over `after` seconds; the first to end wins.

    An error wins too: hedging is against slowness, and errors are a matter for Retry.
    """
    calls = {asyncio.ensure_future(call())}
    try:
        ended, _ = await asyncio.wait(calls, timeout=after)
        if not ended:
            calls.add(asyncio.ensure_future(call()))
            ended, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
        return ended.pop().result()
    finally:
        for loser in calls:
            loser.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


# endregion
