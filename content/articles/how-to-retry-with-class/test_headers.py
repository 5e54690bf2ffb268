"""Retry-After in both its forms."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from retry import parse_retry_after

NOON = "Sun, 22 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Sun, 22 Nov 2026 12:02:00 GMT", 120),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        ("Sunday, 22-Nov-26 12:00:30 GMT", 30),
        ("Sun Nov 22 12:00:30 2026", None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_reads_seconds_and_dates(value, seconds):
    """Seconds, and dates against the server's own clock; the past is now, and nonsense is as if absent."""
    assert parse_retry_after(value, date=NOON) == seconds


def test_a_number_too_long_for_int_is_just_a_long_time():
    """An answer cannot crash its client with 5,000 digits."""
    assert parse_retry_after("9" * 5000) == float("inf")


def test_without_a_date_header_our_clock_has_to_do():
    """A moment two minutes from now is about two minutes away."""
    moment = format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True)
    assert 110 < parse_retry_after(moment) <= 120
