"""Diagrams drawn from the code's own tables and from counted calls."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from figures.svg import FAILED, INK, MUTED, SERVED, Drawing
from retry.breaker import TRANSITIONS, Event, State
from retry.http import QUESTIONS


def draw_amplification(name: str, rows: Sequence[tuple[str, Sequence[int]]]) -> None:
    """Who calls whom how often: a line for every call. `rows` is (who retries, calls per service)."""
    drawing = Drawing(720, 40 + 170 * len(rows))
    places = [12, 212, 412, 612]
    for row, (title, counts) in enumerate(rows):
        middle = 112 + 170 * row
        drawing.text(12, middle - 70, title, bold=True)
        for number, (start, count) in enumerate(zip(places, counts, strict=False)):
            for line in range(count):
                y = middle + 72 * ((line + 0.5) / count - 0.5)
                drawing.path(f"M{start + 96} {y:.1f}h104", stroke=FAILED, width=1.2)
            calls = "1 call" if count == 1 else f"{count} calls"
            drawing.text(
                start + 148,
                middle + 56,
                calls,
                size=14,
                anchor="middle",
                bold=number == len(counts) - 1,
            )
        for x, who in zip(places, ("client", "gateway", "orders", "stock"), strict=True):
            drawing.box(x, middle - 42, 96, 84, stroke=FAILED if who == "stock" else INK)
            drawing.text(x + 48, middle + (-2 if who == "stock" else 5), who, anchor="middle")
            if who == "stock":
                drawing.text(
                    x + 48, middle + 17, "503", anchor="middle", colour=FAILED, size=13
                )
    drawing.save(name)


PLACES = {State.CLOSED: (130, 70), State.OPEN: (590, 70), State.HALF_OPEN: (360, 240)}
LABELS = {  # where, and which way the words run from there
    Event.TRIPPED: (360, 58, "middle"),
    Event.COOLED: (532, 184, "start"),
    Event.PROBE_FAILED: (428, 138, "end"),
    Event.PROBE_SUCCEEDED: (192, 184, "end"),
}


def draw_breaker(name: str) -> None:
    """The transition table as a state machine."""
    drawing = Drawing(720, 310)
    for (source, event), target in TRANSITIONS.items():
        drawing.path(curve(PLACES[source], PLACES[target]), stroke=INK, width=1.5, head=True)
        x, y, anchor = LABELS[event]
        drawing.text(
            x,
            y,
            event.value,
            size=14,
            anchor=anchor,
            colour=FAILED if target is State.OPEN else INK,
        )
    for state, (x, y) in PLACES.items():
        drawing.box(
            x - 105, y - 34, 210, 68, radius=34, stroke=FAILED if state is State.OPEN else INK
        )
        drawing.text(x, y - 3, state.name.lower().replace("_", "-"), anchor="middle", bold=True)
        drawing.text(x, y + 17, state.value, anchor="middle", colour=MUTED, size=13)
    drawing.save(name)


def curve(start: tuple[float, float], end: tuple[float, float], bend: float = 26) -> str:
    """An arc from one box's edge to another's, bent to its left, so that there and back keep apart."""
    (x1, y1), (x2, y2) = start, end
    length = hypot(x2 - x1, y2 - y1)
    right, down = (x2 - x1) / length, (y2 - y1) / length
    # A flat arc keeps to the sides of its boxes; a steep one to their top and bottom.
    if y1 == y2:
        return f"M{x1 + 105 * right:.1f} {y1}H{x2 - 109 * right:.1f}"
    x1, y1 = x1 + 60 * right + bend * down * 1.4, y1 + 36 * (1 if down > 0 else -1)
    x2, y2 = x2 - 60 * right + bend * down * 1.4, y2 - 38 * (1 if down > 0 else -1)
    cx, cy = (x1 + x2) / 2 + bend * down, (y1 + y2) / 2 - bend * right
    return f"M{x1:.1f} {y1:.1f}Q{cx:.1f} {cy:.1f} {x2:.1f} {y2:.1f}"


VERDICTS = {True: ("retry", SERVED), False: ("do not retry", FAILED)}


def draw_decision(name: str) -> None:
    """The questions of `may_retry`, one below the other, with the answers that end them to the right."""
    step, left, width = 84, 20, 400
    drawing = Drawing(720, step * len(QUESTIONS) + 70)
    for number, question in enumerate(QUESTIONS):
        top = 12 + step * number
        middle = top + 23
        drawing.box(left, top, width, 46)
        drawing.text(left + width / 2, middle + 5, question.text, anchor="middle")
        drawing.path(f"M{left + width} {middle}h112", stroke=INK, width=1.5, head=True)
        drawing.text(
            left + width + 52,
            middle - 8,
            answer(question.ends_on),
            anchor="middle",
            colour=MUTED,
        )
        words, colour = VERDICTS[question.retry]
        drawing.box(534, top + 3, 166, 40, radius=20, stroke=colour)
        drawing.text(617, middle + 5, words, anchor="middle", colour=colour, bold=True)
        drawing.path(
            f"M{left + width / 2} {top + 46}v{step - 48}", stroke=INK, width=1.5, head=True
        )
        drawing.text(
            left + width / 2 + 12, top + 69, answer(not question.ends_on), colour=MUTED
        )
    words, colour = VERDICTS[False]
    bottom = 12 + step * len(QUESTIONS)
    drawing.box(left, bottom, width, 46, radius=23, stroke=colour)
    drawing.text(
        left + width / 2,
        bottom + 28,
        f"{words}: find out what happened first",
        anchor="middle",
        colour=colour,
        bold=True,
    )
    drawing.save(name)


def answer(yes: bool) -> str:  # noqa: FBT001  the answer itself
    return "yes" if yes else "no"
