"""Who did what, and when: the moves of a batch, one row for each item."""

from __future__ import annotations

from collections.abc import Sequence

from figures.svg import CALM, FAILED, HAIRLINE, INK, MUTED, PAPER, SERVED, Drawing
from supply.models import Move
from supply.states import State

LEFT, RIGHT, TOP, ROW = 84, 384, 46, 26


def draw_gantt(name: str, names: Sequence[str], moves: Sequence[Move]) -> None:
    """Bars of the first worker are filled darker than those of the second."""
    begin = min(move.started for move in moves)
    seconds = max(move.ended for move in moves) - begin
    scale = (RIGHT - LEFT) / seconds
    workers = sorted({str(move.worker) for move in moves})
    drawing = Drawing(TOP + ROW * len(names) + 30)
    for place, fill, words in ((0, SERVED, workers[0]), (110, CALM, workers[-1])):
        drawing.path(f"M{LEFT + place} 6h14v12h-14z", fill=fill, stroke=SERVED)
        drawing.text(LEFT + place + 20, 17, words)
    drawing.path(f"M{LEFT + 226} 4v16", stroke=FAILED, width=3)
    drawing.text(LEFT + 234, 17, "rejected")
    bottom = TOP + ROW * len(names)
    step = next(step for step in (1, 2, 5, 10, 20, 60) if seconds / step < 7)
    for second in range(0, int(seconds) + 1, step):
        x = LEFT + second * scale
        drawing.path(f"M{x:.1f} {TOP - 6}V{bottom}", stroke=HAIRLINE)
        drawing.text(x, bottom + 18, f"{second} s", colour=MUTED, size=13, anchor="middle")
    for row, words in enumerate(names):
        drawing.text(LEFT - 8, TOP + ROW * row + 14, words, anchor="end", colour=INK)
    for move in moves:
        y = TOP + ROW * (move.item_id - 1) + 1
        x, width = LEFT + (move.started - begin) * scale, (move.ended - move.started) * scale
        fill = SERVED if move.worker == workers[0] else CALM
        drawing.path(
            f"M{x:.1f} {y}h{max(width, 1):.1f}v17h-{max(width, 1):.1f}z",
            fill=fill,
            stroke=PAPER,
        )
        if move.after is State.REJECTED:
            drawing.path(f"M{x + width + 3:.1f} {y - 1}v19", stroke=FAILED, width=3)
    drawing.save(name)
