"""Widths, zoom, paper, and motion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.budget.inside import asking
from tests.browser.budget.test_contrast import lines

if TYPE_CHECKING:
    from tests.browser.budget.conftest import Open

# 640 and 320 are also what is left of 1280 at 200 % and 400 %.
WIDTHS = (320, 640, 1280)
A4 = 718  # CSS pixels between margins of a centimetre


@pytest.mark.parametrize("width", WIDTHS)
def test_page_fits_the_window(open_page: Open, width: int) -> None:
    """Nothing makes a page scroll sideways, nor is text cut off, on a phone, a desk, and at 200 and 400 %."""
    found = open_page(width).evaluate(asking("layout"))
    assert found == [], "\n".join(found)


def test_page_fits_paper(open_page: Open) -> None:
    """Printed from a dark screen, a page is ink on white, without controls, with all of its code and addresses."""
    page = open_page(A4, media="print", color_scheme="dark")
    found = [*page.evaluate(asking("print")), *lines(page)]
    assert found == [], "\n".join(found)


def test_nothing_moves_for_those_who_ask(open_page: Open) -> None:
    """With reduced motion nothing is animated, and no page glides."""
    assert open_page(reduced_motion="reduce").evaluate(asking("motion")) == []
