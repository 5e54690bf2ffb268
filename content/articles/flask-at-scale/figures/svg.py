"""Just enough SVG: shapes in the colours of day, and a style sheet that turns them into those of night."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

# day, night
INK = "#1f2328", "#d8dce0"
MUTED = "#6a6f76", "#9aa1a9"
HAIRLINE = "#d9d7d0", "#3a4047"
PAPER = "#fcfbf8", "#14171a"
SERVED = "#2a7d74", "#58b8a8"
FAILED = "#8c2f12", "#f2a988"
CALM = "#7cc4b8", "#2c6a62"  # an area next to FAILED: told apart by lightness, not by hue alone
COLOURS = (INK, MUTED, HAIRLINE, PAPER, SERVED, FAILED, CALM)
NONE = "none", "none"

Colour = tuple[str, str]


WIDTH = 400  # as wide as a phone shows it, so that the words keep their size there


class Drawing:
    """Collects shapes in reading order; `save` writes them. All measures in pixels at 1:1."""

    def __init__(self, height: int, width: int = WIDTH) -> None:
        self.width = width
        self.height = height
        self.parts: list[str] = []

    def path(
        self,
        d: str,
        *,
        fill: Colour = NONE,
        stroke: Colour = NONE,
        width: float = 1,
        dash: str = "",
        head: bool = False,
    ) -> None:
        """Any outline; `head` puts an arrowhead to its end, `dash` is as in stroke-dasharray."""
        extra = (f" stroke-dasharray={quoteattr(dash)}" if dash else "") + (
            ' marker-end="url(#head)"' if head else ""
        )
        self.parts.append(
            f'<path d="{d}" fill="{fill[0]}" stroke="{stroke[0]}" stroke-width="{width:g}"{extra}/>'
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        radius: float = 8,
        stroke: Colour = INK,
    ) -> None:
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" '
            f'fill="{PAPER[0]}" stroke="{stroke[0]}" stroke-width="1.5"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        colour: Colour = INK,
        size: int = 15,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """One line of text; `anchor` is start, middle or end."""
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" fill="{colour[0]}" font-size="{size}" text-anchor="{anchor}"{weight}>'
            f"{escape(words)}</text>"
        )

    def save(self, name: str) -> None:
        """Write it to a file of that name."""
        night = "".join(
            f'[fill="{day}"]{{fill:{dark}}}[stroke="{day}"]{{stroke:{dark}}}'
            for day, dark in COLOURS
        )
        Path(name).write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}" font-family="system-ui, sans-serif">\n'
            f"<style>@media (prefers-color-scheme: dark){{{night}}}</style>\n"
            '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
            f'orient="auto"><path d="M0 0L10 5L0 10z" fill="{INK[0]}"/></marker></defs>\n'
            + "\n".join(self.parts)
            + "\n</svg>\n"
        )
