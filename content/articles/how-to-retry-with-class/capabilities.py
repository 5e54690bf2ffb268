"""What each of four libraries can do: one proof for each cell of the table, and the name of what does it."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import stamina
import tenacity
import urllib3
from stamina.instrumentation import RetryDetails, get_on_retry_hooks, set_on_retry_hooks

from flaky import Flaky, hang, ok, status
from retry import Breaker, Budget, CircuitOpen, FakeClock, Policy, Report, Retry, exponential

LIBRARIES = ("ours", "tenacity", "stamina", "urllib3")
HOUR = 3600.0
NO = "no"

Proof = Callable[[], None]
PROOFS: dict[tuple[str, str], tuple[str, Proof]] = {}
"""(capability, library) -> what does it, or NO; and a function that raises AssertionError if that is not so"""


def proves(capability: str, library: str, by: str) -> Callable[[Proof], Proof]:
    def register(proof: Proof) -> Proof:
        assert (capability, library) not in PROOFS
        PROOFS[capability, library] = by, proof
        return proof

    return register


def table() -> Iterator[str]:
    """Run each proof, and yield the lines of the table."""
    row = "{:17}{:13}{:20}{:20}{}".format
    yield row("", *LIBRARIES)
    for capability in dict.fromkeys(capability for capability, _ in PROOFS):
        cells = []
        for library in LIBRARIES:
            by, proof = PROOFS[capability, library]
            proof()
            cells.append(by)
        yield row(capability, *cells)


class Busy(Exception):
    """An error that may be retried, and says when."""

    retry_after = 0.0


class Service:
    """Fails so many times, then answers."""

    def __init__(self, failures: float = float("inf"), *, retry_after: float = 0.0) -> None:
        self.failures = failures
        self.error = Busy("try again")
        self.error.retry_after = retry_after
        self.calls = 0

    def call(self) -> str:
        self.calls += 1
        if self.calls <= self.failures:
            raise self.error
        return "hello"

    async def acall(self) -> str:
        return self.call()


def ours(clock: FakeClock | None = None, **options: object) -> Retry:
    """Retries Busy three times in all, by a clock that nobody waits for."""
    rules = {
        name: options.pop(name) for name in ("tries", "backoff", "deadline") if name in options
    }
    policy = Policy(on=Busy, **{"backoff": exponential(1, cap=HOUR, jitter=0), **rules})
    return Retry(policy, clock=clock or FakeClock(), **options)


def patient(**options: object) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Tenacity's decorator, which sleeps only where it is told how."""
    defaults = {"retry": tenacity.retry_if_exception_type(Busy), "reraise": True}
    return tenacity.retry(**{"sleep": lambda _: None, **defaults, **options})


@contextmanager
def testing() -> Iterator[None]:
    """Stamina's own switch: no waits inside."""
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


class Unhurried(urllib3.Retry):
    """Notes its waits, and does not sleep."""

    waits: list[float] = []  # noqa: RUF012  increment() copies the object, and the list has to be the same

    def sleep(self, response: urllib3.BaseHTTPResponse | None = None) -> None:
        asked = self.get_retry_after(response) if response else None
        self.waits.append(asked or self.get_backoff_time())


def request(url: str, retries: urllib3.Retry) -> urllib3.BaseHTTPResponse:
    with urllib3.PoolManager() as pool:
        return pool.request("GET", url, retries=retries, timeout=urllib3.Timeout(total=1))


def has_no_option(function: Callable[..., object], *words: str) -> bool:
    """No parameter is named so."""
    names = inspect.signature(function).parameters
    return not any(word in name for name in names for word in words)


# region tries
@proves("tries", "ours", "tries=")
def _() -> None:
    service = Service()
    with suppress(Busy):
        ours(tries=3)(service.call)()
    assert service.calls == 3


@proves("tries", "tenacity", "stop_after_attempt")
def _() -> None:
    service = Service()
    with suppress(Busy):
        patient(stop=tenacity.stop_after_attempt(3))(service.call)()
    assert service.calls == 3


