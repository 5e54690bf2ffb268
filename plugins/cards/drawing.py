"""Draws a card: 1200 by 630 pixels, of which the same description gives the same bytes.

Above, the site's name and the article's place in its series; below them the title, as large as fits; at the foot the
first lines of its code, as they stand on the page. What doesn't fit is cut, and nothing reaches into the margin.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont, features
from PIL import __version__ as pillow_version

__all__ = ["COLOURS", "HEIGHT", "MARGIN", "WIDTH", "Card", "Run", "digest", "draw"]

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
INNER = WIDTH - 2 * MARGIN

# The light scheme of tokens.css, in which each is called as here, or code-… .
COLOURS = {
    "paper": "#fcfbf8",
    "paper-code": "#f4f2eb",
    "hairline": "#d9d7d0",
    "ink": "#1f2328",
    "ink-muted": "#565c65",
    "accent": "#a32f1c",
    "code-comment": "#54555c",
    "code-keyword": "#8f2639",
    "code-string": "#285d36",
    "code-number": "#265085",
    "code-name": "#2f4989",
    "code-special": "#643980",
}

FONTS = Path(__file__).with_name("fonts")
REGULAR, BOLD, MONO = "Gelasio-Regular.ttf", "Gelasio-SemiBold.ttf", "JetBrainsMono-Regular.ttf"

HEAD_SIZE, HEAD_BASELINE, HEAD_RULE = 28, 88, 116
TITLE_TOP, TITLE_LEADING = 150, 1.16
# How large a title may be, and in how many lines; the first in which it fits is taken, in the last it is cut.
TITLE_SIZES = ((76, 2), (66, 3), (56, 3), (48, 4), (40, 5))
SUBTITLE_SIZE = 34
CODE_SIZE, CODE_LEADING, CODE_PAD, CODE_TOP, CODE_GAP = 25, 38, 32, 330, 40
PROMPT, PROMPT_SIZE = ">>>", 72
NEAR = 8
STEPS = 16  # between a ground and an ink; with these, all colours of all cards fit into one palette of 256
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True)
class Run:
    """A piece of a line of code, and the name of its colour in `COLOURS`."""

    text: str
    colour: str = "ink"


@dataclass(frozen=True)
class Card:
    """All that is drawn: `place` is that in a series, `code` has lines of runs."""

    site: str
    title: str
    place: str = ""
    subtitle: str = ""
    code: tuple[tuple[Run, ...], ...] = ()


def digest(card: Card) -> str:
    """Return a digest of all that the bytes of a card depend on: itself, what draws it, and with which fonts."""
    return hashlib.sha256(f"{card!r} {_drawn_by()}".encode()).hexdigest()


@cache
def _drawn_by() -> str:
    files = [Path(__file__), *sorted(FONTS.glob("*.ttf"))]
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return " ".join([*digests, pillow_version, str(features.version("freetype2")), str(features.version("zlib"))])


def draw(card: Card) -> bytes:
    """Return the card as PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), COLOURS["paper"])
    pen = ImageDraw.Draw(image)
    _draw_head(pen, card)
    bottom = _draw_title(pen, card.title)
    if card.subtitle:
        bottom = _draw_subtitle(pen, card.subtitle, bottom)
    _draw_code(pen, card.code, max(CODE_TOP, bottom + CODE_GAP))
    file = io.BytesIO()
    image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


@cache
def _palette() -> Image.Image:
    """A picture with the palette of all cards: the colours, and for the edges of letters what lies between them."""
    pure = [ImageColor.getrgb(colour)[:3] for colour in COLOURS.values()]
    paper, code, _, *inks = pure
    pairs = [(code, ink) for ink in inks] + [(paper, ink) for ink in inks[:2]]
    mixed = [_mix(*pair, step / STEPS) for pair in pairs for step in range(1, STEPS)]
    # Pillow takes colours that differ by less than this for one, and may take the wrong one.
    apart = [mix for mix in mixed if all(_distance(mix, colour) > NEAR for colour in pure)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in [*pure, *apart] for part in colour])
    return palette


def _distance(one: Sequence[int], other: Sequence[int]) -> int:
    return max(abs(first - second) for first, second in zip(one, other, strict=True))


def _mix(ground: Sequence[int], ink: Sequence[int], share: float) -> list[int]:
    return [round(under + (over - under) * share) for under, over in zip(ground, ink, strict=True)]


