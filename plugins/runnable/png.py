"""PNG: a picture of dots, compared dot by dot."""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO

from PIL import Image, ImageChops

MAX_PIXELS = 3840 * 2160  # a screen of 4K; the dots of both pictures have to be held at once
CHANNEL_STEP = 2
"""Of 255, by which a channel may differ: two roundings, one as a picture is drawn and one as its alpha is applied."""
TOLERANCE = 1e-5
"""The share of the pixels that may differ by more: 4 of 800 by 600, which a rasteriser's rounding at an edge may cost.
A changed digit of an axis, in the smallest type that can be read, is more."""
UNREADABLE = (
    *(OSError, SyntaxError, ValueError, EOFError, OverflowError, IndexError, KeyError, struct.error, zlib.error),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
"""What Pillow raises for files that are broken, or that would be too much when unpacked."""


class Pixels:
    """The dots of a PNG, with their colours as far as they can be seen; all else in the file counts for nothing."""

    def __init__(self, data: bytes) -> None:
        self._image = _seen(_read(data))

    def difference(self, other: Pixels, tolerance: float | None = None) -> str:
        """How `other` differs in size, or in more than a share `tolerance` of its pixels, in words; or nothing."""
        if self._image.size != other._image.size:
            sizes = ("{} by {} pixels".format(*image.size) for image in (self._image, other._image))
            return "it has another size\n    - {}\n    + {}".format(*sizes)
        allowed = TOLERANCE if tolerance is None else tolerance
        changed = _changed(self._image, other._image)
        count, every = changed.histogram()[255], changed.width * changed.height
        if count <= allowed * every:
            return ""
        left, top, right, bottom = changed.getbbox() or (0, 0, 0, 0)
        place = f"between ({left}, {top}) and ({right - 1}, {bottom - 1})"
        return f"{count:,} of {every:,} pixels differ ({_percent(count / every)}, {_percent(allowed)} may), {place}"


def _read(data: bytes) -> Image.Image:
    """The only picture of a PNG; ValueError where it is none, is broken, too large, or moves."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(BytesIO(data), formats=["PNG"])
            _refuse_unfit(image)
            Image.open(BytesIO(data), formats=["PNG"]).verify()  # the checksums of its chunks, which loading leaves out
            image.load()
        except UNREADABLE as error:
            raise ValueError(f"is no PNG that can be shown: {error}") from None
    return image


def _refuse_unfit(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise ValueError(f"it has {image.width} by {image.height} pixels, more than {MAX_PIXELS:,}")
    if getattr(image, "is_animated", False):
        raise ValueError("it moves, and only its first picture could be compared")


def _seen(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey, of which a conversion would cut off all but the darkest
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    # With the alpha applied: the colour below full transparency is nobody's.
    return image.convert("RGBA").convert("RGBa")


def _changed(mine: Image.Image, theirs: Image.Image) -> Image.Image:
    """255 where any channel differs by more than the step, 0 elsewhere."""
    red, green, blue, alpha = ImageChops.difference(mine, theirs).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), ImageChops.lighter(blue, alpha))
    return most.point([255 if value > CHANNEL_STEP else 0 for value in range(256)])


def _percent(share: float) -> str:
    return f"{share * 100:.3g} %"