@proves("tries", "stamina", "attempts=")
def _() -> None:
    service = Service()
    fetch = stamina.retry(on=Busy, attempts=3, wait_initial=0, wait_jitter=0)(service.call)
    with suppress(Busy):
        fetch()
    assert service.calls == 3


@proves("tries", "urllib3", "total=")
def _() -> None:
    with Flaky([status(503)]) as server:
        with suppress(urllib3.exceptions.MaxRetryError):
            request(server.url, urllib3.Retry(total=2, status_forcelist={503}))
        assert len(server.calls) == 3


# endregion


# region backoff
def doubles_with_jitter(waits: list[float], *, first: float) -> bool:
    """Each wait is its doubled share and up to `first` seconds of chance, and chance was there."""
    extra = [wait - first * 2**number for number, wait in enumerate(waits)]
    return all(0 <= share <= first for share in extra) and len(set(extra)) == len(extra)


@proves("backoff, jitter", "ours", "exponential")
def _() -> None:
    clock = FakeClock()
    retry = ours(clock, tries=4, backoff=exponential(1, cap=HOUR, jitter=0.5), deadline=HOUR)
    with suppress(Busy):
        retry(Service().call)()
    assert all(2**n / 2 < wait < 2**n for n, wait in enumerate(clock.sleeps))
    assert len(clock.sleeps) == 3


@proves("backoff, jitter", "tenacity", "wait_full_jitter")
def _() -> None:
    waits: list[float] = []
    wait, stop = tenacity.wait_full_jitter(1, max=HOUR), tenacity.stop_after_attempt(30)
    with suppress(Busy):
        patient(wait=wait, stop=stop, sleep=waits.append)(Service().call)()
    assert all(0 < wait < 2**number for number, wait in enumerate(waits))
    assert max(waits) > 60


@proves("backoff, jitter", "stamina", "wait_jitter=")
def _() -> None:
    options = {"attempts": 5, "wait_initial": 0.01, "wait_max": HOUR, "wait_jitter": 0.01}
    waits = [details.wait_for for details in stamina_reports(**options)]
    assert doubles_with_jitter(waits, first=0.01)


@proves("backoff, jitter", "urllib3", "backoff_jitter=")
def _() -> None:
    retry, waits = urllib3.Retry(9, backoff_factor=1, backoff_jitter=2), []
    for _ in range(5):
        retry = retry.increment("GET", "/", error=OSError())
        waits.append(retry.get_backoff_time())
    assert waits[0] == 0
    assert doubles_with_jitter(waits[1:], first=2)


# endregion


# region deadline
@proves("deadline", "ours", "deadline=")
def _() -> None:
    clock = FakeClock()
    with suppress(Busy):
        ours(clock, tries=99, deadline=10)(Service().call)()
    assert clock.sleeps == [1, 2, 4]  # 8 more would end after 15


@proves("deadline", "tenacity", "stop_before_delay")
def _() -> None:
    start, stop = time.monotonic(), tenacity.stop_before_delay(0.3)
    with suppress(Busy):
        patient(wait=tenacity.wait_fixed(0.2), stop=stop, sleep=time.sleep)(Service().call)()
    assert 0.2 <= time.monotonic() - start < 2


@proves("deadline", "stamina", "timeout=")
def _() -> None:
    start, service = time.monotonic(), Service()
    retry = stamina.retry(on=Busy, attempts=None, timeout=0.3, wait_initial=0.2, wait_jitter=0)
    with suppress(Busy):
        retry(service.call)()
    assert service.calls > 1
    assert time.monotonic() - start < 2


@proves("deadline", "urllib3", NO)
def _() -> None:
    """The timeout is one for each try, its "total" included."""
    start, timeout = time.monotonic(), urllib3.Timeout(total=0.2)
    with Flaky([hang(9)]) as server, urllib3.PoolManager() as pool:
        with suppress(urllib3.exceptions.MaxRetryError):
            pool.request("GET", server.url, retries=urllib3.Retry(3), timeout=timeout)
        assert len(server.calls) == 4
    assert time.monotonic() - start > 0.7
    assert has_no_option(urllib3.Retry, "deadline", "timeout", "elapsed")


