"""Reading the Retry-After header."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


# region retry_after
def parse_retry_after(value: str | None, *, date: str | None = None) -> float | None:
    """Seconds to wait, from either form of the header; None when it is absent or nonsense.

    With `date`, the Date header of the same answer, the server's clock may differ from ours.
    """
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        now = parsedate_to_datetime(date) if date else datetime.now(UTC)
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (TypeError, ValueError):  # not a date, or one without a zone
        return None


# endregion
