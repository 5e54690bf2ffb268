"""Storms with real clients and a real server, shorter than those of the article."""

import pytest

from livestorm import HERD_GUARDS, OUTAGE_GUARDS, herd, outage


@pytest.fixture(scope="module")
def outages():
    """Two seconds without service: what arrived, and how the 400 operations ended, for each strategy."""
    scene = outage(period=3, start=1, end=3, until=6, unit=0.5)
    assert len(scene.arrivals) == 400
    return {name: scene.live(guard) for name, guard in OUTAGE_GUARDS.items()}


@pytest.fixture(scope="module")
def herds():
    """Two hundred clients at once, six seconds: without jitter, and with all of it."""
    scene = herd(capacity=40, until=6, unit=0.5)
    names = ("exponential", "exponential, full jitter")
    return {name: scene.live(HERD_GUARDS[name]) for name in names}


def test_every_operation_has_an_end(outages, herds):
    """Served, given up, refused or still waiting: together as many as began."""
    assert {ends.total() for _, ends in outages.values()} == {400}
    assert {ends.total() for _, ends in herds.values()} == {200}


def test_what_the_clients_got_is_what_the_service_sent(outages):
    """It served as many calls as operations ended so, and at most one more for each that was cut off at the end."""
    for storm, ends in outages.values():
        assert ends["served"] <= storm.served.total() <= ends["served"] + ends["waiting"]
        assert storm.calls == storm.served.total() + storm.failed.total()


def test_without_retries_an_operation_is_a_call(outages):
    """One call each, and those of the outage are lost: some 133 of 400."""
    storm, ends = outages["no retries"]
    assert storm.calls == 400
    assert 90 < ends["given up"] < 180
    assert ends["refused"] == ends["waiting"] == 0


def test_calls_are_in_the_order_that_the_simulator_foretells(outages):
    """Fixed makes the most calls, then full jitter, then the budget, then none."""
    calls = {name: storm.calls for name, (storm, _) in outages.items()}
    assert calls["fixed, 1 s"] > calls["exponential, full jitter"]
    assert calls["exponential, full jitter"] > 1.2 * calls["full jitter, 10 % budget"]
    assert calls["full jitter, 10 % budget"] >= calls["no retries"]


def test_fixed_makes_the_worst_peak(outages):
    """More calls in one second than with any other strategy."""
    peaks = {name: storm.peak() for name, (storm, _) in outages.items()}
    assert max(peaks, key=peaks.get) == "fixed, 1 s"
    assert peaks["fixed, 1 s"] > 1.5 * peaks["full jitter, 10 % budget"]


def test_the_budget_pays_for_a_few_retries_only(outages):
    """Ten from the reserve and one for every ten operations is the most that 400 operations get."""
    storm, ends = outages["full jitter, 10 % budget"]
    assert 400 < storm.calls <= 400 + 10 + 40
    assert ends["given up"] > 80


def test_the_breaker_saves_calls_and_refuses_operations(outages):
    """Fewer calls than operations, because most of those in the outage are refused before they call."""
    storm, ends = outages["full jitter, breaker"]
    assert storm.calls < outages["no retries"][0].calls - 50
    assert ends["refused"] > 50
    assert ends["served"] > 150


def test_retries_without_limit_serve_more(outages):
    """More operations get through than without retries, with either backoff."""
    without = outages["no retries"][1]["served"]
    for name in ("fixed, 1 s", "exponential, full jitter"):
        assert outages[name][1]["served"] > without


def test_a_real_herd_needs_jitter_too(herds):
    """With full jitter more of the two hundred are served in six seconds; a busy machine adds noise, and helps both."""
    plain, full = (ends["served"] for _, ends in herds.values())
    assert full > 1.2 * plain


@pytest.mark.parametrize(
    "name", [name for name, guard in OUTAGE_GUARDS.items() if not guard.breaker]
)
def test_the_simulator_tells_the_calls_of_the_real_run(name, outages):
    """Within a factor of two, even on a busy machine: same arrivals, same server, same backoff."""
    simulated = outage(period=3, start=1, end=3, until=6, unit=0.5).simulated(
        OUTAGE_GUARDS[name]
    )
    assert 1 / 2 < outages[name][0].calls / simulated.calls < 2
