"""The measurements of measure.py as two charts: sizes, and times on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log10

from figures.svg import FAILED, HAIRLINE, INK, MUTED, SERVED, Colour, Drawing
from measure import SHARES, Measured

LEFT, WIDE, HIGH = 52, 330, 170
LINES: dict[str, tuple[Colour, str]] = {  # colour, dashes
    "no index": (INK, "2 4"),
    "all rows": (FAILED, "7 4"),
    "live rows": (SERVED, ""),
}
DECADES = (0.001, 0.01, 0.1, 1, 10, 100)  # milliseconds


def draw_indexes(name: str, measured: Mapping[tuple[str, int], Measured]) -> None:
    drawing = Drawing(530)
    legend(drawing)
    largest = max(one.size for one in measured.values())
    top = 60
    drawing.text(0, top - 8, "Size of the index, MB", bold=True)
    for size in (0, 1, 2):
        grid(drawing, top + HIGH * (1 - size * 1e6 / 2.5e6), f"{size}")
    assert largest < 2.5e6
    draw(drawing, measured, lambda one: top + HIGH * (1 - one.size / 2.5e6), skip="no index")
    top = 302
    drawing.text(0, top - 16, "Time for the latest 20 live messages, ms", bold=True)
    for decade in DECADES:
        grid(drawing, height(decade, top), f"{decade:g}")
    draw(drawing, measured, lambda one: height(one.time, top))
    drawing.text(LEFT + WIDE / 2, 520, "deleted rows, per cent", anchor="middle", colour=MUTED)
    drawing.save(name)


def legend(drawing: Drawing) -> None:
    for x, (index, (colour, dash)) in zip((0, 132, 262), LINES.items(), strict=True):
        drawing.path(f"M{x} 11h28", stroke=colour, width=2.5, dash=dash)
        drawing.text(x + 36, 16, index)


def height(milliseconds: float, top: float) -> float:
    low, high = log10(DECADES[0]), log10(DECADES[-1])
    return top + HIGH * (1 - (log10(milliseconds) - low) / (high - low))


def x_of(share: int) -> float:
    return LEFT + WIDE * share / 100


def grid(drawing: Drawing, y: float, words: str) -> None:
    drawing.path(f"M{LEFT} {y:.1f}h{WIDE}", stroke=HAIRLINE)
    drawing.text(LEFT - 8, y + 5, words, colour=MUTED, size=13, anchor="end")


def draw(
    drawing: Drawing,
    measured: Mapping[tuple[str, int], Measured],
    place: Callable[[Measured], float],
    skip: str = "",
) -> None:
    for index, (colour, dash) in LINES.items():
        if index == skip:
            continue
        points = "L".join(
            f"{x_of(share):.1f} {place(measured[index, share]):.1f}" for share in SHARES
        )
        drawing.path(f"M{points}", stroke=colour, width=2.5, dash=dash)
    bottom = place(Measured(0, DECADES[0])) + 18
    for share in (0, 25, 50, 75, 100):
        drawing.text(x_of(share), bottom, f"{share}", colour=MUTED, size=13, anchor="middle")
