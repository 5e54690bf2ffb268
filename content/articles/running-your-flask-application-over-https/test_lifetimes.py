"""Limits, days that are left, and when to renew."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lifetimes import LETS_ENCRYPT, PUBLIC, days_left, limit, renew_at

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "public", "ours"),
    [
        (date(2017, 6, 3), 1187, 90),
        (date(2026, 3, 14), 398, 90),
        (date(2026, 3, 15), 200, 90),
        (date(2027, 2, 9), 200, 90),
        (date(2027, 2, 10), 200, 64),
        (date(2027, 3, 15), 100, 64),
        (date(2028, 2, 16), 100, 45),
        (date(2029, 3, 14), 100, 45),
        (date(2029, 3, 15), 47, 45),
    ],
)
def test_limits(day, public, ours):
    """A limit holds from its day on; Let's Encrypt stays below that of all."""
    assert limit(PUBLIC, day) == public
    assert limit(LETS_ENCRYPT, day) == ours < public


def test_before_the_first_limit():
    """Before the table begins it says nothing."""
    with pytest.raises(ValueError, match="1999"):
        limit(PUBLIC, date(1999, 1, 1))


def test_limits_only_fall():
    """Each step is later than the one before, and lower."""
    for steps in (PUBLIC, LETS_ENCRYPT):
        days, limits = zip(*steps, strict=True)
        assert list(days) == sorted(set(days))
        assert list(limits) == sorted(set(limits), reverse=True)


@pytest.mark.parametrize(
    ("end", "left"),
    [
        (NOON + 10 * DAY, 10),
        (NOON + 10 * DAY - SECOND, 9),
        (NOON + SECOND, 0),
        (NOON, 0),
        (NOON - SECOND, -1),
    ],
)
def test_days_left(end, left):
    """Days are whole, and rounded down on both sides of the end."""
    assert days_left(end, NOON) == left


def test_renewal():
    """After two thirds of 90, 64 and 45 days a third is left to try again."""
    assert renew_at(NOON, NOON + 90 * DAY) == NOON + 60 * DAY
    assert renew_at(NOON, NOON + 45 * DAY) == NOON + 30 * DAY
    assert renew_at(NOON, NOON + timedelta(hours=160)) == NOON + timedelta(
        hours=106, minutes=40
    )
