"""Pictures of the second half: rates, latencies, a queue, and who stands where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10
from statistics import median
from xml.sax.saxutils import escape

from figures.svg import CALM, FAILED, INK, MUTED, SERVED, Drawing
from queueing import Visit, mean_present, mean_time, percentile

Rates = Mapping[
    str, Mapping[str, Sequence[float]]
]  # path -> kind of worker -> rates of its runs
WORDS = {"fast": "Next to no work", "io": "Waiting for 100 ms", "cpu": "Computing"}


def draw_rates(name: str, rates: Rates) -> None:
    """A panel for each kind of work, a bar for each kind of worker: times what one sync worker does."""
    row, panel, left, right = 26, 176, 108, 340
    drawing = Drawing(panel * len(rates))
    for number, (path, kinds) in enumerate(rates.items()):
        top = panel * number
        drawing.text(0, top + 16, WORDS[path], bold=True)
        drawing.text(400, top + 16, "1 = one sync worker", colour=MUTED, size=13, anchor="end")
        one = median(kinds["sync 1"])
        scale = (right - left) / (max(map(max, kinds.values())) / one)
        for line, (kind, runs) in enumerate(kinds.items()):
            y = top + 30 + row * line
            middle, low, high = (left + scale * f(runs) / one for f in (median, min, max))
            drawing.text(left - 8, y + 14, kind, anchor="end")
            drawing.path(f"M{left} {y}H{middle:.1f}V{y + 18}H{left}z", fill=CALM)
            drawing.path(
                f"M{low:.1f} {y + 9}H{high:.1f}M{low:.1f} {y + 5}v8M{high:.1f} {y + 5}v8",
                stroke=INK,
                width=1.5,
            )
            drawing.text(high + 8, y + 14, f"{median(runs) / one:.1f}")
    drawing.save(name)


def draw_latencies(name: str, times: Mapping[str, Sequence[float]]) -> None:
    """A histogram for each way of doing the long jobs: how long quick requests took beside them."""
    panel, left, right, high = 178, 8, 392, 92
    bins, first, last = 24, -3.0, 1.0  # powers of ten of a second
    drawing = Drawing(panel * len(times))

    def across(power: float) -> float:
        return left + (right - left) * (power - first) / (last - first)

    for number, (title, seconds) in enumerate(times.items()):
        top, bottom = panel * number, panel * number + 44 + high
        drawing.text(0, top + 16, title, bold=True)
        counts = [0] * bins
        for second in seconds:
            place = (log10(second) - first) / (last - first) * bins
            counts[min(bins - 1, max(0, int(place)))] += 1
        for place, count in enumerate(counts):
            if count:
                x, step = across(first + (last - first) * place / bins), (right - left) / bins
                tall = max(2.0, high * count / max(counts))
                drawing.path(
                    f"M{x:.1f} {bottom}v-{tall:.1f}h{step - 1:.1f}v{tall:.1f}z", fill=CALM
                )
        p99 = sorted(seconds)[int(0.99 * len(seconds))]
        x = across(min(last, log10(p99)))
        drawing.path(f"M{x:.1f} {top + 34}V{bottom}", stroke=FAILED, width=2)
        anchor, shift = ("end", -6) if x > 250 else ("start", 6)
        drawing.text(x + shift, top + 46, "99 % are quicker", colour=FAILED, anchor=anchor)
        drawing.path(f"M{left} {bottom}H{right}", stroke=MUTED)
        for power, words in (
            (-3, "1 ms"),
            (-2, "10 ms"),
            (-1, "100 ms"),
            (0, "1 s"),
            (1, "10 s"),
        ):
            place = {"-3": "start", "1": "end"}.get(str(power), "middle")
            drawing.text(across(power), bottom + 18, words, colour=MUTED, size=13, anchor=place)
    drawing.save(name)


def draw_queue(
    name: str, visits: Sequence[Visit], workers: int, service: float, rate: int
) -> None:
    """How long visitors take in all, as a histogram, and what that means."""
    drawing, left, bottom, bins = Drawing(320), 8, 270, 32
    times = sorted(visit.done - visit.came for visit in visits)
    most = percentile(visits, 0.995)
    counts = [0] * bins
    for time in times:
        counts[min(bins - 1, int(time / most * bins))] += 1
    busy = rate * service / workers
    colour = FAILED if busy >= 1 else SERVED
    told = "too many: the queue grows" if busy >= 1 else f"{busy:.0%} busy"
    asked = f"{rate} visitors a second, {workers} workers"
    found = (
        f"on average {mean_time(visits):.2f} s each, {mean_present(visits):.1f} there at a time"
    )
    drawing.parts.append(f"<title>{escape(f'{asked}, {told}; {found}')}</title>")
    drawing.text(0, 18, asked, bold=True)
    drawing.text(400, 18, told, colour=colour, anchor="end")
    drawing.text(0, 42, found)
    for place, count in enumerate(counts):
        tall = 170 * count / max(counts)
        drawing.path(f"M{left + 12 * place} {bottom}v-{tall:.1f}h11v{tall:.1f}z", fill=CALM)
    for share, words, y in ((0.5, "half", 66), (0.99, "99 %", 66)):
        x = left + min(384.0, percentile(visits, share) / most * 384)
        drawing.path(f"M{x:.1f} {y + 6}V{bottom}", stroke=INK, dash="3 3")
        anchor = "end" if share > 0.9 else "start"
        drawing.text(x, y, f"{words}: {percentile(visits, share):.2f} s", anchor=anchor)
    drawing.path(f"M{left} {bottom}H392", stroke=MUTED)
    drawing.text(left, bottom + 20, "0 s", colour=MUTED, size=13)
    drawing.text(392, bottom + 20, f"{most:.2f} s", colour=MUTED, size=13, anchor="end")
    drawing.text(200, bottom + 42, "from coming to the end", colour=MUTED, anchor="middle")
    drawing.save(name)


BOXES = (  # left, top, width, title, what it is for
    (120, 2, 160, "browsers", "many, some slow"),
    (120, 92, 160, "nginx", "holds the slow ones"),
    (2, 182, 190, "gunicorn", "master: HUP reloads"),
    (2, 272, 92, "worker", "a process"),
    (100, 272, 92, "worker", "a process"),
    (222, 272, 176, "Celery worker", "what takes long"),
    (2, 372, 190, "database", "a pool each worker"),
    (222, 372, 176, "Redis", "what all must share"),
)
ARROWS = (
    "M200 56V88",
    "M170 146L104 178",
    "M70 236L50 268",
    "M124 236L144 268",
    "M47 326V368",
    "M147 326V368",
    "M170 326L232 368",
    "M310 326V368",
)


def draw_stack(name: str) -> None:
    """Who stands where in the second half."""
    drawing = Drawing(432)
    for arrow in ARROWS:
        drawing.path(arrow, stroke=MUTED, width=1.5, head=True)
    for left, top, width, title, words in BOXES:
        drawing.box(left, top, width, 54, stroke=SERVED if title == "Redis" else INK)
        drawing.text(left + width / 2, top + 23, title, anchor="middle", bold=True)
        drawing.text(left + width / 2, top + 43, words, anchor="middle", colour=MUTED, size=13)
    drawing.save(name)
