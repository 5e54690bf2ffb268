"""Lighthouse on a simulated phone: full marks, and times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.budget.lighthouse import CATEGORIES, Run, limits_of, measure
from tests.browser.budget.pages import UNLISTED

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture(scope="session")
def runs(paths: Mapping[str, str], address: str) -> Mapping[str, Run]:
    """By kind, the best run: Lighthouse starts once for all pages."""
    best = measure({f"{address}/{path}": limits_of(kind) for kind, path in paths.items()})
    return {kind: best[f"{address}/{path}"] for kind, path in paths.items()}


def test_lighthouse_gives_full_marks(kind: str, path: str, runs: Mapping[str, Run]) -> None:
    """A page has 100 in each category, its largest part is there in time, and nothing jumps or blocks."""
    categories = [name for name in CATEGORIES if not (name == "seo" and kind in UNLISTED)]
    run = runs[kind]
    found = run.faults(limits_of(kind), categories)
    assert found == [], "\n".join([f"/{path}", *found, *run.failed])
