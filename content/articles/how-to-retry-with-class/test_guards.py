"""Budget and breaker by themselves."""

from threading import Barrier, Thread

import pytest

from retry import Breaker, Budget, CircuitOpen, FakeClock
from retry.breaker import TRANSITIONS, Event, State


def test_ten_operations_earn_one_retry():
    """With the reserve spent, every tenth operation pays for exactly one retry."""
    budget = Budget(operations_per_retry=10, reserve=2)
    assert [budget.spend() for _ in range(3)] == [True, True, False]
    for _ in range(9):
        budget.earn()
        assert not budget.spend()
    budget.earn()
    assert [budget.spend(), budget.spend()] == [True, False]


def test_savings_are_limited():
    """A good hour does not pay for a storm."""
    budget = Budget(operations_per_retry=10, reserve=3)
    for _ in range(10_000):
        budget.earn()
    assert [budget.spend() for _ in range(4)] == [True, True, True, False]


def test_threads_cannot_spend_a_retry_twice():
    """Eight threads that spend at once get what there is, and no more."""
    budget, barrier, bought = Budget(reserve=100), Barrier(8), []

    def spend() -> None:
        barrier.wait()
        bought.append(sum(budget.spend() for _ in range(50)))

    threads = [Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(bought) == 100


def test_closed_open_half_open_closed():
    """The whole way round: failures open it, the pause lets one probe through, and its success closes it."""
    clock = FakeClock()
    breaker = Breaker(threshold=2, pause=30, clock=clock)
    breaker.failed()
    breaker.admit()
    assert breaker.state is State.CLOSED
    breaker.failed()
    assert breaker.state is State.OPEN
    clock.sleep(29)
    with pytest.raises(CircuitOpen) as refused:
        breaker.admit()
    assert refused.value.retry_after == 1
    clock.sleep(1)
    breaker.admit()
    assert breaker.state is State.HALF_OPEN
    with pytest.raises(CircuitOpen):
        breaker.admit()  # one probe at a time
    breaker.succeeded()
    assert breaker.state is State.CLOSED
    breaker.admit()


def test_a_failed_probe_opens_it_again():
    """One failure is enough in the half-open state, and the pause begins anew."""
    clock = FakeClock()
    breaker = Breaker(threshold=5, pause=30, clock=clock)
    for _ in range(5):
        breaker.failed()
    clock.sleep(30)
    breaker.admit()
    breaker.failed()
    assert breaker.state is State.OPEN
    clock.sleep(29)
    with pytest.raises(CircuitOpen):
        breaker.admit()


def test_only_failures_in_a_row_count():
    """A success between failures forgets them."""
    breaker = Breaker(threshold=2)
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    assert breaker.state is State.CLOSED


def test_every_state_can_be_left_and_reached():
    """The table has no dead end and no state that nothing leads to."""
    assert {state for state, _ in TRANSITIONS} == set(TRANSITIONS.values()) == set(State)
    assert {event for _, event in TRANSITIONS} == set(Event)
