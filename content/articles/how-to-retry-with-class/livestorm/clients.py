"""Many asyncio clients of one service."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable

from clients.streams import aget
from retry import CircuitOpen, RequestFailed, Retry


# region play
async def play(
    arrivals: Iterable[float], url: str, retry: Retry, *, until: float
) -> Counter[str]:
    """Begin an operation at each of these seconds, and count how they end.

    An operation ends as "served", as "given up" after a call that failed, or as "refused" by an open
    breaker before it could call. What has not ended after `until` seconds is cancelled, and
    counts as "waiting".
    """
    ends: Counter[str] = Counter()
    start = asyncio.get_running_loop().time()

    async def operate(second: float) -> None:
        await asyncio.sleep(start + second - asyncio.get_running_loop().time())
        calls, end = 0, "waiting"
        try:
            async for run in retry:
                with run:
                    calls += 1
                    await aget(url, timeout=run.timeout)
            end = "served"
        except (RequestFailed, CircuitOpen):
            end = "given up" if calls else "refused"
        finally:
            ends[end] += 1

    tasks = [asyncio.create_task(operate(second)) for second in arrivals]
    _, late = await asyncio.wait(tasks, timeout=until)
    for task in late:
        task.cancel()
    await asyncio.wait(tasks)
    return ends


# endregion
