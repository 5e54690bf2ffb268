"""One Chromium for all tests, and the published site as a host serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import CHROMIUM, SWITCHES
from tests.browser.server import serving
from tests.site.house import ROOT, Site, build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def real_published(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site as it is published."""
    return build(ROOT / "content", tmp_path_factory.mktemp("real-published"), "publishconf.py")


@pytest.fixture(scope="session")
def address(real_published: Site) -> Iterator[str]:
    """Where the published site is served, without a slash at the end."""
    with serving(real_published.output) as where:
        yield where


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A reader's profile at a desk, which sees no page before the tests do."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab."""
    page = context.new_page()
    yield page
    page.close()
