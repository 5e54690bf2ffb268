"""Lighthouse's full marks, but for speed: whatever else a machine does counts as time of the page, and fourfold.

`./inv budget` holds the times, and the score that is made of them, on a machine at rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.budget.lighthouse import SHIFT, STEADY, Run, runs_of
from tests.browser.budget.pages import UNLISTED

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture(scope="session")
def runs(paths: Mapping[str, str], address: str) -> Mapping[str, Run]:
    """A run by kind: Lighthouse starts once for all pages."""
    found = runs_of([f"{address}/{path}" for path in paths.values()])
    return dict(zip(paths, found, strict=True))


def test_lighthouse_gives_full_marks(kind: str, path: str, runs: Mapping[str, Run]) -> None:
    """A page has 100 in accessibility, best practices and SEO, and nothing on it jumps."""
    categories = [name for name in STEADY if not (name == "seo" and kind in UNLISTED)]
    run = runs[kind]
    found = run.faults(SHIFT, categories)
    assert found == [], "\n".join([f"/{path}", *found, *run.failed])
