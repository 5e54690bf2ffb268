"""Prints what the pages of a built site weigh, and how fast they are: `python -m tests.browser.budget [--fast] SITE`.

The exit status is 1 if something is over budget, which is named below the table.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.browser.budget import lighthouse, weight
from tests.browser.budget.pages import UNLISTED, find_pages
from tests.browser.house import CHROMIUM, SWITCHES
from tests.browser.server import serving
from tests.site.house import SITEURL, Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WEIGHED = ("total", "text", "overhead", "markup", "style", "script", "font", "image")


def main() -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.budget")
    parser.add_argument("--fast", action="store_true", help="leave Lighthouse out")
    parser.add_argument("site", type=Path)
    chosen = parser.parse_args()
    site = Site(chosen.site, SITEURL)
    paths = find_pages(site)
    with serving(site.output) as address:
        weights = dict(_weights(site, paths, address))
        urls = {kind: f"{address}/{path}" for kind, path in paths.items()}
        best = (
            {} if chosen.fast else lighthouse.measure({url: lighthouse.limits_of(kind) for kind, url in urls.items()})
        )
        runs = {kind: best[url] for kind, url in urls.items() if url in best}
    for line in _table(paths, weights, runs):
        print(line)
    faults = [f"{kind}: {fault}" for kind in paths for fault in _faults(kind, weights, runs)]
    for line in faults:
        print(line)
    return bool(faults)


def _weights(site: Site, paths: Mapping[str, str], address: str) -> Iterator[tuple[str, weight.Weight]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for kind, path in paths.items():
            # Each is weighed as on a first visit.
            page = browser.new_page()
            yield kind, weight.weigh(site, path, address, page)
            page.close()
        browser.close()


def _table(
    paths: Mapping[str, str], weights: Mapping[str, weight.Weight], runs: Mapping[str, lighthouse.Run]
) -> Iterator[str]:
    yield "bytes in brotli; Lighthouse on a simulated phone: scores, and milliseconds"
    sizes = "".join(f"{name:>9}" for name in WEIGHED)
    yield f"{'page':<16}{sizes} requests  {'scores':<16}{'lcp':>6}{'tbt':>5}{'cls':>6}"
    for kind in paths:
        sizes = "".join(f"{getattr(weights[kind], name):>9}" for name in WEIGHED)
        yield f"{kind:<16}{sizes} {len(weights[kind].urls):>8}  {_speed(runs.get(kind))}".rstrip()


def _speed(run: lighthouse.Run | None) -> str:
    if not run:
        return ""
    scores = "/".join(str(round(100 * (run.scores[name] or 0))) for name in lighthouse.CATEGORIES)
    return f"{scores:<16}{run.metrics['lcp']:>6.0f}{run.metrics['tbt']:>5.0f}{run.metrics['cls']:>6.3f}"


def _faults(kind: str, weights: Mapping[str, weight.Weight], runs: Mapping[str, lighthouse.Run]) -> Iterator[str]:
    yield from weight.faults(weights[kind], kind)
    if kind in runs:
        categories = [name for name in lighthouse.CATEGORIES if not (name == "seo" and kind in UNLISTED)]
        yield from runs[kind].faults(lighthouse.limits_of(kind), categories)
        yield from (f"Lighthouse: {line}" for line in runs[kind].failed)


raise SystemExit(main())
