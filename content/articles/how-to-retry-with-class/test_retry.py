"""The loop and its decision, with a clock that nobody waits for."""

import traceback
from random import Random

import pytest

from retry import (
    Breaker,
    Budget,
    CircuitOpen,
    FakeClock,
    Policy,
    Report,
    Retry,
    exponential,
    fixed,
)
from retry.breaker import State


class Service:
    """Raises the errors of its script, one a call, then answers."""

    def __init__(self, *script: BaseException) -> None:
        self.script = list(script)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.script:
            raise self.script.pop(0)
        return "hello"


def down(times: int) -> Service:
    return Service(*(ConnectionError(f"failure {number}") for number in range(1, times + 1)))


def retrying(
    clock: FakeClock | None = None, *, budget=None, breaker=None, hook=lambda _: None, **rules
) -> Retry:
    rules = {
        "on": ConnectionError,
        "tries": 4,
        "backoff": exponential(1, cap=60, jitter=0),
        **rules,
    }
    clock = clock or FakeClock()
    return Retry(
        Policy(**rules),
        clock=clock,
        budget=budget,
        breaker=breaker,
        hook=hook,
        random=Random(1),
    )


# region waits
def test_waits_and_tries_exactly_as_the_policy_says():
    """Three failures cost three waits, doubled each time, and the fourth try answers."""
    clock, service = FakeClock(), down(3)
    assert retrying(clock)(service.__call__)() == "hello"
    assert service.calls == 4
    assert clock.sleeps == [1, 2, 4]


# endregion


def test_tries_count_the_first_one():
    """tries=3 means three calls, and no wait after the last."""
    clock, service = FakeClock(), down(99)
    with pytest.raises(ConnectionError, match="failure 3"):
        retrying(clock, tries=3)(service.__call__)()
    assert service.calls == 3
    assert clock.sleeps == [1, 2]


def test_the_cap_bounds_every_wait():
    """Doubling ends at the cap."""
    clock = FakeClock()
    retrying(clock, tries=9, backoff=exponential(1, cap=5, jitter=0), deadline=99)(
        down(6).__call__
    )()
    assert clock.sleeps == [1, 2, 4, 5, 5, 5]


def test_a_patient_client_does_not_overflow():
    """The ten-thousandth wait is the cap, not an OverflowError."""
    assert exponential(0.1, cap=30, jitter=0)(10_000, Random(1)) == 30


def test_fixed_is_fixed():
    """The number of the try does not matter to a fixed interval."""
    assert {fixed(2.5)(number, Random(1)) for number in range(1, 50)} == {2.5}


@pytest.mark.parametrize("jitter", [0.25, 1.0])
def test_jitter_stays_in_its_bounds_and_fills_them(jitter):
    """Of 10,000 draws none leaves its share of the wait, every tenth of the share gets its tenth, and the mean fits."""
    wait, random = exponential(1, cap=8, jitter=jitter), Random(7)
    draws = [wait(4, random) for _ in range(10_000)]
    low = 8 * (1 - jitter)
    assert low < min(draws)
    assert max(draws) <= 8
    tenths = [0] * 10
    for draw in draws:
        tenths[min(9, int(10 * (draw - low) / (8 - low)))] += 1
    assert all(900 < count < 1100 for count in tenths)
    assert abs(sum(draws) / len(draws) - (low + 8) / 2) < 0.05 * (8 - low)


def test_other_errors_pass_at_once():
    """An error that the policy does not name gets no second try, and no wait."""
    clock, service = FakeClock(), Service(ValueError("our own mistake"))
    with pytest.raises(ValueError, match="our own mistake"):
        retrying(clock)(service.__call__)()
    assert service.calls == 1
    assert clock.sleeps == []


def test_errors_can_be_chosen_by_a_function():
    """`on` may look inside the error."""
    service = Service(OSError(111, "refused"), OSError(2, "no such file"))
    with pytest.raises(OSError, match="no such file"):
        retrying(on=lambda error: error.errno == 111)(service.__call__)()
    assert service.calls == 2


@pytest.mark.parametrize("order", [KeyboardInterrupt, SystemExit])
def test_orders_to_stop_are_obeyed(order):
    """Even a policy that retries everything does not retry these."""
    service = Service(order())
    with pytest.raises(order):
        retrying(on=lambda _: True)(service.__call__)()
    assert service.calls == 1


def test_the_last_error_survives_untouched():
    """What comes out is the very object that went in, its traceback reaches the line, and no earlier error hangs on."""
    errors = [ConnectionError("first"), ConnectionError("second")]
    service = Service(*errors)
    with pytest.raises(ConnectionError) as caught:
        retrying(tries=2)(service.__call__)()
    assert caught.value is errors[1]
    assert (
        traceback.extract_tb(caught.value.__traceback__)[-1].line == "raise self.script.pop(0)"
    )
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    assert caught.value.__notes__ == ["gave up after try 2: out of tries"]


def test_an_error_that_is_empty_is_an_error():
    """An exception may be false, like any object with a length of 0; it is retried all the same."""

    class Missing(ConnectionError):
        def __len__(self) -> int:
            return 0

    service = Service(Missing())
    assert retrying()(service.__call__)() == "hello"
    assert service.calls == 2


def test_no_wait_reaches_past_the_deadline():
    """When the next wait would end after the deadline, the error comes out now."""
    clock, service = FakeClock(), down(99)
    with pytest.raises(ConnectionError) as caught:
        retrying(clock, tries=99, deadline=10)(service.__call__)()
    assert clock.sleeps == [1, 2, 4]  # the next 8 would end at 15
    assert caught.value.__notes__ == ["gave up after try 4: out of time"]


