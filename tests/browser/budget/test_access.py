"""What axe finds, in light and dark, on a phone, a tablet and a desk, with all opened that can be."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.browser.budget.states import STATES
from tests.site.house import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.budget.conftest import Open

WIDTHS = (320, 768, 1280)
# What is scrolled to only later is looked at, too.
ALL_RENDERED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
RUN = """async (rules) => {
  const runOnly = rules.length ? { type: "rule", values: rules } : undefined;
  return (await axe.run({ resultTypes: ["violations"], runOnly })).violations;
}"""
# Of a page in another scheme only the colours are others.
RULES = {"light": (), "dark": ("color-contrast", "link-in-text-block")}


@cache
def axe() -> str:
    """The text of axe."""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def violations(page: Page, scheme: str) -> Iterator[str]:
    """Yield what axe finds, its best practices among it: rule, selector, and why, a line each."""
    for violation in page.evaluate(RUN, RULES[scheme]):
        for node in violation["nodes"]:
            why = " ".join(node["failureSummary"].split())
            yield f"{violation['id']}: {' '.join(map(str, node['target']))}: {why}"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", RULES)
def test_axe_finds_nothing(open_page: Open, scheme: str, width: int) -> None:
    """No rule of axe is broken, whatever of the page is open."""
    page = open_page(width, color_scheme=scheme)
    page.evaluate(ALL_RENDERED)
    page.evaluate(axe())
    found = []
    for state, (count, bring_about) in STATES.items():
        for number in range(page.evaluate(count)):
            page.evaluate(bring_about, number)
            found += [f"{state} {number or ''}: {line}" for line in violations(page, scheme)]
    assert found == [], "\n".join(dict.fromkeys(found))
