"""Articles to try things on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.runnable.house import Article


@pytest.fixture
def article(tmp_path: Path) -> Callable[..., Article]:
    """Write an article and the files of its bundle, each call a new one."""
    numbers = count()

    def write(text: str | bytes, files: dict[str, str | bytes] | None = None) -> Article:
        return Article(tmp_path / str(next(numbers))).write(text, files)

    return write
