"""Pictures of the first half: how large the steps are, and what imports what."""

from __future__ import annotations

from math import cos, pi, sin
from pathlib import Path

from contract import STEPS
from figures.svg import CALM, FAILED, INK, MUTED, SERVED, Drawing
from imports import Graph, imports, in_cycles, lines, modules


def draw_steps(name: str) -> None:
    """A row for each step: a box for each module, as wide as it has lines, red where it is in a cycle."""
    row, top, scale = 42, 54, 2.1
    drawing = Drawing(top + row * len(STEPS) + 4)
    drawing.text(0, 16, "Lines by module:", bold=True)
    for x, fill, words in ((150, CALM, "fine"), (214, FAILED, "in an import cycle")):
        drawing.path(f"M{x} 5h12v12h-12z", fill=fill)
        drawing.text(x + 18, 16, words)
    for number, step in enumerate(STEPS):
        y, x = top + row * number, 0.0
        found, bad = modules(step), in_cycles(imports(step))
        many = "1 module" if len(found) == 1 else f"{len(found)} modules"
        drawing.text(0, y, step.name.replace("-", " ", 1), bold=True)
        total = sum(map(lines, found.values()))
        drawing.text(400, y, f"{many}, {total} lines", colour=MUTED, size=13, anchor="end")
        for module, path in sorted(found.items(), key=lambda pair: -lines(pair[1])):
            width = lines(path) * scale
            drawing.path(
                f"M{x:.1f} {y + 7}h{width - 1.5:.1f}v16h-{width - 1.5:.1f}z",
                fill=FAILED if module in bad else CALM,
            )
            x += width
    drawing.save(name)


def draw_imports(name: str, before: Path, after: Path) -> None:
    """Two circles of modules, and a line for each import; red are those that go in circles."""
    height = 316
    drawing = Drawing(2 * height + 16)
    for number, step in enumerate((before, after)):
        circle(drawing, imports(step), step.name.replace("-", " ", 1), height * number)
    drawing.save(name)


def circle(drawing: Drawing, graph: Graph, title: str, top: float) -> None:
    bad = in_cycles(graph)
    drawing.text(0, top + 16, f"Step {title.lstrip('0')}", bold=True)
    told = f"{len(bad)} of {len(graph)} modules in a cycle" if bad else "no cycle"
    drawing.text(400, top + 16, told, colour=FAILED if bad else SERVED, anchor="end")
    middle, radius = (214, top + 172), 86
    names = sorted(graph, key=lambda module: (module.count("."), module))
    places = {}
    for number, module in enumerate(names):
        angle = 2 * pi * number / len(names) - pi / 2
        places[module] = cos(angle), sin(angle)
    for module in names:
        for target in sorted(graph[module]):
            circular = module in bad and target in bad
            line(
                drawing,
                [
                    (middle[0] + radius * x, middle[1] + radius * y)
                    for x, y in (places[module], places[target])
                ],
                circular=circular,
            )
    for module in names:
        x, y = places[module]
        anchor = "middle" if abs(x) < 0.2 else "start" if x > 0 else "end"
        left, high = middle[0] + radius * x, middle[1] + radius * y
        colour = FAILED if module in bad else INK
        drawing.path(f"M{left - 5:.1f} {high:.1f}a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", fill=colour)
        reach = 1 + (12 if anchor != "middle" else 18) / radius
        short = module if module == "chat" else module.removeprefix("chat.")
        drawing.text(
            middle[0] + radius * x * reach,
            middle[1] + radius * y * reach + 5,
            short,
            colour=colour,
            anchor=anchor,
        )


def line(drawing: Drawing, ends: list[tuple[float, float]], *, circular: bool) -> None:
    """An arrow from one place on the circle to another, short of both."""
    (x1, y1), (x2, y2) = ends
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    dx, dy = (x2 - x1) / length * 8, (y2 - y1) / length * 8
    drawing.path(
        f"M{x1 + dx:.1f} {y1 + dy:.1f}L{x2 - dx:.1f} {y2 - dy:.1f}",
        stroke=FAILED if circular else MUTED,
        width=1.5 if circular else 1,
        head=True,
    )
