"""Lighthouse on a simulated phone: full marks, and times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.budget.lighthouse import CATEGORIES, Run, limits_of, measure, with_noise
from tests.browser.budget.pages import UNLISTED

if TYPE_CHECKING:
    from collections.abc import Mapping


PERFORMANCE = 0.9


@pytest.fixture(scope="session")
def runs(paths: Mapping[str, str], address: str) -> Mapping[str, Run]:
    """By kind, the best run: Lighthouse starts once for all pages."""
    best = measure({f"{address}/{path}": limits_of(kind) for kind, path in paths.items()})
    return {kind: best[f"{address}/{path}"] for kind, path in paths.items()}


def test_lighthouse_gives_full_marks(kind: str, path: str, runs: Mapping[str, Run]) -> None:
    """A page has 100 in each category, its largest part is there in time, and nothing jumps or blocks.

    Of times, and of the score that is made of them, `./inv budget` holds the narrow limits, on a machine at rest.
    """
    categories = [name for name in CATEGORIES if name != "performance" and not (name == "seo" and kind in UNLISTED)]
    run = runs[kind]
    found = run.faults(with_noise(limits_of(kind)), categories)
    assert (run.scores["performance"] or 0) >= PERFORMANCE, run.metrics
    assert found == [], "\n".join([f"/{path}", *found, *run.failed])
