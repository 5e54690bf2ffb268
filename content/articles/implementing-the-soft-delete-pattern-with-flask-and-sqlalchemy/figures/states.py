"""The table of transitions as a state diagram."""

from __future__ import annotations

from chat.lifecycle import TRANSITIONS, Action, State
from figures.svg import FAILED, INK, MUTED, SERVED, Drawing

HIGH, WIDE = 56, 150
BOXES = {  # left, top, colour, what it means
    State.LIVE: (1, 24, SERVED, "seen by all"),
    State.DELETED: (249, 24, INK, "seen by staff"),
    State.ERASED: (1, 196, INK, "an empty row"),
    State.GONE: (249, 196, FAILED, "no row"),
}
ARROWS = {  # the line, and where its word stands
    (State.LIVE, Action.DELETE): ("M151 42H245", (198, 34, "middle")),
    (State.DELETED, Action.RESTORE): ("M249 64H155", (202, 82, "middle")),
    (State.LIVE, Action.ERASE): ("M60 80V192", (50, 142, "end")),
    (State.DELETED, Action.ERASE): ("M262 80L148 193", (196, 142, "end")),
    (State.DELETED, Action.PURGE): ("M340 80V192", (350, 142, "start")),
    (State.ERASED, Action.PURGE): ("M151 230H245", (198, 222, "middle")),
}


def draw_states(name: str) -> None:
    drawing = Drawing(256)
    assert ARROWS.keys() == TRANSITIONS.keys()
    for (_, action), (path, (x, y, anchor)) in ARROWS.items():
        drawing.path(path, stroke=INK, width=1.5, head=True)
        drawing.text(x, y, action, anchor=anchor)
    for state, (left, top, colour, meaning) in BOXES.items():
        centre = left + WIDE / 2
        drawing.box(left, top, WIDE, HIGH, radius=16, stroke=colour)
        drawing.text(centre, top + 24, state, anchor="middle", bold=True)
        drawing.text(centre, top + 44, meaning, anchor="middle", colour=MUTED)
    drawing.save(name)
