"""The drawings of the article, SVG for day and night, the same at each run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

INK, MUTED, HAIRLINE, TEAL, RUST = "#1f2328", "#6a6f76", "#d9d7d0", "#2a7d74", "#8c2f12"
NIGHT = {
    INK: "#d8dce0",
    MUTED: "#9aa1a9",
    HAIRLINE: "#3a4047",
    TEAL: "#58b8a8",
    RUST: "#f2a988",
}
WIDTH = 400  # as wide as a phone shows it, so that the words keep their size there


class Drawing:
    """Collects shapes in reading order; `save` writes them. All measures in pixels at 1:1."""

    def __init__(self, height: int) -> None:
        self.height = height
        self.parts: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        colour: str = INK,
        size: int = 14,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="{size}" '
            f'text-anchor="{anchor}"{weight}>{escape(words)}</text>'
        )

    def line(
        self,
        d: str,
        colour: str = INK,
        *,
        width: float = 1.5,
        dash: str = "",
        head: bool = False,
    ) -> None:
        extra = f' stroke-dasharray="{dash}"' if dash else ""
        extra += ' marker-end="url(#head)"' if head else ""
        self.parts.append(
            f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}"{extra}/>'
        )

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="4" '
            f'fill="none" stroke="{colour}" stroke-width="1.5"/>'
        )

    def save(self, path: Path) -> None:
        night = "".join(
            f'[fill="{day}"]{{fill:{dark}}}[stroke="{day}"]{{stroke:{dark}}}'
            for day, dark in NIGHT.items()
        )
        path.write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self.height}" '
            f'viewBox="0 0 {WIDTH} {self.height}" font-family="system-ui, sans-serif">\n'
            f"<style>@media (prefers-color-scheme: dark){{{night}}}</style>\n"
            '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
            f'markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="{INK}"/></marker>'
            "</defs>\n" + "\n".join(self.parts) + "\n</svg>\n"
        )


SHOWN = {  # of a session, what a drawing has room for
    "initialize",
    "launch",
    "runInTerminal",
    "initialized",
    "setBreakpoints",
    "configurationDone",
    "stopped",
    "variables",
    "setVariable",
    "continue",
    "disconnect",
}


def draw_session(path: Path, messages: Sequence[Mapping[str, Any]]) -> None:
    """Requests and events of a session, one below the other; answers are left out."""
    said = [m for m in messages if m["name"] in SHOWN and m["kind"] != "response"]
    step, top = 34, 70
    drawing = Drawing(top + step * len(said))
    drawing.text(8, 20, "editor", bold=True)
    drawing.text(8, 38, "client", colour=MUTED, size=12)
    drawing.text(WIDTH - 8, 20, "debugpy.adapter", bold=True, anchor="end")
    drawing.text(WIDTH - 8, 38, "server", colour=MUTED, size=12, anchor="end")
    for side in (12, WIDTH - 12):
        drawing.line(f"M{side} 46V{drawing.height - 4}", HAIRLINE, width=2)
    for row, message in enumerate(said):
        y = top + step * row
        colour = {"request": INK, "event": RUST}[message["kind"]]
        if message["name"] == "runInTerminal":
            colour = TEAL
        drawing.text(WIDTH / 2, y - 6, message["name"], colour=colour, anchor="middle")
        ends = (18, WIDTH - 18) if message["from"] == "editor" else (WIDTH - 18, 18)
        drawing.line(f"M{ends[0]} {y}H{ends[1]}", head=True)
    drawing.save(path)


NOW = (  # what it does, and who does it: in VS Code, and elsewhere
    ("debugging", "Python Debugger", "debugpy", "Python Debugger"),
    ("completion, types", "Pylance", "Pyright inside", "BasedPyright"),
    ("linting, formatting", "Ruff, and others", "one each", "Ruff, and others"),
    ("environments", "Python Environments", "venv, uv, conda", "Python Environments"),
    ("tests, running", "Python", "the test view", "Python"),
)


def draw_map(path: Path) -> None:
    """One extension of 2017 above, and what does its work today below."""
    drawing = Drawing(470)
    drawing.text(4, 20, "2017", bold=True)
    drawing.box(60, 34, 280, 62, INK)
    drawing.text(WIDTH / 2, 60, "Python, by Don Jayamanne", anchor="middle", bold=True)
    drawing.text(WIDTH / 2, 80, "all of it, in one", colour=MUTED, size=13, anchor="middle")
    drawing.line("M200 98V128", head=True)
    drawing.text(4, 150, "2026", bold=True)
    drawing.text(116, 150, "in VS Code", colour=MUTED, size=13)
    drawing.text(298, 150, "elsewhere", colour=MUTED, size=13)
    for row, (what, here, how, elsewhere) in enumerate(NOW):
        y = 162 + 60 * row
        drawing.text(4, y + 16, what, colour=MUTED, size=13)
        colour = RUST if here == "Pylance" else TEAL
        drawing.text(116, y + 38, here, colour=colour, size=13, bold=True)
        if here != elsewhere:
            drawing.text(298, y + 38, elsewhere, colour=TEAL, size=13, bold=True)
        else:
            drawing.text(298, y + 38, "the same", size=13, colour=MUTED)
        drawing.text(4, y + 38, how, size=12, colour=MUTED)
        drawing.line(f"M4 {y + 52}H{WIDTH - 4}", HAIRLINE, width=1)
    drawing.save(path)
