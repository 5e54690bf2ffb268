"""Each sample of each article that says it runs in a page, run there by its button, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.house import move_until
from tests.browser.server import serving_by_nginx
from tests.site.house import ROOT, Site

DESK = {"width": 1280, "height": 800}
PATIENCE = 120_000  # milliseconds, on a machine that has much else to do
MARKED = re.compile(r"^```py\w+ run .*\bbrowser\b(?!=\"no)", re.MULTILINE)
SLUGS = sorted(
    path.parent.name for path in ROOT.glob("content/articles/*/index.md") if MARKED.search(path.read_text("utf-8"))
)
# An exercise is shown as it is before it is solved; that it prints what the page says is all that Run can tell.
SAID = r"(Same as printed above|Raises the same as above|Ran, and printed nothing, as above), in [\d.]+ m?s"
OTHERWISE = r"Differs from what is printed above, as it is said: .+"


@pytest.fixture(scope="module")
def address(real_published: Site) -> Iterator[str]:
    """Where the site is served, without a slash at the end."""
    with serving_by_nginx(real_published.output) as where:
        yield where


@pytest.mark.parametrize("slug", SLUGS)
def test_each_sample_says_what_the_page_says(browser: Browser, address: str, slug: str) -> None:
    """Whichever of an article's buttons is pressed, what comes is what stands there, or differs as the page says."""
    with browser.new_context(viewport=DESK) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address}/{slug}/", wait_until="networkidle")
        move_until(page, "sample-run")
        ids = page.locator("[data-browser]:has(sample-run)").evaluate_all("all => all.map(each => each.id)")
        found = {each: run(page, each) for each in ids}
    wanted = re.compile(f"{SAID}|{OTHERWISE}")
    assert {each: words for each, words in found.items() if not wanted.fullmatch(words)} == {}
    assert found
    assert said == []


def run(page: Page, sample: str) -> str:
    """Press the button of a sample, and wait for what is said of the run."""
    figure = page.locator(f"[id='{sample}']")
    figure.scroll_into_view_if_needed()
    button = figure.locator(".run-go")
    button.click()
    verdict = figure.locator(".run-verdict")
    expect(verdict).not_to_be_empty(timeout=PATIENCE)
    expect(button).to_have_text("Run", timeout=PATIENCE)
    return verdict.inner_text()
