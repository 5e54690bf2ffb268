"""The simulator agrees with what is known about queues."""

from math import factorial

import pytest

from queueing import mean_present, mean_time, percentile, simulate


def erlang_c(workers, load):
    """The share of visitors that have to wait, by Erlang's formula."""
    last = load**workers / factorial(workers) * workers / (workers - load)
    return last / (sum(load**k / factorial(k) for k in range(workers)) + last)


@pytest.mark.parametrize(("workers", "rate"), [(1, 5), (2, 16), (4, 30), (8, 60)])
def test_little(workers, rate):
    """Visitors present are the rate times the time: L = λW, whatever the queue."""
    visits = simulate(workers, 0.1, rate, visitors=20_000)
    real_rate = len(visits) / max(visit.done for visit in visits)
    assert mean_present(visits) == pytest.approx(real_rate * mean_time(visits), rel=0.02)


@pytest.mark.parametrize(("workers", "rate"), [(1, 5), (2, 14), (4, 30)])
def test_erlang(workers, rate):
    """The mean time is that of Erlang's formula for random arrivals and services."""
    visits = simulate(workers, 0.1, rate, visitors=200_000)
    waits = erlang_c(workers, rate * 0.1) / (workers / 0.1 - rate)
    assert mean_time(visits) == pytest.approx(0.1 + waits, rel=0.05)


def test_percentiles():
    """Half take no more than the median, and the last the most."""
    visits = simulate(1, 0.1, 5, visitors=1000)
    times = sorted(visit.done - visit.came for visit in visits)
    assert percentile(visits, 0.5) == times[500]
    assert percentile(visits, 1) == times[-1]
