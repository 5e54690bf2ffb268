"""PNG: which differences of pictures mean something, and which pictures are not published."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from runnable.figure import MAX_BYTES, check_figure, figure_difference
from runnable.png import CHANNEL_STEP, MAX_PIXELS, TOLERANCE, Pixels


def png(image: Image.Image, **options: object) -> bytes:
    """The file of an image."""
    file = BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def grey(size: tuple[int, int] = (100, 100), level: int = 100, mode: str = "L") -> Image.Image:
    """A picture all of one grey."""
    return Image.new("L", size, level).convert(mode)


def dotted(count: int, level: int = 200, size: tuple[int, int] = (1000, 100)) -> Image.Image:
    """A grey picture with `count` dots of another grey from (10, 5) on."""
    image = grey(size)
    for number in range(count):
        image.putpixel((10 + number, 5), level)
    return image


def pixels_differ(shown: bytes, made: bytes, tolerance: float | None = None) -> str:
    """What differs between two pictures."""
    return figure_difference("a.png", shown, made, tolerance)


def test_what_means_nothing_in_a_png():
    """How a picture is packed, in how many colours it is stored, and what is written beside it does not count."""
    about = PngInfo()
    about.add_text("Software", "Matplotlib version 3.10.0")
    about.add_itxt("Creation Time", "2026-11-22")
    shown = png(grey())
    for made in (
        png(grey(), pnginfo=about, dpi=(72, 72), compress_level=0),
        png(grey(mode="RGBA")),
        png(grey(mode="P")),
    ):
        assert shown != made
        assert pixels_differ(shown, made) == ""


def test_colours_nobody_sees():
    """The colour below full transparency does not count; the transparency does."""
    red, blue = (Image.new("RGBA", (9, 9), (*colour, 0)) for colour in ((255, 0, 0), (0, 0, 255)))
    assert pixels_differ(png(red), png(blue)) == ""
    assert "81 of 81 pixels" in pixels_differ(png(red), png(Image.new("RGBA", (9, 9), (255, 0, 0, 255))))


def test_the_tolerance_of_pixels():
    """As many pixels as the share says may differ by more than the step, and any number by the step."""
    assert pixels_differ(png(dotted(0)), png(grey((1000, 100), 100 + CHANNEL_STEP))) == ""
    assert "100,000 of 100,000" in pixels_differ(png(dotted(0)), png(grey((1000, 100), 101 + CHANNEL_STEP)))
    allowed = int(TOLERANCE * 100_000)
    assert pixels_differ(png(dotted(0)), png(dotted(allowed))) == ""
    told = pixels_differ(png(dotted(0)), png(dotted(allowed + 1)))
    assert told == "2 of 100,000 pixels differ (0.002 %, 0.001 % may), between (10, 5) and (11, 5)"
    assert pixels_differ(png(dotted(0)), png(dotted(500)), 0.005) == ""
    assert "501 of" in pixels_differ(png(dotted(0)), png(dotted(501)), 0.005)
    assert "1 of 100,000" in pixels_differ(png(dotted(0)), png(dotted(1)), 0.0)


def test_each_channel_counts():
    """A difference in one channel alone, the transparency included, is one."""
    for channel in range(4):
        colour = [200, 200, 200, 255]
        colour[channel] -= 10
        made = png(Image.new("RGBA", (9, 9), tuple(colour)))
        assert "81 of 81" in pixels_differ(png(Image.new("RGBA", (9, 9), (200, 200, 200, 255))), made)
    shades = [png(Image.new("RGBA", (9, 9), (0, 0, 0, alpha))) for alpha in (255, 245)]
    assert "81 of 81" in pixels_differ(*shades)


def test_pictures_of_16_bits():
    """Greys of 16 bits are told apart over their whole range."""
    pictures = [png(Image.new("I;16", (9, 9), level)) for level in (10_000, 40_000)]
    assert pixels_differ(pictures[0], pictures[0][:]) == ""
    assert "81 of 81" in pixels_differ(*pictures)
    assert pixels_differ(pictures[1], png(Image.new("L", (9, 9), 40_000 // 256))) == ""


def test_sizes_are_told():
    """Pictures of two sizes are two pictures, whatever is on them."""
    assert (
        pixels_differ(png(grey((9, 8))), png(grey((8, 9))))
        == "it has another size\n    - 9 by 8 pixels\n    + 8 by 9 pixels"
    )


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width: int, height: int, *more: bytes) -> bytes:
    """A PNG that says to be of a size."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + b"".join(more)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


MOVING = png(grey(), save_all=True, append_images=[grey(level=200)])
GIF = BytesIO()
grey().save(GIF, "GIF")
BROKEN = {
    "nothing": b"",
    "text": b"picture",
    "a GIF": GIF.getvalue(),
    "cut off": png(Image.effect_noise((99, 99), 50))[:-500],
    "only a beginning": png(grey())[:20],
    "no dots": bomb(9, 9)[:45],
    "a bomb": bomb(60_000, 60_000),
    "a smaller bomb": bomb(10_000, 9_000),
    "a bomb that Pillow would let pass": png(Image.new("1", (MAX_PIXELS // 2160, 2161))),
    "a second header": bomb(9, 9, chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))),
    "a text that unpacks": bomb(9, 9, chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * (64 << 20)))),
    "moving": MOVING,
    "bytes": png(grey()) + b"\0" * MAX_BYTES,
}  # fmt: skip


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_is_no_png_to_publish(data):
    """A picture that can't be read, would be too much when unpacked, or moves, is told."""
    with pytest.raises(ValueError, match=r"is no PNG that can be shown: .|has more than [\d,]+ bytes"):
        check_figure("a.png", data)


def test_a_byte_that_was_changed_on_the_way():
    """A picture whose checksums don't hold is broken, however little of it looks different."""
    data = png(Image.effect_noise((200, 200), 50))
    Pixels(data)
    middle = len(data) // 2
    for place in (middle, middle + 7, len(data) - 20):
        with pytest.raises(ValueError, match="is no PNG that can be shown"):
            Pixels(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
