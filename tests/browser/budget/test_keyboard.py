"""Pages by keyboard alone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.browser.budget.inside import asking

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.budget.conftest import Open


def tabbed(page: Page, most: int) -> list[dict[str, object]]:
    """Press Tab until the focus leaves the page, at most so often; return what had it."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(asking("focused"))
        if focused is None:
            break
        found.append(focused)
    return found


@pytest.mark.parametrize("width", [320, 1280])
def test_all_is_reached_by_tab(open_page: Open, width: int) -> None:
    """Tab reaches all there is, in its order, the skip link first; each shows that it has the focus; then it leaves."""
    page = open_page(width, reduced_motion="reduce")
    wanted = page.evaluate(asking("focusables"))
    names = dict(wanted)
    assert "positive" not in names, f"a positive tabindex: {names.get('positive')}"
    reached = tabbed(page, len(wanted) + 5)
    found = [f"{focused['name']}: {fault}" for focused in reached for fault in focused["faults"]]
    found += [f"{focused['name']}: is reached, and was not known" for focused in reached if focused["place"] is None]
    places = [focused["place"] for focused in reached if focused["place"] is not None]
    found += [f"{names[place]}: is not reached" for place in names if place not in places]
    found += [f"{names[b]}: comes after {names[a]}" for a, b in pairwise(places) if b <= a]
    if len(reached) > len(wanted):
        found.append("the focus does not leave the page")
    if reached and not str(reached[0]["name"]).startswith("a.skip"):
        found.append(f"the first is not the skip link, but {reached[0]['name']}")
    assert found == [], "\n".join(found)


def test_skip_link_leads_to_the_text(open_page: Open) -> None:
    """The skip link's Enter moves the focus behind the navigation: the next Tab is in the main part."""
    page = open_page()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main, footer, body > :not(header)')")
