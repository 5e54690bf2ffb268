"""The order of events, shuffled by seeds."""

import pytest

from fakes.scenes import shuffled_evening


@pytest.fixture(scope="module")
def evenings():
    return [shuffled_evening(seed) for seed in range(200)]


def test_no_order_of_events_loses_a_text(evenings):
    """Each hears the others in their order, and Cyd a beginning."""
    for to_ada, to_bob, to_cyd in evenings:
        assert to_ada == [f"bob {number}" for number in range(4)]
        assert to_bob == [f"ada {number}" for number in range(4)]
        for name in ("ada", "bob"):
            told = [text for text in to_cyd if text.startswith(name)]
            count = len(told)
            assert told == [f"{name} {number}" for number in range(count)]


def test_the_seeds_make_many_evenings(evenings):
    """More than twenty that Cyd, who hears both, would tell apart."""
    assert len({str(evening) for evening in evenings}) > 20


def test_a_seed_makes_the_same_evening_twice(evenings):
    """So a failure can be had again."""
    assert evenings == [shuffled_evening(seed) for seed in range(200)]
