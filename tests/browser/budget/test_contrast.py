"""Contrast of each text, by what Chromium computed of its colour and of what lies behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.budget.inside import asking

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.budget.conftest import Open

LIMITS = {"text": 4.5, "code": 5.5, "body": 12}
# What a link goes through, and a heading that the address names.
FORCED = ("hover", "focus", "focus-visible", "active", "target")


def lines(page: Page) -> list[str]:
    """Return the texts that are too pale, a line each."""
    result = page.evaluate(asking("contrast"), LIMITS)
    assert result["count"] > 5
    form = "{} x {!r} in {} is {} on {}: {}, limit {}"
    return [form.format(*low) for low in result["low"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(open_page: Open, scheme: str) -> None:
    """All text has 4.5, tokens of code 5.5, and what is read at length 12."""
    found = lines(open_page(color_scheme=scheme))
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_where_a_reader_points(open_page: Open, scheme: str) -> None:
    """A link under the mouse or with the focus, and what the address names, can be read as well."""
    page = open_page(color_scheme=scheme)
    protocol = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        protocol.send(f"{domain}.enable")
    root = protocol.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    chosen = {"nodeId": root, "selector": "a[href], button, summary, [id]"}
    for node in protocol.send("DOM.querySelectorAll", chosen)["nodeIds"]:
        protocol.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": list(FORCED)})
    found = lines(page)
    assert found == [], "\n".join(found)
