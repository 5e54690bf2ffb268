"""The facts of timeline.toml on a line from 2015 to 2016."""

from __future__ import annotations

import tomllib
from pathlib import Path

from figures.svg import HAIRLINE, INK, MUTED, PAPER, SERVED, Drawing

TOP, STEP = 24, 62


def draw_timeline(source: str, name: str) -> None:
    entries = tomllib.loads(Path(source).read_text())["entry"]
    drawing = Drawing(TOP + STEP * (len(entries) - 1) + 28)
    drawing.path(
        f"M8 {TOP - 16}V{TOP + STEP * (len(entries) - 1) + 16}", stroke=HAIRLINE, width=2
    )
    for row, entry in enumerate(entries):
        y = TOP + STEP * row
        exact = "-" in entry["day"]
        drawing.path(
            f"M2 {y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z",
            fill=SERVED if exact else PAPER,
            stroke=SERVED,
            width=2,
        )
        drawing.text(28, y - 2, month(entry["day"]), colour=MUTED, size=13)
        drawing.text(28, y + 18, entry["short"], colour=INK)
    drawing.save(name)


def month(day: str) -> str:
    names = {"10": "October", "11": "November"}
    year, _, number = day.partition("-")
    return f"{names[number]} {year}" if number else f"{year}, the day is not known to us"
