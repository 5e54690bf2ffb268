"""Articles to try things on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from runnable.workshop import workshop
from tests.runnable.house import Article


@pytest.fixture(autouse=True, scope="module")
def _alone() -> Iterator[None]:
    """What a module leaves running beside samples, such as a Python of pages, does not stand in the next one's way."""
    yield
    workshop().end_servers()


@pytest.fixture
def article(tmp_path: Path) -> Callable[..., Article]:
    """Write an article and the files of its bundle, each call a new one."""
    numbers = count()

    def write(text: str | bytes, files: dict[str, str | bytes] | None = None) -> Article:
        return Article(tmp_path / str(next(numbers))).write(text, files)

    return write
