"""A storm on axes of its own, for numbers that are not known beforehand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import ceil
from random import Random
from xml.sax.saxutils import escape

from figures.charts import Panel, legend
from figures.svg import INK, Drawing
from storm import Server, Storm

SECONDS, HEIGHT, TOP = 50, 200, 104
STEPS = (20, 50, 100, 200, 500, 1000, 2000, 5000)  # calls between two lines of the grid
MOST = 6  # lines of the grid


@dataclass
class Relieved(Server):
    """Does all that is asked of it once the chart is over, so that no storm rages on behind it."""

    def serves(self, now: float, random: Random) -> bool:
        return now >= SECONDS or super().serves(now, random)


def draw_trial(name: str, storm: Storm, server: Server) -> None:
    """Calls per second, and in words how it stands when the chart is over."""
    highest = max(seen(storm.served + storm.failed).values(), default=0)
    highest = max(highest, int(server.capacity))
    step = next((each for each in STEPS if highest <= MOST * each), STEPS[-1])
    words, more = told(storm, ceil(server.outage[1]))
    drawing = Drawing(TOP + HEIGHT + 28)
    drawing.parts.append(f"<title>{escape(f'{words}; {more}')}</title>")
    legend(drawing, int(server.capacity))
    panel = Panel(drawing, 46, TOP, 338, HEIGHT, SECONDS, step * ceil(highest / step))
    panel.grid(step)
    panel.times(10)
    panel.draw(storm)
    panel.level(int(server.capacity))
    edges = "".join(f"M{panel.x(at):g} {TOP}v{HEIGHT}" for at in server.outage)
    drawing.path(edges, stroke=INK, dash="3 3")
    panel.title(words, more)
    drawing.save(name)


def told(storm: Storm, end: int) -> tuple[str, str]:
    """What there was in the seconds of the chart, and who is left."""
    calls = seen(storm.served + storm.failed)
    peak = max((calls[second] for second in range(end, SECONDS)), default=0)
    waiting = storm.served.total() - seen(storm.served).total()
    return (
        f"{calls.total():,} calls, peak {peak:,}/s afterwards",
        f"{storm.given_up:,} operations given up, {waiting:,} still waiting",
    )


def seen(calls: Counter[int]) -> Counter[int]:
    """Those in the seconds of the chart."""
    return Counter({second: calls[second] for second in range(SECONDS)})
