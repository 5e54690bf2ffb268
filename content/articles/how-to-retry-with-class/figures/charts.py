"""The storms as charts: calls per second, served below and failed on top, all on the same axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from figures.svg import FAILED, HAIRLINE, INK, MUTED, SERVED, Colour, Drawing
from storm import OUTAGE, STRATEGIES, Storm, herd, outage


@dataclass(frozen=True)
class Panel:
    """A place on the drawing, and the axes: seconds to the right, calls per second upwards."""

    drawing: Drawing
    left: float
    top: float
    width: float
    height: float
    seconds: int
    calls: int

    def x(self, seconds: float) -> float:
        return self.left + self.width * seconds / self.seconds

    def y(self, calls: float) -> float:
        return self.top + self.height * (1 - calls / self.calls)

    def axes(self, *, x_step: int, y_step: int) -> None:
        for calls in range(0, self.calls + 1, y_step):
            self.drawing.path(
                f"M{self.left:g} {self.y(calls):.1f}h{self.width:g}", stroke=HAIRLINE
            )
            self.drawing.text(
                self.left - 6,
                self.y(calls) + 4,
                f"{calls:,}",
                colour=MUTED,
                size=12,
                anchor="end",
            )
        for seconds in range(0, self.seconds + 1, x_step):
            place = self.x(seconds), self.top + self.height + 16
            self.drawing.text(*place, f"{seconds} s", colour=MUTED, size=12, anchor="middle")

    def area(self, lower: Callable[[int], int], upper: Callable[[int], int]) -> str:
        """The outline between two step functions of the second."""
        there = "".join(
            f"V{self.y(upper(s)):.1f}H{self.x(s + 1):.1f}" for s in range(self.seconds)
        )
        back = "".join(
            f"V{self.y(lower(s)):.1f}H{self.x(s):.1f}" for s in reversed(range(self.seconds))
        )
        return f"M{self.left:g} {self.y(lower(0)):.1f}{there}{back}z"

    def draw(self, storm: Storm) -> None:
        self.drawing.path(self.area(lambda _: 0, lambda s: storm.served[s]), fill=SERVED)
        self.drawing.path(self.area(lambda s: storm.served[s], storm.load), fill=FAILED)

    def line(self, values: Sequence[int], *, stroke: Colour, dash: str = "") -> None:
        """One value for the beginning of each second."""
        points = "L".join(
            f"{self.x(second):.1f} {self.y(value):.1f}" for second, value in enumerate(values)
        )
        self.drawing.path(f"M{points}", stroke=stroke, width=2.5, dash=dash)

    def title(self, name: str, remark: str) -> None:
        self.drawing.text(self.left, self.top - 26, name[0].upper() + name[1:], bold=True)
        self.drawing.text(self.left, self.top - 9, remark, colour=MUTED, size=13)


def legend(drawing: Drawing, y: float) -> None:
    for x, colour, words in ((46, SERVED, "served"), (126, FAILED, "failed")):
        drawing.path(f"M{x} {y - 10}h12v12h-12z", fill=colour)
        drawing.text(x + 18, y, words, size=13)
    drawing.text(206, y, "calls per second", size=13, colour=MUTED)


def draw_outage(name: str) -> None:
    """Six panels: the same ten-second outage, met in six ways."""
    drawing = Drawing(720, 720)
    legend(drawing, 18)
    for place, strategy in enumerate(STRATEGIES):
        column, row = place % 2, place // 2
        panel = Panel(
            drawing, 46 + 366 * column, 84 + 222 * row, 296, 140, seconds=50, calls=1200
        )
        storm = outage(strategy)
        left, right = panel.x(OUTAGE[0]), panel.x(OUTAGE[1])
        panel.axes(x_step=10, y_step=400)
        panel.draw(storm)
        panel.drawing.path(
            f"M{left:g} {panel.top}V{panel.top + 140}M{right:g} {panel.top}v140",
            stroke=INK,
            dash="3 3",
        )
        if place == 0:
            drawing.text((left + right) / 2, panel.top + 14, "outage", size=12, anchor="middle")
        panel.title(
            strategy,
            f"peak {storm.peak(int(OUTAGE[1])):,}/s afterwards, {storm.given_up:,} given up",
        )
    drawing.save(name)


LINES = {  # colour, dashes, and where its name stands: seconds, clients
    "exponential": (FAILED, "", (64, 895)),
    "exponential, 25 % jitter": (INK, "7 4", (30, 455)),
    "exponential, full jitter": (SERVED, "", (24, 85)),
}


def draw_herd(name: str) -> None:
    """How many of a thousand clients in step still wait, second by second."""
    drawing = Drawing(720, 330)
    drawing.text(12, 18, "Clients still waiting", bold=True)
    panel = Panel(drawing, 56, 40, 640, 250, seconds=90, calls=1000)
    panel.axes(x_step=10, y_step=250)
    for strategy, (colour, dash, (seconds, clients)) in LINES.items():
        panel.line(waiting(herd(strategy), panel.seconds), stroke=colour, dash=dash)
        drawing.text(panel.x(seconds), panel.y(clients), strategy, colour=colour)
    drawing.save(name)


def waiting(storm: Storm, seconds: int) -> list[int]:
    """Clients that are not served at the beginning of each second."""
    return [
        storm.served.total() - sum(storm.served[s] for s in range(now))
        for now in range(seconds + 1)
    ]
