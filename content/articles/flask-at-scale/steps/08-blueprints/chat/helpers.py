"""What needs neither Flask nor the database, and can be tried by itself."""

import re
from datetime import UTC, datetime
from html import escape

LINK = re.compile(r"https?://[^\s&]+")


def to_html(text: str) -> str:
    """The text as HTML, in which addresses are links."""
    return LINK.sub(r'<a href="\g<0>">\g<0></a>', escape(text))


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
