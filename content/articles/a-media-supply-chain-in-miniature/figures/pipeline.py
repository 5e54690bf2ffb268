"""The table of transitions as a diagram: the way down, and the two ways out."""

from __future__ import annotations

from figures.svg import FAILED, INK, MUTED, SERVED, Drawing
from supply.states import TRANSITIONS, WORK, Event, State

LEFT, WIDE, HIGH, STEP, TOP = 1, 124, 36, 76, 1
OUT = {  # top of the box, colour, what it means
    State.REJECTED: (58, FAILED, "the file is at fault"),
    State.FAILED: (286, FAILED, "we are at fault"),
}
RIGHT, OUT_WIDE = 246, 136


def draw_pipeline(name: str) -> None:
    way = [*WORK, State.PUBLISHED]
    drawing = Drawing(TOP + STEP * (len(way) - 1) + HIGH + 2)
    tops = {state: TOP + STEP * row for row, state in enumerate(way)}
    for (state, event), target in TRANSITIONS.items():
        match event:
            case Event.REJECT:
                draw_way_out(drawing, tops[state], OUT[target][0], event, first=state is way[0])
            case Event.FAIL:
                draw_way_out(drawing, tops[state], OUT[target][0], event, first=False)
            case Event.RESUBMIT:
                side, y = RIGHT + OUT_WIDE, OUT[state][0] + 26
                drawing.path(f"M{side} {y}H394V10H129", stroke=INK, width=1.5, head=True)
                drawing.text(RIGHT + OUT_WIDE / 2, 28, event, anchor="middle")
            case _:
                x, y = LEFT + WIDE / 2, tops[state] + HIGH
                drawing.path(f"M{x:g} {y}V{tops[target] - 3}", stroke=INK, width=1.5, head=True)
                drawing.text(x + 8, y + 25, event, size=13)
    for state, top in tops.items():
        colour = SERVED if state is State.PUBLISHED else INK
        drawing.box(LEFT, top, WIDE, HIGH, radius=14, stroke=colour)
        drawing.text(LEFT + WIDE / 2, top + 23, state, anchor="middle", bold=True)
    for state, (top, colour, meaning) in OUT.items():
        middle = RIGHT + OUT_WIDE / 2
        drawing.box(RIGHT, top, OUT_WIDE, 52, radius=14, stroke=colour)
        drawing.text(middle, top + 22, state, anchor="middle", bold=True)
        drawing.text(middle, top + 41, meaning, anchor="middle", colour=MUTED, size=13)
    drawing.save(name)


def draw_way_out(drawing: Drawing, top: int, target: int, event: Event, *, first: bool) -> None:
    """From the right side of a state to the left side of an end."""
    start = top + (29 if event is Event.FAIL else 21)
    colour = FAILED if event is Event.REJECT else MUTED
    drawing.path(
        f"M{LEFT + WIDE} {start}L{RIGHT - 3} {target + 26}",
        stroke=colour,
        dash="" if event is Event.REJECT else "2 4",
        width=1.5,
        head=True,
    )
    if first:
        drawing.text(LEFT + WIDE + 33, target + 22, event)
