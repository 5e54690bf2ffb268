"""How long a certificate may be valid, and when to renew it."""

from datetime import UTC, date, datetime, timedelta

Steps = tuple[tuple[date, int], ...]

# region limits
# From that day on, a new certificate may be valid for so many days.
PUBLIC = (
    (date(2015, 4, 1), 1187),
    (date(2018, 3, 1), 825),
    (date(2020, 9, 1), 398),
    (date(2026, 3, 15), 200),
    (date(2027, 3, 15), 100),
    (date(2029, 3, 15), 47),
)
LETS_ENCRYPT = (
    (date(2015, 12, 3), 90),
    (date(2027, 2, 10), 64),
    (date(2028, 2, 16), 45),
)


def limit(steps: Steps, day: date) -> int:
    """The days for one that is issued on that day; ValueError before the first step."""
    known = [days for start, days in steps if start <= day]
    if not known:
        raise ValueError(f"no limit is known for {day}")
    return known[-1]


# endregion


# region renewal
def renew_at(start: datetime, end: datetime) -> datetime:
    """When two thirds of the lifetime are over."""
    return start + (end - start) * 2 / 3


def days_left(end: datetime, now: datetime | None = None) -> int:
    """Whole days until the end, rounded down: negative as soon as it is over."""
    return (end - (now or datetime.now(UTC))) // timedelta(days=1)


# endregion