# endregion


@proves("Retry-After", "ours", "retry_after")
def _() -> None:
    clock = FakeClock()
    ours(clock)(Service(1, retry_after=7).call)()
    assert clock.sleeps == [7 + 1]


# region heeds
@proves("Retry-After", "tenacity", "wait_exception")
def _() -> None:
    waits: list[float] = []
    wait = tenacity.wait_exception(lambda error: getattr(error, "retry_after", 0.0))
    patient(wait=wait, sleep=waits.append)(Service(1, retry_after=7).call)()
    assert waits == [7]


# endregion


@proves("Retry-After", "stamina", "on= gives seconds")
def _() -> None:
    def on(error: Exception) -> float | bool:
        return isinstance(error, Busy) and error.retry_after

    start = time.monotonic()
    stamina.retry(on=on, wait_initial=0, wait_jitter=0)(Service(1, retry_after=0.3).call)()
    assert time.monotonic() - start >= 0.3


@proves("Retry-After", "urllib3", "built in")
def _() -> None:
    Unhurried.waits.clear()
    with Flaky([status(503, Retry_After="7"), ok]) as server:
        assert request(server.url, Unhurried(3)).status == 200
    assert Unhurried.waits == [7]


# region budget
def calls_of_20_operations(fetch: Callable[[], object], service: Service) -> int:
    for _ in range(20):
        with suppress(Busy, CircuitOpen):
            fetch()
    return service.calls


def three_tries_with_tenacity(service: Service) -> Callable[[], object]:
    return patient(stop=tenacity.stop_after_attempt(3))(service.call)


def three_tries_with_stamina(service: Service) -> Callable[[], object]:
    return stamina.retry(on=Busy, attempts=3, wait_initial=0, wait_jitter=0)(service.call)


def calls_of_20_requests() -> int:
    with Flaky([status(503)]) as server:
        for _ in range(20):
            with suppress(urllib3.exceptions.MaxRetryError):
                request(server.url, urllib3.Retry(total=2, status_forcelist={503}))
        return len(server.calls)


@proves("budget", "ours", "Budget")
def _() -> None:
    service = Service()
    budget = Budget(operations_per_retry=10, reserve=1)
    assert calls_of_20_operations(ours(budget=budget)(service.call), service) == 20 + 1 + 1


@proves("budget", "tenacity", NO)
def _() -> None:
    service = Service()
    assert calls_of_20_operations(three_tries_with_tenacity(service), service) == 60
    assert has_no_option(tenacity.Retrying, "budget", "token")


@proves("budget", "stamina", NO)
def _() -> None:
    service = Service()
    assert calls_of_20_operations(three_tries_with_stamina(service), service) == 60
    assert has_no_option(stamina.retry, "budget", "token")


@proves("budget", "urllib3", NO)
def _() -> None:
    assert calls_of_20_requests() == 60
    assert has_no_option(urllib3.Retry, "budget", "token")


# endregion


# region breaker
@proves("breaker", "ours", "Breaker")
def _() -> None:
    service, clock = Service(), FakeClock()
    breaker = Breaker(threshold=5, pause=HOUR, clock=clock)
    assert calls_of_20_operations(ours(clock, breaker=breaker)(service.call), service) == 5


@proves("breaker", "tenacity", NO)
def _() -> None:
    service = Service()
    assert calls_of_20_operations(three_tries_with_tenacity(service), service) == 60
    assert has_no_option(tenacity.Retrying, "breaker", "circuit")


@proves("breaker", "stamina", NO)
def _() -> None:
    service = Service()
    assert calls_of_20_operations(three_tries_with_stamina(service), service) == 60
    assert has_no_option(stamina.retry, "breaker", "circuit")


