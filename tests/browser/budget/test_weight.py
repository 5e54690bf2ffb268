"""How much a page weighs, and how much it asks for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.budget.pages import ARTICLES
from tests.browser.budget.weight import faults, weigh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page

    from tests.site.house import Site


def test_pages_are_within_their_budget(measured: Site, kind: str, path: str, address: str, page: Page) -> None:
    """Text weighs what it weighs; all else of a page, and how often it asks for more, is limited."""
    weight = weigh(measured, path, address, page)
    found = faults(weight, kind)
    assert found == [], "\n".join([f"/{path}: {weight}", *found])


def test_what_is_measured_is_proven(measured: Site, paths: Mapping[str, str]) -> None:
    """The articles that are measured have all that a proven one has: its badge is there."""
    bare = [paths[kind] for kind in ARTICLES if not measured.soup(f"{paths[kind]}index.html").select(".badge")]
    if bare and not os.environ.get("CI"):
        pytest.skip(f"not proven, so without badges and gutters: {', '.join(bare)}; first run ./inv verify")
    assert bare == []


def test_no_request_leaves_the_site(path: str, address: str, page: Page) -> None:
    """Whatever a reader scrolls to or points at, all that is asked for is the site's."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.goto(f"{address}/{path}", wait_until="load")
    page.mouse.wheel(0, 100_000)
    for link in page.locator("main a").all()[:3]:
        link.hover(force=True)
    page.wait_for_load_state("networkidle")
    assert [url for url in urls if urlsplit(url).scheme != "data" and not url.startswith(f"{address}/")] == []
