"""Make the fonts of the visual test: each character is a block, as in the Ahem font of the Web Platform Tests.

Pictures with them are the same whatever fonts a machine has, and show what a style sheet decides: where text stands,
how large it is, in which family, weight and colour. The families differ in the width of their blocks, weights in the
height. Run once, by hand, with fonttools: ``uv run --with fonttools,brotli tests/browser/fonts/make.py``.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

UNITS = 1000
ASCENT, DESCENT = 800, 200
# In units: how wide a character is, and how high its block in each weight. A mono is as wide as most of its kind.
WIDTHS = {"serif": 460, "sans": 520, "mono": 602}
HEIGHTS = {"regular": 480, "bold": 700}
SIDE = 40
# Latin with its accents, punctuation, arrows, mathematical and technical signs, boxes, shapes, dingbats.
CHARACTERS = [*range(0x20, 0x180), *range(0x2000, 0x2070), *range(0x2190, 0x2400), *range(0x2500, 0x27C0)]
BLANK = {0x20, 0xA0, *range(0x2000, 0x2010)}


def block(width: int, height: int) -> object:
    """A glyph that is one rectangle on the line; of no height, one that is empty."""
    pen = TTGlyphPen(None)
    if height:
        corners = [(SIDE, 0), (SIDE, height), (width - SIDE, height), (width - SIDE, 0)]
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def make(family: str, weight: str) -> None:
    """Write one font beside this file."""
    width, name = WIDTHS[family], f"{family}-{weight}"
    font = FontBuilder(UNITS, isTTF=True)
    font.setupGlyphOrder([".notdef", "block", "blank"])
    font.setupCharacterMap({code: "blank" if code in BLANK else "block" for code in CHARACTERS})
    font.setupGlyf({".notdef": block(width, 0), "block": block(width, HEIGHTS[weight]), "blank": block(width, 0)})
    font.setupHorizontalMetrics({".notdef": (width, 0), "block": (width, SIDE), "blank": (width, 0)})
    font.setupHorizontalHeader(ascent=ASCENT, descent=-DESCENT)
    font.setupNameTable({"familyName": f"Block {family}", "styleName": weight})
    font.setupOS2(sTypoAscender=ASCENT, sTypoDescender=-DESCENT, usWinAscent=ASCENT, usWinDescent=DESCENT)
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = 0
    font.font.recalcTimestamp = False
    font.font.flavor = "woff2"
    font.save(Path(__file__).parent / f"{name}.woff2")


if __name__ == "__main__":
    for family in WIDTHS:
        for weight in HEIGHTS:
            make(family, weight)
