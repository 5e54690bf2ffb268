"""SVG for day and night, the same at each run; all measures in pixels at 1:1."""

from pathlib import Path
from xml.sax.saxutils import escape

INK, MUTED, HAIRLINE, PAPER = "#1f2328", "#6a6f76", "#d9d7d0", "#fcfbf8"
GOOD, BAD = "#2a7d74", "#8c2f12"
NIGHT = {
    INK: "#d8dce0",
    MUTED: "#9aa1a9",
    HAIRLINE: "#3a4047",
    PAPER: "#14171a",
    GOOD: "#58b8a8",
    BAD: "#f2a988",
}
WIDTH = 400  # as wide as a phone shows it, so that the words keep their size there


class Drawing:
    """Collects shapes in reading order; `save` writes them."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        colour: str = INK,
        *,
        size: int = 14,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="{size}" '
            f'text-anchor="{anchor}"{weight}>{escape(words)}</text>'
        )

    def line(self, d: str, colour: str, *, width: float = 1.5, dash: str = "") -> None:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashes}/>'
        )

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{colour}"/>'
        )

    def save(self, path: Path, height: int) -> None:
        night = "".join(
            f'[fill="{day}"]{{fill:{dark}}}[stroke="{day}"]{{stroke:{dark}}}'
            for day, dark in NIGHT.items()
        )
        path.write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
            f'viewBox="0 0 {WIDTH} {height}" font-family="system-ui, sans-serif">\n'
            f"<style>@media (prefers-color-scheme: dark){{{night}}}</style>\n"
            + "\n".join(self.parts)
            + "\n</svg>\n"
        )