@pytest.mark.parametrize("seed", range(50))
def test_the_deadline_holds_when_tries_keep_to_their_timeout(seed):
    """Tries that fail or hang by chance, each as long as its timeout at most, end by the deadline."""
    clock, random = FakeClock(), Random(seed)
    retry = Retry(
        Policy(on=TimeoutError, tries=99, deadline=20, try_timeout=6),
        clock=clock,
        random=random,
    )
    with pytest.raises(TimeoutError):
        for run in retry:
            with run:
                clock.sleep(min(run.timeout, random.uniform(0, 9)))
                raise TimeoutError
    assert clock.now() <= 20 + 1e-9


def test_the_server_may_ask_for_a_longer_wait():
    """retry_after is the least; the backoff comes on top."""
    clock, error = FakeClock(), ConnectionError()
    error.retry_after = 3.0
    retrying(clock)(Service(error).__call__)()
    assert clock.sleeps == [4]


def test_a_wait_that_the_deadline_forbids_is_not_begun():
    """A server that asks for an hour gets no second call from a client with ten seconds."""
    clock, error = FakeClock(), ConnectionError()
    error.retry_after = 3600.0
    with pytest.raises(ConnectionError):
        retrying(clock, deadline=10)(Service(error).__call__)()
    assert clock.sleeps == []


def test_a_block_is_retried_like_a_function():
    """The iterator form makes the same tries and waits."""
    clock, service = FakeClock(), down(2)
    numbers = []
    for run in retrying(clock):
        with run:
            numbers.append(run.number)
            answer = service()
    assert answer == "hello"
    assert numbers == [1, 2, 3]
    assert clock.sleeps == [1, 2]


def test_a_block_that_forgets_its_with_runs_once():
    """Without `with run` nothing is known about the try, so there is no other."""
    assert len(list(retrying())) == 1


def test_a_method_keeps_its_name_and_arguments():
    """The decorator is transparent: wraps, self, keywords."""

    class Client:
        @retrying()
        def get(self, path, *, times=1):
            """Get it."""
            return self, path * times

    client = Client()
    assert client.get("/", times=2) == (client, "//")
    assert (Client.get.__name__, Client.get.__doc__) == ("get", "Get it.")


def test_generators_are_refused():
    """A generator function returns before any of its code runs, so a retry of it would retry nothing."""

    def numbers():
        yield 1

    async def later():
        yield 1

    for function in (numbers, later):
        with pytest.raises(TypeError, match="is a generator"):
            retrying()(function)


def test_one_retry_serves_many_operations():
    """No count is carried over from one operation to the next."""
    retry = retrying(tries=2)
    for _ in range(5):
        assert retry(down(1).__call__)() == "hello"


def test_hooks_see_every_try():
    """One report a try: what failed, what comes next, and the end."""
    reports: list[Report] = []
    with pytest.raises(ConnectionError):
        retrying(hook=reports.append, tries=3)(down(3).__call__)()
    assert [(r.number, r.elapsed, r.delay, r.refusal) for r in reports] == [
        (1, 0, 1, None),
        (2, 1, 2, None),
        (3, 3, 0, "out of tries"),
    ]
    assert (
        str(reports[0])
        == "try 1 failed after 0.00 s: ConnectionError('failure 1'); next in 1.00 s"
    )
    assert (
        str(reports[2])
        == "try 3 failed after 3.00 s: ConnectionError('failure 3'); giving up: out of tries"
    )


def test_a_hook_sees_success_too():
    """The number of the try that succeeded is what a dashboard needs."""
    reports: list[Report] = []
    retrying(hook=reports.append)(down(1).__call__)()
    assert [(r.number, r.error is None) for r in reports] == [(1, False), (2, True)]
    assert str(reports[1]) == "try 2 succeeded after 1.00 s"


def test_an_empty_budget_ends_retrying_for_everybody():
    """Two operations share the reserve of three retries: the second gets what the first has left."""
    retry = retrying(budget=Budget(reserve=3), tries=3)
    services = [down(9), down(9), down(9)]
    for service in services:
        with pytest.raises(ConnectionError):
            retry(service.__call__)()
    assert [service.calls for service in services] == [3, 2, 1]


def test_an_open_breaker_saves_the_call():
    """Once the breaker is open the service is not called, and the retries of the call that opened it end."""
    clock = FakeClock()
    breaker = Breaker(threshold=2, pause=30, clock=clock)
    retry, service = retrying(clock, breaker=breaker), down(99)
    with pytest.raises(ConnectionError) as caught:
        retry(service.__call__)()
    assert caught.value.__notes__ == ["gave up after try 2: circuit open"]
    with pytest.raises(CircuitOpen, match="next probe in 30 s"):
        retry(service.__call__)()
    assert service.calls == 2


def test_a_refused_request_says_nothing_about_health():
    """An error that the policy would not retry opens no breaker, and clears no failure of before."""
    clock = FakeClock()
    breaker = Breaker(threshold=2, clock=clock)
    retry = retrying(clock, tries=1, breaker=breaker)
    for error in (
        LookupError("404"),
        LookupError("404"),
        ConnectionError(),
        LookupError("404"),
    ):
        with pytest.raises(type(error)):
            retry(Service(error).__call__)()
        assert breaker.state is State.CLOSED
    with pytest.raises(ConnectionError):
        retry(down(1).__call__)()
    assert breaker.state is State.OPEN


@pytest.mark.parametrize("rules", [{"tries": 0}, {"deadline": 0}, {"try_timeout": -1}])
def test_impossible_policies_are_refused(rules):
    """A policy that could never try says so when it is made."""
    with pytest.raises(ValueError, match=r"tries|deadline"):
        Policy(on=OSError, **rules)
