"""The stand-ins, and what tells of what is left behind."""

import asyncio
import logging
import time

import pytest

from fakes import ShuffledLoop, VirtualLoop, Watch, WouldWaitForever, stream_pair
from fakes.scenes import shuffled_evening


def run(coroutine, loop_factory=VirtualLoop):
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(coroutine)


def test_a_day_would_be_too_long_but_an_hour_passes_at_once():
    """Timers are kept to the second, and nobody waits for them; a loop without end is told."""

    async def sleep(seconds):
        await asyncio.sleep(seconds)
        return asyncio.get_running_loop().time()

    began = time.process_time()
    assert run(sleep(3600)) == 3600
    assert time.process_time() - began < 1

    async def beat():
        while True:  # noqa: ASYNC110 - without end on purpose
            await asyncio.sleep(30)

    with pytest.raises(WouldWaitForever, match="an hour went by"):
        run(beat())


def test_a_wait_without_a_timer_is_told():
    """Where every task waits for another, the loop raises instead of hanging."""

    async def wait():
        await asyncio.Event().wait()

    with pytest.raises(WouldWaitForever, match="no timer is set"):
        run(wait())


def test_timers_fire_in_their_order():
    """The clock jumps to the next timer, not past it."""

    async def main():
        seen = []

        async def note(seconds):
            await asyncio.sleep(seconds)
            seen.append((seconds, asyncio.get_running_loop().time()))

        await asyncio.gather(note(30), note(5), note(75))
        return seen

    assert run(main()) == [(5, 5), (30, 30), (75, 75)]


def test_a_seed_decides_on_the_order():
    """Three ready tasks run in several orders, and always in the same one for the same seed."""

    async def main():
        order = []

        async def note(name):
            order.append(name)

        await asyncio.gather(*(note(name) for name in "abc"))
        return "".join(order)

    orders = [run(main(), lambda seed=seed: ShuffledLoop(seed)) for seed in range(50)]
    assert orders == [run(main(), lambda seed=seed: ShuffledLoop(seed)) for seed in range(50)]
    assert set(orders) == {"abc", "acb", "bac", "bca", "cab", "cba"}


def test_streams_in_memory_behave_like_streams():
    """What is written is read; the end is seen; after it nothing arrives."""

    async def main():
        (reader, writer), (theirs, their_writer) = stream_pair()
        writer.write(b"hello\n")
        assert await theirs.readline() == b"hello\n"
        their_writer.close()
        their_writer.close()
        their_writer.write(b"too late")
        assert await reader.read() == b""

    run(main())


def watched(leave):
    """What the watch says of a coroutine function that leaves something behind."""

    async def main():
        watch = Watch()
        await leave()
        watch.check()

    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    with pytest.raises(AssertionError) as caught:
        run(main())
    return str(caught.value)


def test_a_task_that_runs_on_is_told():
    """By its name."""

    async def leave():
        watched.task = asyncio.create_task(asyncio.sleep(9), name="straggler")

    assert watched(leave) == "straggler still runs"


def test_a_task_destroyed_while_it_waits_is_told():
    """A task that nobody holds is collected, and the watch hears of it."""

    async def leave():
        async def wait():
            await asyncio.Event().wait()

        asyncio.create_task(wait())  # noqa: RUF006  nobody keeps it, on purpose
        await asyncio.sleep(0)

    assert watched(leave) == "Task was destroyed but it is pending!"


def test_an_error_that_nobody_fetched_is_told():
    """A task that failed unheard is no success."""

    async def leave():
        async def fail():
            raise ValueError

        asyncio.create_task(fail())  # noqa: RUF006  nobody keeps it, on purpose
        await asyncio.sleep(0)

    assert watched(leave) == "Task exception was never retrieved"


def test_an_evening_is_the_same_in_the_same_order():
    """Two runs of a seed agree, and two seeds do not."""
    assert shuffled_evening(1) == shuffled_evening(1)
    assert shuffled_evening(1) != shuffled_evening(2)
