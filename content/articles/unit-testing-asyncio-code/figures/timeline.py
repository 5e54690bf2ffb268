"""The timeline of a test: three lanes, downwards, and the clock beside them."""

from figures.svg import FAILED, HAIRLINE, INK, MUTED, SERVED, Drawing

LANES = {"test": (66, INK), "heartbeat": (176, SERVED), "send": (302, FAILED)}
TITLES = {"test": "the test", "heartbeat": "heartbeat()", "send": "mock send"}
TOP, ROW = 50, 30


def draw_timeline(name, steps):
    """One row for each step, and a line across where the clock jumps."""
    drawing = Drawing(TOP + ROW * len(steps) + 12)
    drawing.text(0, 18, "clock", colour=MUTED)
    for lane, (x, colour) in LANES.items():
        drawing.text(x, 18, TITLES[lane], colour=colour, bold=True)
        drawing.path(f"M{x + 6} 28V{TOP + ROW * len(steps)}", stroke=HAIRLINE, width=2)
    before = None
    for row, step in enumerate(steps):
        y, (x, colour) = TOP + ROW * row, LANES[step.who]
        if step.time != before:
            drawing.path(f"M0 {y - 16}H400", stroke=MUTED, dash="2 4")
            drawing.text(0, y + 5, f"{step.time:g} s")
            before = step.time
        if step.who == "send":
            start = LANES["heartbeat"][0] + 84
            drawing.path(f"M{start} {y}H{x - 6}", stroke=INK, width=1.5, head=True)
        drawing.path(f"M{x} {y - 10}h12v20h-12z", fill=colour, stroke=colour)
        drawing.text(x + 18, y + 5, step.what)
    drawing.save(name)