@proves("breaker", "urllib3", NO)
def _() -> None:
    assert calls_of_20_requests() == 60
    assert has_no_option(urllib3.Retry, "breaker", "circuit")


# endregion


# region coroutines
@proves("coroutines", "ours", "yes")
def _() -> None:
    assert asyncio.run(ours()(Service(2).acall)()) == "hello"


@proves("coroutines", "tenacity", "yes")
def _() -> None:
    async def rest(_seconds: float) -> None: ...

    assert asyncio.run(patient(sleep=rest)(Service(2).acall)()) == "hello"


@proves("coroutines", "stamina", "yes")
def _() -> None:
    fetch = stamina.retry(on=Busy, wait_initial=0, wait_jitter=0)(Service(2).acall)
    assert asyncio.run(fetch()) == "hello"


@proves("coroutines", "urllib3", NO)
def _() -> None:
    with Flaky([ok]) as server:
        assert not inspect.isawaitable(request(server.url, urllib3.Retry(1)))


# endregion


# region tests
@proves("quick tests", "ours", "FakeClock")
def _() -> None:
    clock, start = FakeClock(), time.monotonic()
    ours(clock, backoff=exponential(HOUR, cap=HOUR, jitter=0), deadline=9 * HOUR)(
        Service(2).call
    )()
    assert clock.sleeps == [HOUR, HOUR]
    assert time.monotonic() - start < 9


@proves("quick tests", "tenacity", "sleep=")
def _() -> None:
    waits: list[float] = []
    fetch = tenacity.retry(wait=tenacity.wait_fixed(HOUR))(Service(2).call)
    assert fetch.retry_with(sleep=waits.append)() == "hello"
    assert waits == [HOUR, HOUR]


@proves("quick tests", "stamina", "set_testing")
def _() -> None:
    start = time.monotonic()
    fetch = stamina.retry(on=Busy, timeout=None, wait_initial=HOUR, wait_max=HOUR)(
        Service(2).call
    )
    with testing():
        assert fetch() == "hello"
    assert time.monotonic() - start < 9


@proves("quick tests", "urllib3", "a subclass")
def _() -> None:
    Unhurried.waits.clear()
    with Flaky([status(503), status(503), ok]) as server:
        retries = Unhurried(
            3, status_forcelist={503}, backoff_factor=HOUR, backoff_max=9 * HOUR
        )
        assert request(server.url, retries).status == 200
    assert Unhurried.waits == [0, 2 * HOUR]


# endregion


# region reports
def stamina_reports(**options: object) -> list[RetryDetails]:
    """What stamina tells its hooks of an operation that fails for good."""
    reports: list[RetryDetails] = []
    before = get_on_retry_hooks()
    set_on_retry_hooks([lambda details: reports.append(details)])  # noqa: PLW0108  its type is that of a hook
    try:
        with suppress(Busy):
            stamina.retry(on=Busy, **options)(Service().call)()
    finally:
        set_on_retry_hooks(before)
    return reports


@proves("reports", "ours", "hook=")
def _() -> None:
    reports: list[Report] = []
    ours(hook=reports.append)(Service(1).call)()
    assert [report.error is None for report in reports] == [False, True]


@proves("reports", "tenacity", "before_sleep=")
def _() -> None:
    reports: list[int] = []
    patient(before_sleep=lambda state: reports.append(state.attempt_number))(Service(2).call)()
    assert reports == [1, 2]


@proves("reports", "stamina", "set_on_retry_hooks")
def _() -> None:
    reports = stamina_reports(attempts=3, wait_initial=0, wait_jitter=0)
    assert [report.retry_num for report in reports] == [1, 2]


@proves("reports", "urllib3", "history")
def _() -> None:
    with Flaky([status(503), status(503), ok]) as server:
        answer = request(server.url, urllib3.Retry(3, status_forcelist={503}))
    assert answer.retries is not None
    assert [entry.status for entry in answer.retries.history] == [503, 503]


# endregion
