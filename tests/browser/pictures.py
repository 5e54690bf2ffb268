"""Approved pictures: what a part of a page looks like, and how far it may differ before a test says so."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

APPROVED = Path(__file__).parent / "approved"
# What a run saw that was not approved; `./inv approve` takes it from there.
SEEN = Path(__file__).resolve().parents[2] / ".visual"


@dataclass(frozen=True)
class Tolerance:
    """How much of a picture may differ: of its pixels the `share` that differs by more than `level` of 255 levels."""

    level: int
    share: float

    def allows(self, expected: Image.Image, actual: Image.Image) -> bool:
        """Whether the two show the same; pictures of two sizes never do."""
        return expected.size == actual.size and differing(expected, actual, self.level) <= self.share


# The pictures have no fonts but those that come along, whose characters are rectangles: from one Chromium to another
# only their edges differ, by a level or two. A hairline that goes is more than this in the largest of the pictures.
TOLERANCE = Tolerance(level=4, share=0.0002)


def differences(expected: Image.Image, actual: Image.Image, level: int) -> Image.Image:
    """A mask of the pixels of which one channel differs by more than `level`."""
    red, green, blue = ImageChops.difference(expected.convert("RGB"), actual.convert("RGB")).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point(lambda value: 255 if value > level else 0)


def differing(expected: Image.Image, actual: Image.Image, level: int) -> float:
    """The share of pixels, from 0 to 1, of which one channel differs by more than `level`."""
    mask = differences(expected, actual, level)
    return mask.histogram()[255] / (mask.width * mask.height)


def read(data: bytes) -> Image.Image:
    """The picture that is in a PNG."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def compact(picture: Image.Image) -> bytes:
    """A PNG of the picture: with a palette where 256 colours do, which loses nothing."""
    few = picture.getcolors(256)
    stored = picture.quantize(len(few), dither=Image.Dither.NONE) if few else picture
    if few and ImageChops.difference(stored.convert("RGB"), picture).getbbox():
        stored = picture
    buffer = io.BytesIO()
    stored.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def compare(view: str, name: str, actual: Image.Image, tolerance: Tolerance = TOLERANCE) -> str:
    """Hold a picture against the approved one; return what differs, or nothing. What differs is kept in `SEEN`."""
    path = APPROVED / view / f"{name}.png"
    if not path.is_file():
        keep(view, name, actual=actual)
        return f"{name}: nobody has approved a picture of it"
    expected = Image.open(path).convert("RGB")
    if tolerance.allows(expected, actual):
        return ""
    if expected.size != actual.size:
        keep(view, name, expected=expected, actual=actual)
        return (
            f"{name}: is {actual.width} by {actual.height} pixels large, and not {expected.width} by {expected.height}"
        )
    red, grey = Image.new("RGB", actual.size, "red"), actual.convert("L").convert("RGB")
    diff = Image.composite(red, grey, differences(expected, actual, tolerance.level))
    keep(view, name, expected=expected, actual=actual, diff=diff)
    return f"{name}: {differing(expected, actual, tolerance.level):.3%} of the pixels differ"


def keep(view: str, name: str, **pictures: Image.Image) -> None:
    """Write what was seen, beside what was expected and where they differ."""
    folder = SEEN / view
    folder.mkdir(parents=True, exist_ok=True)
    for kind, picture in pictures.items():
        (folder / f"{name}.{kind}.png").write_bytes(compact(picture))


def forget(view: str) -> None:
    """Remove what an earlier run saw of this view."""
    shutil.rmtree(SEEN / view, ignore_errors=True)


def compare_names(view: str, names: Iterable[str]) -> list[str]:
    """Say which approved pictures of a view are of nothing that it has."""
    gone = sorted({path.stem for path in (APPROVED / view).glob("*.png")} - set(names))
    for name in gone:
        keep(view, name, gone=Image.open(APPROVED / view / f"{name}.png").convert("RGB"))
    return [f"{name}: nothing is called so any more" for name in gone]


def approve() -> list[str]:
    """Approve what the last run saw, and say what that was: each picture by its view and name."""
    changed = []
    for path in sorted(SEEN.glob("*/*.png")):
        name, kind = path.stem.rsplit(".", 1)
        approved = APPROVED / path.parent.name / f"{name}.png"
        if kind == "actual":
            approved.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, approved)
        elif kind == "gone":
            approved.unlink(missing_ok=True)
        if kind in ("actual", "gone"):
            changed.append(f"{path.parent.name}/{name}{' is gone' if kind == 'gone' else ''}")
    shutil.rmtree(SEEN, ignore_errors=True)
    return changed


if __name__ == "__main__":
    approved = approve()
    print("\n".join(["Approved:", *approved]) if approved else "In the last test nothing differed.")
