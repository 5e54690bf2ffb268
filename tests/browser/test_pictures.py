"""Approved pictures: what counts as a difference, what a run leaves behind, and what approving does."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.browser import pictures
from tests.browser.pictures import Tolerance, approve, compact, compare, compare_names, differing, read

VIEW = "desk-light"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of the test's own."""
    monkeypatch.setattr(pictures, "APPROVED", tmp_path / "approved")
    monkeypatch.setattr(pictures, "SEEN", tmp_path / "seen")
    return tmp_path


def picture(mark: int = 0, size: tuple[int, int] = (100, 100)) -> Image.Image:
    """A white picture with a grey row whose first `mark` pixels are darker by 5 levels."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.line((0, 50, 99, 50), (100, 100, 100))
    if mark:
        draw.line((0, 50, mark - 1, 50), (100, 95, 100))
    return image


def test_a_pixel_differs_by_its_most_different_channel() -> None:
    """Five levels in one channel are more than four, and not more than five."""
    assert differing(picture(), picture(10), 4) == 10 / 10_000
    assert differing(picture(), picture(10), 5) == 0


def test_tolerance_is_a_share_of_the_pixels() -> None:
    """Of 10,000 pixels ten may differ by 0.1 %, and eleven not; pictures of two sizes are never the same."""
    tolerance = Tolerance(level=4, share=0.001)
    assert tolerance.allows(picture(), picture(10))
    assert not tolerance.allows(picture(), picture(11))
    assert not tolerance.allows(picture(), picture(size=(100, 101)))


@pytest.mark.parametrize("colours", [3, 300])
def test_compact_loses_nothing(colours: int) -> None:
    """With few colours and with many, what is read is what was written."""
    image = picture()
    for number in range(colours):
        image.putpixel((number % 100, number // 100), (number % 256, number // 256, 7))
    assert differing(image, read(compact(image)), 0) == 0


def test_what_differs_can_be_looked_at_and_approved(folders: Path) -> None:
    """A run leaves what it saw; approving takes it, and removes what nothing is called any more."""
    assert compare(VIEW, "text", picture()) == "text: nobody has approved a picture of it"
    assert approve() == ["desk-light/text"]
    assert compare(VIEW, "text", picture()) == ""
    assert approve() == []
    assert compare(VIEW, "text", picture(100)) == "text: 1.000% of the pixels differ"
    kept = sorted(path.name for path in (folders / "seen" / VIEW).iterdir())
    assert kept == ["text.actual.png", "text.diff.png", "text.expected.png"]
    assert compare(VIEW, "text", picture(size=(99, 100))) == "text: is 99 by 100 pixels large, and not 100 by 100"
    assert compare_names(VIEW, ["lists"]) == ["text: nothing is called so any more"]
    pictures.forget(VIEW)
    assert compare_names(VIEW, ["lists"])
    assert approve() == ["desk-light/text is gone"]
    assert list((folders / "approved" / VIEW).iterdir()) == []
