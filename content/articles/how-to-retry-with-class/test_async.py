"""The same class for coroutines, and what cancellation does to it."""

import asyncio
import time

import pytest

from clients.streams import aget
from flaky import Flaky, hang, ok, reset, slow, status
from retry import (
    Breaker,
    FakeClock,
    Policy,
    RequestFailed,
    Retry,
    SystemClock,
    exponential,
    fixed,
    hedge,
    may_retry,
)
from retry.breaker import State


def test_coroutines_wait_like_functions():
    """Same policy, same tries, same waits."""
    clock, calls = FakeClock(), []

    @Retry(
        Policy(on=ConnectionError, tries=4, backoff=exponential(1, cap=9, jitter=0)),
        clock=clock,
    )
    async def fetch(answer):
        calls.append(answer)
        if len(calls) < 3:
            raise ConnectionError
        return answer

    assert asyncio.run(fetch("hello")) == "hello"
    assert clock.sleeps == [1, 2]


def test_blocks_can_be_async():
    """`async for` over a Retry makes tries with waits between."""
    clock = FakeClock()

    async def fetch():
        async for run in Retry(Policy(on=OSError, backoff=fixed(2)), clock=clock):
            with run:
                if run.number < 3:
                    raise OSError
                return run.number
        raise AssertionError("unreachable")

    assert asyncio.run(fetch()) == 3
    assert clock.sleeps == [2, 2]


def test_cancelling_a_try_ends_the_operation():
    """CancelledError raised in a try is not retried, even by a policy that retries everything."""

    async def main():
        calls = 0

        @Retry(Policy(on=lambda _: True, tries=9))
        async def fetch():
            nonlocal calls
            calls += 1
            await asyncio.sleep(60)

        task = asyncio.create_task(fetch())
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return calls

    assert asyncio.run(main()) == 1


def test_cancelling_a_wait_ends_the_operation():
    """A task that is cancelled between two tries never makes the second."""

    async def main():
        calls = 0

        @Retry(Policy(on=OSError, tries=9, backoff=fixed(20)))
        async def fetch():
            nonlocal calls
            calls += 1
            raise OSError

        task = asyncio.create_task(fetch())
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return calls

    assert asyncio.run(main()) == 1


def test_a_timeout_from_outside_is_not_taken_for_a_failed_try():
    """The caller's own asyncio.timeout ends everything, although each try's TimeoutError would be retried."""

    async def main():
        calls = 0

        @Retry(Policy(on=TimeoutError, tries=9, try_timeout=60, deadline=60))
        async def fetch():
            nonlocal calls
            calls += 1
            await asyncio.sleep(60)

        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await fetch()
        return calls

    assert asyncio.run(main()) == 1


def test_a_hanging_server_costs_one_try_not_the_operation():
    """The first answer never comes; its try is cut off, and the second try is served."""
    with Flaky([hang(5), ok]) as server:
        retry = Retry(
            Policy(on=(TimeoutError, RequestFailed), try_timeout=0.5, backoff=fixed(0.01))
        )
        start = time.monotonic()
        assert asyncio.run(retry(aget)(server.url)) == "hello"
        assert 0.1 <= time.monotonic() - start < 2
        assert len(server.calls) == 2


def test_a_try_that_hangs_is_retried_by_the_five_questions_too():
    """Given its timeout, aget names the method of the request that got no answer, and may_retry says yes."""

    async def fetch(url):
        async for run in Retry(Policy(on=may_retry, try_timeout=0.3, deadline=5)):
            with run:
                return await aget(url, timeout=run.timeout)
        raise AssertionError("unreachable")

    with Flaky([hang(5), ok]) as server:
        assert asyncio.run(fetch(server.url)) == "hello"
        assert len(server.calls) == 2


def test_a_breaker_counts_the_tries_that_hang():
    """Three timeouts in a row, judged by may_retry, open the circuit."""

    async def fetch(url, retry):
        async for run in retry:
            with run:
                await aget(url, timeout=run.timeout)

    breaker = Breaker(threshold=3)
    policy = Policy(on=may_retry, tries=9, try_timeout=0.5, backoff=fixed(0.01))
    with Flaky([hang(5)]) as server:
        with pytest.raises(RequestFailed, match="GET: no answer"):
            asyncio.run(fetch(server.url, Retry(policy, breaker=breaker)))
        assert breaker.state is State.OPEN
        assert len(server.calls) == 3