def _draw_head(pen: ImageDraw.ImageDraw, card: Card) -> None:
    bold, regular = _font(BOLD, HEAD_SIZE), _font(REGULAR, HEAD_SIZE)
    site = _cut(_drawable(card.site, bold), bold, INNER // 2)
    pen.text((MARGIN, HEAD_BASELINE), site, COLOURS["ink"], bold, anchor="ls")
    place = _cut(_drawable(card.place, regular), regular, INNER - bold.getlength(site) - MARGIN)
    pen.text((WIDTH - MARGIN, HEAD_BASELINE), place, COLOURS["ink-muted"], regular, anchor="rs")
    pen.line((MARGIN, HEAD_RULE, WIDTH - MARGIN - 1, HEAD_RULE), COLOURS["hairline"], 2)


def _draw_title(pen: ImageDraw.ImageDraw, title: str) -> float:
    """Draw the title, and return where it ends."""
    for size, most in TITLE_SIZES:
        font = _font(BOLD, size)
        lines = list(_wrapped(_drawable(title, font), font))
        if len(lines) <= most:
            break
    return _draw_lines(pen, _shortened(lines, most, font), font, COLOURS["ink"], TITLE_TOP)


def _draw_subtitle(pen: ImageDraw.ImageDraw, subtitle: str, top: float) -> float:
    font = _font(REGULAR, SUBTITLE_SIZE)
    lines = _shortened(list(_wrapped(_drawable(subtitle, font), font)), 3, font)
    return _draw_lines(pen, lines, font, COLOURS["ink-muted"], top + SUBTITLE_SIZE / 2)


def _draw_lines(
    pen: ImageDraw.ImageDraw, lines: Sequence[str], font: ImageFont.FreeTypeFont, colour: str, top: float
) -> float:
    leading = font.size * TITLE_LEADING
    for number, line in enumerate(lines):
        pen.text((MARGIN, round(top + number * leading + font.size)), line, colour, font, anchor="ls")
    return top + len(lines) * leading


def _draw_code(pen: ImageDraw.ImageDraw, code: tuple[tuple[Run, ...], ...], top: float) -> None:
    """Draw as many lines as fit, from edge to edge; without any, the prompt at which code is typed."""
    top = round(top)
    pen.rectangle((0, top, WIDTH, HEIGHT), COLOURS["paper-code"])
    pen.line((0, top, WIDTH, top), COLOURS["hairline"], 2)
    if not code:
        font = _font(MONO, PROMPT_SIZE)
        pen.text((MARGIN, top + (HEIGHT - top) / 2), PROMPT, COLOURS["accent"], font, anchor="lm")
    font = _font(MONO, CODE_SIZE)
    room = (HEIGHT - top - 2 * CODE_PAD) // CODE_LEADING
    for number, line in enumerate(code[:room]):
        baseline = top + CODE_PAD + number * CODE_LEADING + CODE_SIZE
        for column, run in _columns(line, font):
            place = (MARGIN + font.getlength("0") * column, baseline)
            pen.text(place, run.text, COLOURS[run.colour], font, anchor="ls")


def _columns(line: Sequence[Run], font: ImageFont.FreeTypeFont) -> Iterator[tuple[int, Run]]:
    """Yield each run with the column at which it begins; from where the line can't be drawn, an ellipsis."""
    column, last = 0, int(INNER // font.getlength("0")) - 1
    for run in line:
        known = next((at for at, character in enumerate(run.text) if not _has(character, font)), len(run.text))
        fitting = min(known, last - column)
        yield column, Run(run.text[:fitting], run.colour)
        column += fitting
        if fitting < len(run.text):
            yield column, Run(ELLIPSIS, "ink-muted")
            return


# Text that fits


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    """Yield the lines of a text, broken between words; in one only if it is longer than a line."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= INNER:
            line = longer
            continue
        if line:
            yield line
        line = word
        while font.getlength(line) > INNER:
            fitting = _fitting(line, font, INNER)
            yield line[:fitting]
            line = line[fitting:]
    if line:
        yield line


def _shortened(lines: Sequence[str], most: int, font: ImageFont.FreeTypeFont) -> Sequence[str]:
    """Return at most so many lines; where some are left out, the last ends with an ellipsis."""
    if len(lines) <= most:
        return lines
    *others, last = lines[:most]
    return [*others, last[: _fitting(last, font, INNER - font.getlength(ELLIPSIS))].rstrip() + ELLIPSIS]


def _cut(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """Return the text, or, where it is wider, what fits of it and an ellipsis."""
    if font.getlength(text) <= width:
        return text
    return text[: _fitting(text, font, width - font.getlength(ELLIPSIS))].rstrip() + ELLIPSIS


def _fitting(text: str, font: ImageFont.FreeTypeFont, width: float) -> int:
    """How many characters of the text fit into the width, at least one."""
    return max(1, bisect_right(range(len(text) + 1), width, key=lambda count: font.getlength(text[:count])) - 1)


def _drawable(text: str, font: ImageFont.FreeTypeFont) -> str:
    """Return the text in what the font has: letters without the accents that it lacks, of others nothing."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return " ".join("".join(_in_font(character, font) for character in composed).split())


def _in_font(character: str, font: ImageFont.FreeTypeFont) -> str:
    parts = character if _has(character, font) else unicodedata.normalize("NFKD", character)
    return "".join(part for part in parts if _has(part, font))


@cache
def _has(character: str, font: ImageFont.FreeTypeFont) -> bool:
    """Whether the font draws this character, and not the box that stands for what it lacks."""
    if character == " ":
        return True
    mask, missing = font.getmask(character), font.getmask("\N{REPLACEMENT CHARACTER}")
    return bool(mask.getbbox()) and (mask.size, bytes(mask)) != (missing.size, bytes(missing))


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout, so that the bytes don't depend on libraries that a machine may have.
    return ImageFont.truetype(str(FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)
