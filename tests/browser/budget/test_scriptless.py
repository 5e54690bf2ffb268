"""Pages without script."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import pytest

from tests.browser.budget.inside import asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

    from tests.browser.budget.conftest import Open


@pytest.fixture(scope="session")
def scriptless(browser: Browser) -> Iterator[BrowserContext]:
    """A reader's profile in which no script runs."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    yield context
    context.close()


def test_all_is_there_without_script(open_page: Open, scriptless: BrowserContext) -> None:
    """What can be read is the same with and without script; only controls are made by it."""
    with_script = open_page()
    with_script.wait_for_load_state("networkidle")
    page = scriptless.new_page()
    page.goto(with_script.url)
    one, other = page.evaluate(asking("text")), with_script.evaluate(asking("text"))
    page.close()
    assert one
    assert one == other, "\n".join(differences(one, other))


def differences(without: str, with_script: str) -> Iterator[str]:
    """Yield what stands in one of two texts only, a line each."""
    one, other = without.split(), with_script.split()
    for what, first, last, begin, end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what != "equal":
            yield f"without script {' '.join(one[first:last])!r}, with it {' '.join(other[begin:end])!r}"


def test_no_control_is_dead(scriptless: BrowserContext, address: str, path: str) -> None:
    """Without script each control that is there does something."""
    page = scriptless.new_page()
    page.goto(f"{address}/{path}")
    dead = page.evaluate(asking("controls"))
    page.close()
    assert dead == []
