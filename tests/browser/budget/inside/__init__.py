"""What is asked of a page within Chromium: each file is one JavaScript function."""

from functools import cache
from pathlib import Path


@cache
def asking(name: str) -> str:
    """Return the function, for Playwright's `evaluate`."""
    return Path(__file__).with_name(f"{name}.js").read_text("utf-8")
