"""What all tests share: the site, built once for each way in which it is looked at, and one Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.house import CHROMIUM, SWITCHES
from tests.site.house import ROOT, Site, build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

expect.set_options(timeout=60_000)  # milliseconds; a machine may have much else to do


@pytest.fixture(scope="session")
def real_dev(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site as its authors see it."""
    return build(ROOT / "content", tmp_path_factory.mktemp("real-dev"), "pelicanconf.py")


@pytest.fixture(scope="session")
def real_published(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site as it is published."""
    return build(ROOT / "content", tmp_path_factory.mktemp("real-published"), "publishconf.py")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window; Playwright lets a thread have one at a time."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()
