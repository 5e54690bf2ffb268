"""The page, served once for all tests, and a tab in which nothing may go wrong unseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.browser.engine.house import nginx, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.site.house import Site


@dataclass(frozen=True)
class Served:
    """A site that is served: where, without a slash at the end, its files, and the log of what was asked for."""

    address: str
    site: Site
    log: Path

    @property
    def page(self) -> str:
        """The address of the page of these tests."""
        return f"{self.address}/engine/"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site with the page."""
    folder, own = tmp_path_factory.mktemp("engine"), tmp_path_factory.mktemp("nginx")
    for each in (folder, folder.parent):
        each.chmod(0o755)  # nginx may be somebody else
    site = write_site(folder)
    with nginx(site.output, own) as address:
        yield Served(address, site, own / "access.log")


@pytest.fixture(scope="module")
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A tab with the page; its Python is the same for the tests of a module, as it is for a reader."""
    with browser.new_context() as context:
        context.set_default_timeout(300_000)  # a machine may have much else to do
        page = context.new_page()
        page.goto(served.page)
        yield page
