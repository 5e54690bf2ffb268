"""Who saves bytes, or has little memory, gets what is asked for, and nothing besides."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.house import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.engine.conftest import Served

REST = 5000  # milliseconds after a run, before another Python is made
PATIENCE = 120_000  # milliseconds, on a machine that has much else to do
FAKE = "Object.defineProperty(Navigator.prototype, '%s', { get: () => (%s) });"
MODEST = {"Save-Data": FAKE % ("connection", "{ saveData: true }"), "small memory": FAKE % ("deviceMemory", "2")}
ROOMY = FAKE % ("connection", "{ saveData: false }") + FAKE % ("deviceMemory", "8")
SNAPSHOT = "async () => (await (await caches.open('runnable-snapshots')).keys()).length"


@contextmanager
def reading(browser: Browser, served: Served, fake: str) -> Iterator[tuple[Page, list[str]]]:
    """The article, the pointer on its button for as long as it may take to be meant; what was asked for so far."""
    with browser.new_context() as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.add_init_script(fake)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{served.address}/run/", wait_until="networkidle")
        page.mouse.move(1, 1)  # buttons come with the first gesture
        page.locator("sample-run").first.hover()
        yield page, asked


HALVE = """async () => {
  const cache = await caches.open('runnable-snapshots');
  const [request] = await cache.keys();
  const bytes = await (await cache.match(request)).arrayBuffer();
  await cache.put(request, new Response(bytes.slice(0, bytes.byteLength / 2)));
}"""


def press(page: Page) -> None:
    """Run the sample, and wait until the page has nothing to do."""
    page.locator(".run-go").first.click()
    expect(page.locator(".run-verdict").first).to_contain_text("Same as printed above", timeout=PATIENCE)


@pytest.mark.parametrize("fake", MODEST.values(), ids=MODEST)
def test_modest(browser: Browser, served: Served, fake: str) -> None:
    """No Python comes before it is asked for, nor a second one in reserve after it, and no snapshot is made."""
    with reading(browser, served, fake) as (page, asked):
        page.wait_for_timeout(1000)
        assert [url for url in asked if "/wasm." in url] == []
        press(page)
        page.wait_for_timeout(2 * REST)
        assert len([url for url in asked if "/wasm." in url]) == 1
        assert page.locator("iframe").count() == 1
        assert not page.evaluate(SNAPSHOT)


def test_roomy(browser: Browser, served: Served) -> None:
    """All others find Python loading when they press, then have another in reserve, and a snapshot to run by later."""
    with reading(browser, served, ROOMY) as (page, asked):
        until(page, "Boolean(document.querySelector('iframe'))")
        assert [url for url in asked if "/wasm." in url]
        press(page)
        expect(page.locator("iframe")).to_have_count(2, timeout=PATIENCE)
        until(page, SNAPSHOT)
        page.reload(wait_until="networkidle")
        page.mouse.move(2, 2)
        press(page)  # by the snapshot: from half of one there is no Python that says the same
        assert page.evaluate(SNAPSHOT) == 1
        page.evaluate(HALVE)
        page.reload(wait_until="networkidle")
        page.mouse.move(3, 3)
        page.locator(".run-go").first.click()
        expect(page.locator("sample-run").first).to_contain_text("Python could not be loaded", timeout=PATIENCE)
        press(page)  # what a browser has damaged is thrown away
