"""What the budget is held against: the site as it is published, with what its samples have proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page

from tests.browser.budget.pages import OPTIONAL, find_pages, kinds
from tests.browser.server import serving
from tests.site.house import ROOT, Site, build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

HERE = Path(__file__).parent
Open = Callable[..., Page]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure last: the badges and gutters of a page come from the samples, which are tests, too."""
    items.sort(key=lambda item: HERE in item.path.parents)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hold a test that asks for a `path` against the page of each kind."""
    if "path" in metafunc.fixturenames:
        metafunc.parametrize("kind", kinds(), scope="session")


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site as it is published once its samples are proven; other tests may have built it before they were."""
    return build(ROOT / "content", tmp_path_factory.mktemp("measured"), "publishconf.py")


@pytest.fixture(scope="session")
def address(measured: Site) -> Iterator[str]:
    """Where the site is served, without a slash at the end."""
    with serving(measured.output) as where:
        yield where


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader's profile at a desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab."""
    page = context.new_page()
    yield page
    page.close()


@pytest.fixture(scope="session")
def paths(measured: Site) -> Mapping[str, str]:
    """By kind, the path of the page that is measured."""
    return find_pages(measured)


@pytest.fixture
def path(kind: str, paths: Mapping[str, str]) -> str:
    """The path of one kind of page."""
    if kind in OPTIONAL and kind not in paths:
        pytest.skip(f"the site has no page {kind}")
    return paths[kind]


@pytest.fixture
def open_page(context: BrowserContext, address: str, path: str) -> Any:
    """Opens the page in a tab: `open_page(width=1280, **media)`, with media as Playwright emulates them."""
    page = context.new_page()

    def open_it(width: int = 1280, **media: Any) -> Page:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(**media)
        page.goto(f"{address}/{path}", wait_until="load")
        return page

    yield open_it
    page.close()
