"""The drawings of the article: a handshake, a grade card, lifetimes; SVG for day and night, the same at each run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

INK, MUTED, HAIRLINE, PAPER = "#1f2328", "#6a6f76", "#d9d7d0", "#fcfbf8"
SEALED, OPEN, AMBER = "#2a7d74", "#8c2f12", "#8a6100"
NIGHT = {
    INK: "#d8dce0",
    MUTED: "#9aa1a9",
    HAIRLINE: "#3a4047",
    PAPER: "#14171a",
    SEALED: "#58b8a8",
    OPEN: "#f2a988",
    AMBER: "#e0b95c",
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
        size: int = 15,
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
        extra = (f' stroke-dasharray="{dash}"' if dash else "") + (
            ' marker-end="url(#head)"' if head else ""
        )
        self.parts.append(
            f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}"{extra}/>'
        )

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="3" fill="{colour}"/>'
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
            f'markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="{INK}"/></marker></defs>\n'
            + "\n".join(self.parts)
            + "\n</svg>\n"
        )


MEANING = {  # what each message says; those that say nothing to us are left out
    "CLIENT_HELLO": "hello for app.localhost; my half of a key",
    "SERVER_HELLO": "hello; my half of the key",
    "ENCRYPTED_EXTENSIONS": "we shall speak HTTP",
    "CERTIFICATE": "this is my certificate",
    "CERTIFICATE_VERIFY": "signed with its private key",
    "FINISHED": "this is what I have seen",
}
READABLE = ("CLIENT_HELLO", "SERVER_HELLO")


def draw_handshake(path: Path, messages: Sequence[tuple[str, str]]) -> None:
    """Who says what, one below the other: open above, sealed below. `messages` is (sender, name)."""
    said = [message for message in messages if message[1] in MEANING]
    step, top = 50, 62
    drawing = Drawing(top + step * len(said) + 14)
    drawing.text(8, 20, "browser", bold=True)
    drawing.text(WIDTH - 8, 20, "server", bold=True, anchor="end")
    for side in (12, WIDTH - 12):
        drawing.line(f"M{side} 30V{drawing.height - 4}", HAIRLINE, width=2)
    for row, (sender, name) in enumerate([*said, ("client", "")]):
        y = top + step * row
        colour = OPEN if name in READABLE else SEALED
        words = MEANING.get(name, "GET / HTTP/1.1")
        drawing.text(WIDTH / 2, y - 8, words, colour=colour, anchor="middle")
        ends = (18, WIDTH - 18) if sender == "client" else (WIDTH - 18, 18)
        drawing.line(f"M{ends[0]} {y}H{ends[1]}", head=True)
        if name:
            drawing.text(
                WIDTH / 2,
                y + 15,
                name.lower().replace("_", " "),
                colour=MUTED,
                size=12,
                anchor="middle",
            )
    drawing.save(path)


GRADES = {"A": SEALED, "B": AMBER}


def draw_card(path: Path, grade: str, scores: Mapping[str, int]) -> None:
    """A grade, and the scores from 0 to 100 that it comes from."""
    step, top, left, longest = 34, 30, 150, 200
    drawing = Drawing(top + step * len(scores) + 4)
    drawing.text(
        66, 96, grade, colour=GRADES.get(grade[0], OPEN), size=72, anchor="middle", bold=True
    )
    for row, (label, score) in enumerate(scores.items()):
        y = top + step * row
        drawing.text(left, y - 8, label, size=14)
        drawing.text(WIDTH - 4, y + 7, str(score), size=14, anchor="end", bold=True)
        drawing.bar(left, y - 2, longest, 8, HAIRLINE)
        drawing.bar(left, y - 2, longest * score / 100, 8, GRADES.get(grade[0], OPEN))
    drawing.save(path)


def draw_lifetimes(
    path: Path, lines: Mapping[str, Sequence[tuple[date, int]]], years: tuple[int, int]
) -> None:
    """Steps of days over years, one line for each name of `lines`."""
    left, right, top, bottom, most = 44, 392, 40, 250, 1200
    first, last = (date(year, 1, 1).toordinal() for year in years)

    def x(day: date) -> float:
        return left + (right - left) * (min(max(day.toordinal(), first), last) - first) / (
            last - first
        )

    def y(days: int) -> float:
        return bottom - (bottom - top) * days / most

    drawing = Drawing(330)
    drawing.text(4, 18, "days a certificate may be valid", colour=MUTED, size=13)
    for days in (0, 398, 825, 1187):
        drawing.line(f"M{left} {y(days):.1f}H{right}", HAIRLINE, width=1)
        drawing.text(left - 6, y(days) + 5, str(days), colour=MUTED, size=13, anchor="end")
    for year in range(years[0], years[1], 3):
        at = x(date(year, 1, 1))
        drawing.line(f"M{at:.1f} {bottom}v5", MUTED, width=1)
        drawing.text(at, bottom + 20, str(year), colour=MUTED, size=13, anchor="middle")
    for row, ((name, steps), colour) in enumerate(
        zip(lines.items(), (INK, SEALED), strict=True)
    ):
        path_to = f"M{x(steps[0][0]):.1f} {y(steps[0][1]):.1f}"
        for start, days in steps[1:]:
            path_to += f"H{x(start):.1f}V{y(days):.1f}"
        drawing.line(f"{path_to}H{right}", colour, width=2.5)
        last_days = " → ".join(str(days) for _, days in steps[-4:])
        drawing.line(f"M8 {bottom + 45 + 22 * row}h20", colour, width=2.5)
        drawing.text(36, bottom + 50 + 22 * row, f"{name}: {last_days}", size=14)
    drawing.save(path)


def draw_grades(path: Path, grades: Mapping[str, tuple[str, str]]) -> None:
    """One row for each set-up: its grade, what it is, and why it got no better one."""
    step = 52
    drawing = Drawing(step * len(grades) + 4)
    for row, (name, (grade, reason)) in enumerate(grades.items()):
        middle = step * row + step / 2
        colour = GRADES.get(grade[0], OPEN)
        drawing.text(32, middle + 10, grade, colour=colour, size=28, anchor="middle", bold=True)
        drawing.text(76, middle - 2 if reason else middle + 6, name)
        drawing.text(76, middle + 16, reason, colour=MUTED, size=13)
        drawing.line(f"M4 {step * (row + 1)}H{WIDTH - 4}", HAIRLINE, width=1)
    drawing.save(path)
