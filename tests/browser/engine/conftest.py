"""The page, served once for all tests, and a tab in which nothing may go wrong unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.engine.house import nginx, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Where the page is served, and the log of what was asked for."""
    site, own = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("nginx")
    for folder in (site, site.parent):
        folder.chmod(0o755)  # nginx may be somebody else
    write_site(site)
    with nginx(site, own) as address:
        yield address, own / "access.log"


@pytest.fixture(scope="module")
def page(browser: Browser, served: tuple[str, Path]) -> Iterator[Page]:
    """A tab with the page; its Python is the same for the tests of a module, as it is for a reader."""
    with browser.new_context() as context:
        context.set_default_timeout(300_000)  # a machine may have much else to do
        page = context.new_page()
        page.goto(served[0])
        yield page
