"""Diagrams drawn from the code's own tables and from counted calls."""

from __future__ import annotations

from collections.abc import Sequence

from figures.svg import FAILED, INK, MUTED, SERVED, WIDTH, Drawing
from retry.breaker import TRANSITIONS, Event, State
from retry.http import QUESTIONS


def draw_amplification(name: str, rows: Sequence[tuple[str, Sequence[int]]]) -> None:
    """Who calls whom how often: a line for every call. `rows` is (who retries, calls per service)."""
    box, gap, step = 79, 28, 170
    drawing = Drawing(step * len(rows) - 8)
    places = [box * number + gap * number for number in range(4)]
    for row, (title, counts) in enumerate(rows):
        middle = 80 + step * row
        drawing.text(0, middle - 64, title, bold=True)
        for start, count in zip(places, counts, strict=False):
            for line in range(count):
                y = middle + 76 * ((line + 0.5) / count - 0.5)
                drawing.path(f"M{start + box} {y:.1f}h{gap}", stroke=FAILED, width=1.2)
            calls = "1 call" if count == 1 else f"{count} calls"
            drawing.text(start + box + gap / 2, middle + 64, calls, anchor="middle", bold=True)
        for x, who in zip(places, ("client", "gateway", "orders", "stock"), strict=True):
            ill = who == "stock"
            inset = 1  # so that the border is not cut off
            drawing.box(
                x + inset, middle - 44, box - 2 * inset, 88, stroke=FAILED if ill else INK
            )
            drawing.text(x + box / 2, middle + (-3 if ill else 5), who, anchor="middle")
            if ill:
                drawing.text(x + box / 2, middle + 17, "503", anchor="middle", colour=FAILED)
    drawing.save(name)


BOXES = {  # left, top, width
    State.CLOSED: (1, 36, 160),
    State.OPEN: (239, 36, 160),
    State.HALF_OPEN: (1, 220, 398),
}
HIGH = 64  # each box
ARROWS = {  # the line, and its words: where, which way they run, and their lines
    Event.TRIPPED: ("M161 68H235", (200, 20, "middle"), ("too many failures in a row",)),
    Event.PROBE_SUCCEEDED: ("M70 220V104", (82, 156, "start"), ("the probe", "succeeds")),
    Event.PROBE_FAILED: ("M260 220V104", (248, 156, "end"), ("the probe", "fails")),
    Event.COOLED: ("M302 100V216", (314, 156, "start"), ("the pause", "is over")),
}


def draw_breaker(name: str) -> None:
    """The transition table as a state machine."""
    drawing = Drawing(286)
    for (_, event), target in TRANSITIONS.items():
        path, (x, y, anchor), lines = ARROWS[event]
        assert " ".join(lines) == event.value
        drawing.path(path, stroke=INK, width=1.5, head=True)
        colour = FAILED if target is State.OPEN else INK
        for number, words in enumerate(lines):
            drawing.text(x, y + 18 * number, words, anchor=anchor, colour=colour)
    for state, (left, top, width) in BOXES.items():
        centre, colour = left + width / 2, FAILED if state is State.OPEN else INK
        title = state.name.lower().replace("_", "-")
        drawing.box(left, top, width, HIGH, radius=16, stroke=colour)
        drawing.text(centre, top + 27, title, anchor="middle", bold=True)
        drawing.text(centre, top + 48, state.value, anchor="middle", colour=MUTED)
    drawing.save(name)


VERDICTS = {True: ("retry", SERVED), False: ("raise", FAILED)}


def draw_decision(name: str) -> None:
    """The questions of `may_retry`, one below the other, with the answers that end them to the right."""
    step, width, high, verdict = 78, 284, 44, 74
    drawing = Drawing(step * len(QUESTIONS) + high + 2)
    for number, question in enumerate(QUESTIONS):
        top = 1 + step * number
        middle = top + high / 2
        drawing.box(1, top, width, high)
        drawing.text(width / 2, middle + 5, question.text, anchor="middle")
        end = WIDTH - verdict - 1
        drawing.path(f"M{width + 1} {middle:g}H{end - 3}", stroke=INK, width=1.5, head=True)
        reply = answer(question.ends_on)
        drawing.text((width + end) / 2, middle - 8, reply, anchor="middle", colour=MUTED)
        words, colour = VERDICTS[question.retry]
        drawing.box(end, top + 2, verdict, high - 4, radius=20, stroke=colour)
        drawing.text(
            end + verdict / 2, middle + 5, words, anchor="middle", colour=colour, bold=True
        )
        down = f"M{width / 2:g} {top + high}v{step - high - 3}"
        drawing.path(down, stroke=INK, width=1.5, head=True)
        reply = answer(not question.ends_on)
        drawing.text(width / 2 + 12, top + high + 22, reply, colour=MUTED)
    words, colour = VERDICTS[False]
    bottom = 1 + step * len(QUESTIONS)
    drawing.box(1, bottom, width, high, radius=22, stroke=colour)
    drawing.text(
        width / 2,
        bottom + high / 2 + 5,
        f"{words}, and find out what happened",
        anchor="middle",
        colour=colour,
    )
    drawing.save(name)


def answer(yes: bool) -> str:  # noqa: FBT001  the answer itself
    return "yes" if yes else "no"
