"""Lighthouse's scores and times of pages, as on a phone with slow 4G that it simulates."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright._impl._driver import compute_driver_executable

from tests.browser.budget.pages import ARTICLES
from tests.browser.house import CHROMIUM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SCRIPT = Path(__file__).with_suffix(".mjs")
TIMEOUT = 60  # seconds a page, of which a run takes about eight
RUNS = 3  # at most; a time is what the page needs, and what else the machine did meanwhile

STEADY = ("accessibility", "best-practices", "seo")  # the scores that no other work of the machine changes
CATEGORIES = ("performance", *STEADY)
SHIFT = {"cls": 0.0}  # the layout shift, a share of the screen
LIMITS = {"lcp": 800.0, "tbt": 10.0, **SHIFT}  # milliseconds
# Of an article, whose text takes a further round trip (150 ms), and the phone 150 to 250 ms to lay out.
LONG = {**LIMITS, "lcp": 1100.0}


@dataclass(frozen=True)
class Run:
    """What one run of Lighthouse said of a page: scores up to 1, times, and the audits that did not pass."""

    url: str
    error: str
    scores: Mapping[str, float | None]
    metrics: Mapping[str, float]
    failed: Sequence[str]

    def faults(self, limits: Mapping[str, float], categories: Iterable[str] = CATEGORIES) -> list[str]:
        """Return what is over budget, a line each."""
        low = [
            f"{name} is {round(100 * (self.scores[name] or 0))}, not 100"
            for name in categories
            if self.scores[name] != 1
        ]
        high = [
            f"{name} is {self.metrics[name]:.4g}, over {limit:g}"
            for name, limit in limits.items()
            if self.metrics[name] > limit
        ]
        return [self.error] * bool(self.error) + low + high


def limits_of(kind: str) -> Mapping[str, float]:
    """Return the limits of a kind of page."""
    return LONG if kind in ARTICLES else LIMITS


def measure(limits: Mapping[str, Mapping[str, float]]) -> dict[str, Run]:
    """Return the best run of each page by its address; over its limits, it is measured up to three times."""
    best: dict[str, Run] = {}
    wanted = list(limits)
    for _ in range(RUNS):
        for run in runs_of(wanted):
            best[run.url] = min(best.get(run.url, run), run, key=lambda run: _rank(run, limits[run.url]))
        wanted = [url for url in limits if best[url].faults(limits[url])]
        if not wanted:
            break
    return best


def _rank(run: Run, limits: Mapping[str, float]) -> tuple[int, float]:
    """What the best of several runs has the least of."""
    return len(run.faults(limits)), run.metrics["lcp"]


def runs_of(urls: Sequence[str]) -> Iterator[Run]:
    """One run of each page, one after the other in one browser."""
    node, _ = compute_driver_executable()  # Playwright's Node is pinned, and newer than Debian's
    command = [node, str(SCRIPT), CHROMIUM, *urls]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT * len(urls), check=False)
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        yield Run(**json.loads(line))
