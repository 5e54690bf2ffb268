"""Figures: the pictures that samples draw, in articles."""

from __future__ import annotations

import random
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from runnable.figure import check_figure, figure_difference
from tests.runnable.house import SVG, sample


def drawn(inside: str) -> str:
    """A drawing with what is `inside`."""
    return SVG.replace("/>", f">{inside}</svg>")


def png(image: Image.Image) -> bytes:
    """The file of an image."""
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", drawn('<g id="a" fill="url(#b)"><text>a</text></g>').encode()),
        ("a.png", png(Image.effect_noise((30, 30), 50))),
    ],
)
def test_damage_is_told(name, data):
    """Whatever bytes are changed, there is a message or a picture, and never another exception."""
    chance = random.Random(1)  # noqa: S311 - the same damage each time
    for _ in range(500):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 1, 5))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(ValueError):
            check_figure(name, bytes(damaged))
            figure_difference(name, data, bytes(damaged))


def drawing(content: str, options: str = "", name: str = "a.svg") -> str:
    """A sample that writes `content` into its figure."""
    return sample(f"print(1)\nopen({name!r}, 'w').write({content!r})", "1", f"figure={name} alt=x {options}")


DRAWN = drawn('<rect id="r1" width="10"/><use href="#r1"/>')
REDRAWN = drawn('<rect width="10" id="r2"/>\n<use href="#r2"/>')


def test_an_equal_figure_is_not_rewritten(article):
    """What a run draws anew, and otherwise only in what means nothing, verifies and leaves the file as it is."""
    written = article(drawing(REDRAWN), {"a.svg": DRAWN})
    assert written.verify() == {}
    assert written.record().changed == ()
    assert written.content["a.svg"] == DRAWN.encode()
    written.write(drawing(REDRAWN.replace("10", "11")))
    assert written.record().changed == ("a.svg",)
    assert b'"11"' in written.content["a.svg"]


def test_a_difference_is_told_with_its_place(article):
    """The message names the fence, the element, and both values."""
    told = article("\n" + drawing(DRAWN.replace("10", "11")), {"a.svg": DRAWN}).failure()
    assert "index.md:2: sample-1: made another a.svg than the page shows: /svg[1]/rect[1] differs in width" in told
    assert told.endswith("\n    - width='10'\n    + width='11'")


def test_a_figure_that_acts_is_not_recorded(article):
    """A picture with a script in it is told, and not written beside the article."""
    written = article(drawing(drawn("<script>alert(1)</script>")))
    assert "made a a.svg that has a <script>" in written.failure()
    (problem,) = written.record().problems
    assert "has a <script>" in str(problem)
    assert "a.svg" not in written.content


def test_a_file_that_acts_is_not_what_was_drawn(article):
    """A file beside the article that has got a script in is told, and replaced by what the run draws."""
    written = article(drawing(DRAWN), {"a.svg": DRAWN.replace("<rect", "<script/><rect")})
    assert "another a.svg than the page shows: the one that is shown has a <script>" in written.failure()
    assert written.record().changed == ("a.svg",)
    assert written.verify() == {}


def test_a_tolerance_is_the_fences(article):
    """A PNG is compared with the tolerance of its fence; `record` leaves it alone within that."""
    code = (
        "import struct, zlib\n"
        "def chunk(name, data):\n"
        "    return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))\n"
        "rows = bytearray(b'\\0' + b'\\x64' * 100) * 100\n"
        "rows[1:{}] = b'\\xff' * {}\n"
        "head = chunk(b'IHDR', struct.pack('>IIBBBBB', 100, 100, 8, 0, 0, 0, 0))\n"
        "data = b'\\x89PNG\\r\\n\\x1a\\n' + head + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')\n"
        "_ = open('a.png', 'wb').write(data)"
    )
    text = sample(code.format(51, 50), options="figure=a.png alt=x {}")
    written = article(text.format("tolerance=0.5%"), {"a.png": png(Image.new("L", (100, 100), 100))})
    assert written.verify() == {}
    assert written.record().changed == ()
    written.write(text.format("tolerance=0.4%"))
    assert "50 of 10,000 pixels differ (0.5 %, 0.4 % may), between (0, 0) and (49, 0)" in written.failure()
    assert written.record().changed == ("a.png",)
    written.write(text.format(""))
    assert written.verify() == {}


def test_figures_of_setups_and_prompts(article):
    """A setup may draw, and so may a session at the prompt."""
    draw = f">>> with open('b.svg', 'w') as file:\n...     file.write({SVG!r})\n...\n{len(SVG)}\n"
    text = sample(f"open('a.svg', 'w').write({SVG!r})", options="hidden name=up figure=a.svg alt=x")
    text += sample(draw, options="setup=up figure=b.svg alt=x", kind="pycon")
    written = article(text)
    assert set(written.record().changed) == {"a.svg", "b.svg"}
    assert written.verify() == {}
    written.write(written.text, {"b.svg": drawn("<a/>")})
    assert "another b.svg" in written.failure()
