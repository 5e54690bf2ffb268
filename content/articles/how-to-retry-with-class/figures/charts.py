"""The storms as charts: calls per second, served below and failed on top, all on the same axes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from figures.svg import CALM, FAILED, HAIRLINE, INK, MUTED, SERVED, Colour, Drawing
from storm import OUTAGE, STRATEGIES, Storm, herd, outage
from storm.scenarios import CAPACITY


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

    def grid(self, step: int) -> None:
        """A line and a number at every `step` calls."""
        for calls in range(0, self.calls + 1, step):
            y = self.y(calls)
            self.drawing.path(f"M{self.left:g} {y:.1f}h{self.width:g}", stroke=HAIRLINE)
            self.drawing.text(
                self.left - 6, y + 5, f"{calls:,}", colour=MUTED, size=13, anchor="end"
            )

    def times(self, step: int) -> None:
        """The seconds, below."""
        for seconds in range(0, self.seconds + 1, step):
            place = self.x(seconds), self.top + self.height + 18
            self.drawing.text(*place, f"{seconds} s", colour=MUTED, size=13, anchor="middle")

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
        served = self.area(lambda _: 0, lambda s: storm.served[s])
        self.drawing.path(served, fill=CALM, stroke=SERVED)
        self.drawing.path(self.area(lambda s: storm.served[s], storm.load), fill=FAILED)

    def level(self, calls: int) -> None:
        """A dotted line across."""
        self.drawing.path(
            f"M{self.left:g} {self.y(calls):.1f}h{self.width:g}", stroke=INK, dash="1 3"
        )

    def line(self, values: Sequence[int], *, stroke: Colour, dash: str = "") -> None:
        """One value for the beginning of each second."""
        points = "L".join(
            f"{self.x(second):.1f} {self.y(value):.1f}" for second, value in enumerate(values)
        )
        self.drawing.path(f"M{points}", stroke=stroke, width=2.5, dash=dash)

    def title(self, name: str, remark: str) -> None:
        self.drawing.text(self.left, self.top - 29, name[0].upper() + name[1:], bold=True)
        self.drawing.text(self.left, self.top - 11, remark, colour=MUTED)

    def outline(self, values: Callable[[int], int]) -> None:
        """A step function of the second, as a line."""
        steps = "".join(
            f"V{self.y(values(s)):.1f}H{self.x(s + 1):.1f}" for s in range(self.seconds)
        )
        self.drawing.path(f"M{self.left:g} {self.y(0):.1f}{steps}", stroke=INK, width=1.5)


def legend(drawing: Drawing, capacity: int = CAPACITY) -> None:
    drawing.text(0, 16, "Calls per second:")
    for x, fill, stroke, words in (
        (142, CALM, SERVED, "served"),
        (226, FAILED, FAILED, "failed"),
    ):
        drawing.path(f"M{x} 5h12v12h-12z", fill=fill, stroke=stroke)
        drawing.text(x + 18, 16, words)
    drawing.path("M142 35h12", stroke=INK, dash="1 3")
    drawing.text(160, 40, f"{capacity}, which the service can do")


def draw_outage(name: str) -> None:
    """Six panels, one below the other: the same ten-second outage, met in six ways."""
    height, step = 100, 168
    drawing = Drawing(76 + step * len(STRATEGIES))
    legend(drawing)
    for row, strategy in enumerate(STRATEGIES):
        panel = Panel(drawing, 46, 104 + step * row, 338, height, seconds=50, calls=1200)
        storm = outage(strategy)
        start, end = map(panel.x, OUTAGE)
        panel.grid(400)
        panel.draw(storm)
        panel.level(CAPACITY)
        drawing.path(
            f"M{start:g} {panel.top}v{height}M{end:g} {panel.top}v{height}",
            stroke=INK,
            dash="3 3",
        )
        if row == 0:
            drawing.text((start + end) / 2, panel.top + 16, "outage", anchor="middle")
        peak, lost = storm.peak(int(OUTAGE[1])), storm.given_up
        panel.title(strategy, f"peak {peak:,}/s afterwards, {lost:,} given up")
    panel.times(10)
    drawing.save(name)


@dataclass(frozen=True)
class Live:
    """What real clients made of a scene, how their operations ended, and what the simulator says, if it can."""

    storm: Storm
    ends: Counter[str]
    simulated: Storm | None

    def __str__(self) -> str:
        others = [
            f"{self.ends[end]} {end}"
            for end in ("given up", "refused", "waiting")
            if self.ends[end]
        ]
        return ", ".join(
            [f"{self.storm.calls:,} calls: {self.ends['served']:,} served", *others]
        )


def draw_live(name: str, runs: Mapping[str, Live]) -> None:
    """The outage with real clients, one panel for each strategy: the simulator's load is a line over it."""
    height, step, top, capacity = 100, 168, 126, 100
    drawing = Drawing(top - 28 + step * len(runs))
    legend(drawing, capacity)
    drawing.path("M142 58h12", stroke=INK, width=1.5)
    drawing.text(160, 63, "all, as the simulator has it")
    for row, (strategy, run) in enumerate(runs.items()):
        panel = Panel(drawing, 46, top + step * row, 338, height, seconds=20, calls=400)
        start, end = panel.x(3), panel.x(8)
        panel.grid(100)
        panel.draw(run.storm)
        panel.level(capacity)
        if run.simulated:
            panel.outline(run.simulated.load)
        drawing.path(
            f"M{start:g} {panel.top}v{height}M{end:g} {panel.top}v{height}",
            stroke=INK,
            dash="3 3",
        )
        if row == 0:
            drawing.text((start + end) / 2, panel.top + 16, "outage", anchor="middle")
        panel.title(strategy, str(run))
    panel.times(5)
    drawing.save(name)


