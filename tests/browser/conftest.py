"""One Chromium for all tests, and the site as it is published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.site.house import ROOT, Site, build

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def real_published(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site as it is published."""
    return build(ROOT / "content", tmp_path_factory.mktemp("real-published"), "publishconf.py")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
        yield browser
        browser.close()
