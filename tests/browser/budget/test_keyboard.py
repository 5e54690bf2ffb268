"""Pages by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.budget.inside import asking
from tests.browser.house import move_until, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.budget.conftest import Open


MOST = 1000  # presses of Tab: no page has so much
# Some pages put the focus into a field when they open.
FROM_THE_START = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""

# Behind the last of the page the focus is the browser's, then that of the first again, which is noted once.
BEGINS_AGAIN = """() => {
  const begins = tabbed.length > 1 && tabbed.at(-1) === tabbed[0];
  if (begins) tabbed.pop();
  return begins;
}"""
# The buttons besides Run come when a reader is near one, whom Tab brings there at once.
RUNS = "[data-pack] [data-browser]"
NEAR_A_SAMPLE = f"document.querySelector('{RUNS} sample-run').dispatchEvent(new Event('pointerenter'))"
HAS_BUTTONS = f"!document.querySelector('{RUNS} sample-run:not(:has(button + button))')"
NAME = "`${document.activeElement.localName} ${document.activeElement.textContent.trim().slice(0, 30)}`"


def faults_of_focus(page: Page) -> list[str]:
    """Press Tab until the focus leaves the page; return what was wrong on the way, a line each."""
    found: list[str] = []
    lost = False
    page.evaluate(FROM_THE_START)
    for _ in range(MOST):
        page.keyboard.press("Tab")
        faults = page.evaluate(asking("focused"))
        if faults is None and lost:
            return found
        if faults is None:
            lost = True
            continue
        if lost and page.evaluate(BEGINS_AGAIN):
            return found
        if lost:
            found.append(f"the focus is lost once, before {page.evaluate(NAME)}")
        lost = False
        found += faults
    return [*found, f"the focus is still on the page after {MOST} presses of Tab"]


@pytest.mark.parametrize("width", [320, 1280])
def test_all_is_reached_by_tab(open_page: Open, width: int) -> None:
    """Tab reaches all there is, in its order, the skip link first; each shows that it has the focus; then it leaves."""
    page = open_page(width, reduced_motion="reduce")
    page.mouse.move(9, 9)  # with the first movement comes what a reader can do with code
    page.wait_for_load_state("networkidle")
    if page.locator(RUNS).count():
        move_until(page, f"{RUNS} sample-run")
        page.evaluate(NEAR_A_SAMPLE)
        until(page, HAS_BUTTONS)
    found = [*faults_of_focus(page), *page.evaluate(asking("order"))]
    assert found == [], "\n".join(found)


def test_skip_link_leads_to_the_text(open_page: Open) -> None:
    """The skip link's Enter moves the focus behind the navigation: the next Tab is in the main part."""
    page = open_page()
    page.wait_for_load_state("networkidle")
    page.evaluate(FROM_THE_START)
    for key in ("Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("!!document.activeElement.closest('main, footer')")