def test_a_try_that_is_cut_off_from_outside_does_not_tell_its_method():
    """The decorator's own timeout is a bare TimeoutError: may_retry refuses it, a policy that names it does not."""

    def either(error):
        return isinstance(error, TimeoutError) or may_retry(error)

    for on, calls in ((may_retry, 1), (either, 2)):
        with Flaky([hang(5), ok]) as server:
            fetch = Retry(Policy(on=on, try_timeout=0.3, backoff=fixed(0.01)))(aget)
            if calls == 1:
                with pytest.raises(TimeoutError):
                    asyncio.run(fetch(server.url))
            else:
                assert asyncio.run(fetch(server.url)) == "hello"
            assert len(server.calls) == calls


def test_the_deadline_holds_against_a_server_that_always_hangs():
    """Tries and waits together end by the deadline, on the real clock."""
    with Flaky([hang(5)]) as server:
        retry = Retry(
            Policy(
                on=TimeoutError,
                tries=99,
                try_timeout=0.15,
                deadline=0.5,
                backoff=fixed(0.01),
            )
        )
        start = time.monotonic()
        with pytest.raises(TimeoutError):
            asyncio.run(retry(aget)(server.url))
        assert 0.3 < time.monotonic() - start < 0.5 + 1  # the second for a busy machine
        assert len(server.calls) >= 2


@pytest.mark.parametrize("failure", [reset, status(503)])
def test_real_failures_are_retried(failure):
    """A connection reset and a 503 come out of the streams as errors that may_retry knows."""
    with Flaky([failure, ok]) as server:
        retry = Retry(Policy(on=may_retry, backoff=fixed(0.01)))
        assert asyncio.run(retry(aget)(server.url)) == "hello"
        assert len(server.calls) == 2


def test_nobody_listens():
    """A refused connection is a request that was not sent."""
    with Flaky(refuse=9) as server:
        with pytest.raises(RequestFailed) as caught:
            asyncio.run(aget(server.url))
        assert caught.value.sent is False


def test_a_hedge_beats_a_slow_answer():
    """The first call takes five seconds; the second, begun after 50 ms, answers, and the caller sees only that."""
    with Flaky([slow(5), ok]) as server:
        start = time.monotonic()
        assert asyncio.run(hedge(lambda: aget(server.url), after=0.05)) == "hello"
        assert time.monotonic() - start < 2
        assert len(server.calls) == 2


def test_a_quick_answer_is_not_hedged():
    """No second call when the first one is quick."""
    with Flaky([ok]) as server:
        assert asyncio.run(hedge(lambda: aget(server.url), after=2)) == "hello"
        assert len(server.calls) == 1


def test_the_loser_of_a_hedge_is_cancelled():
    """No task is left running."""

    async def main():
        ends = []

        async def call():
            number = len(ends)
            ends.append("began")
            try:
                await asyncio.sleep(60 if number == 0 else 0)
            except asyncio.CancelledError:
                ends[number] = "cancelled"
                raise
            ends[number] = "won"
            return number

        assert await hedge(call, after=0.01) == 1
        assert len(asyncio.all_tasks()) == 1
        return ends

    assert asyncio.run(main()) == ["cancelled", "won"]


def test_a_cancelled_probe_lets_another_through():
    """A half-open breaker whose probe was cancelled is not stuck."""

    async def main():
        clock = FakeClock()
        breaker = Breaker(threshold=1, pause=1, clock=clock)
        breaker.failed()
        clock.sleep(1)

        @Retry(Policy(on=OSError), breaker=breaker)
        async def fetch(seconds):
            await asyncio.sleep(seconds)

        task = asyncio.create_task(fetch(60))
        await asyncio.sleep(0.01)
        assert breaker.state is State.HALF_OPEN
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await fetch(0)
        assert breaker.state is State.CLOSED

    asyncio.run(main())


def test_the_system_clock_is_monotonic_and_sleeps():
    """Both kinds of sleep let real time pass."""
    clock = SystemClock()
    start = clock.now()
    clock.sleep(0.01)
    asyncio.run(clock.asleep(0.01))
    assert clock.now() - start >= 0.02