def draw_crowd(name: str, runs: Mapping[str, Live]) -> None:
    """Clients in step that still wait at the beginning of each second: real ones filled, simulated ones as a line."""
    height, step, top, seconds = 100, 168, 78, 20
    drawing = Drawing(top - 28 + step * len(runs))
    drawing.text(0, 16, "Clients still waiting:")
    drawing.path("M160 5h12v12h-12z", fill=CALM, stroke=SERVED)
    drawing.text(178, 16, "real")
    drawing.path("M230 11h12", stroke=INK, width=1.5)
    drawing.text(248, 16, "simulated")
    for row, (strategy, run) in enumerate(runs.items()):
        panel = Panel(drawing, 46, top + step * row, 338, height, seconds=seconds, calls=200)
        panel.grid(50)
        real = waiting(run.storm, seconds, run.ends.total())
        drawing.path(panel.area(lambda _: 0, real.__getitem__), fill=CALM, stroke=SERVED)
        assert run.simulated
        panel.outline(waiting(run.simulated, seconds).__getitem__)
        panel.title(strategy, str(run))
    panel.times(5)
    drawing.save(name)


LINES = {  # colour, dashes, name, and where that stands: seconds, clients
    "exponential": (FAILED, "", "no jitter", (60, 880)),
    "exponential, 25 % jitter": (INK, "7 4", "25 % jitter", (57, 330)),
    "exponential, full jitter": (SERVED, "", "full jitter", (25, 105)),
}


def draw_herd(name: str) -> None:
    """How many of a thousand clients in step still wait, second by second."""
    drawing = Drawing(310)
    drawing.text(0, 16, "Clients still waiting, exponential backoff with", bold=True)
    panel = Panel(drawing, 46, 34, 338, 244, seconds=90, calls=1000)
    panel.grid(250)
    panel.times(15)
    for strategy, (colour, dash, words, (seconds, clients)) in LINES.items():
        panel.line(waiting(herd(strategy), panel.seconds), stroke=colour, dash=dash)
        drawing.text(panel.x(seconds), panel.y(clients), words, colour=colour)
    drawing.save(name)


def waiting(storm: Storm, seconds: int, clients: int | None = None) -> list[int]:
    """Clients that are not served at the beginning of each second; without their number, all are in the end."""
    return [
        (clients or storm.served.total()) - sum(storm.served[s] for s in range(now))
        for now in range(seconds + 1)
    ]
