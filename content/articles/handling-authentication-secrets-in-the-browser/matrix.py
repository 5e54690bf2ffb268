"""The table of all attacks and all places, drawn from what the tests wrote down."""

from pathlib import Path

from drawing import BAD, GOOD, HAIRLINE, MUTED, WIDTH, Drawing

HEADS = {
    "local": ("local", "Storage"),
    "memory": ("a", "variable"),
    "readable": ("readable", "cookie"),
    "cookie": ("HttpOnly", "cookie"),
    "bff": ("BFF", ""),
}
CELL = WIDTH / len(HEADS)


def draw(path: Path, outcomes: dict[str, dict[str, bool]]) -> None:
    """A row for each attack, with its name above its five results."""
    drawing = Drawing()
    for number, (first, second) in enumerate(HEADS.values()):
        x = CELL * (number + 0.5)
        drawing.text(x, 16, first, size=13, anchor="middle", bold=True)
        drawing.text(x, 32, second, size=13, anchor="middle", bold=True)
    for row, (attack, results) in enumerate(outcomes.items()):
        top = 44 + 52 * row
        drawing.line(f"M0 {top}H{WIDTH}", HAIRLINE, width=1)
        drawing.text(0, top + 18, attack[0].upper() + attack[1:], MUTED)
        for number, mode in enumerate(HEADS):
            x, won = CELL * (number + 0.5), results[mode]
            words, colour = ("succeeds", BAD) if won else ("fails", GOOD)
            drawing.box(x - CELL / 2, top + 44, CELL - 4, 4, colour)
            drawing.text(x, top + 37, words, colour, anchor="middle", bold=won)
    drawing.save(path, 44 + 52 * len(outcomes) + 4)
