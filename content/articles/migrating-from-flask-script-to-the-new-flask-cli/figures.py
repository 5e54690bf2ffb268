"""The drawing of the article, as SVG text that is the same at each run."""

from html import escape

INK, MUTED, HAIRLINE, PAPER = "#1f2328", "#6a6f76", "#d9d7d0", "#fcfbf8"
BLUE, GREEN, RED = "#1f5fa8", "#2b7a3d", "#b3372f"
NIGHT = {
    INK: "#d8dce0",
    MUTED: "#9aa0a6",
    HAIRLINE: "#3d434a",
    PAPER: "#14171a",
    BLUE: "#7fb2f0",
    GREEN: "#7cc48d",
    RED: "#f0938a",
}
MONO = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"
WIDTH = 400  # as wide as a phone shows it, so that the words keep their size there
STEP = 30  # from one row to the next

# title, its colour, rows of code and what it means
STAGES = [
    (
        "1  Which module?",
        BLUE,
        [
            ("--app shop", "on the command line"),
            ("FLASK_APP=shop", "in the environment"),
            ("FLASK_APP=shop", ".env, then .flaskenv"),
            ("wsgi.py, app.py", "in this folder"),
        ],
    ),
    (
        "2  Which object in it?",
        GREEN,
        [
            ("app, application", "if it is a Flask"),
            ("any name", "if it is the only Flask"),
            ("create_app, make_app", "called"),
        ],
    ),
    (
        "3  Which command?",
        RED,
        [
            ("run, shell, routes", "of Flask"),
            ("flask.commands", "of installed packages"),
            ("app.cli", "app and blueprints"),
        ],
    ),
]


def discovery() -> str:
    """How `flask` finds an application and a command: three lists, each tried from above."""
    parts, top = [], 8
    for title, colour, rows in STAGES:
        height = 40 + STEP * len(rows)
        parts += [
            box(top, height, colour),
            label(26, top + 26, title, colour, font_weight="600"),
        ]
        for number, (words, meaning) in enumerate(rows):
            y = top + 54 + STEP * number
            parts += [code(26, y, words), label(212, y, meaning)]
        if len(rows) > 1:
            parts.append(arrow(384, top + 48, top + 30 + STEP * len(rows)))
        top += height + 18
    return page(top - 10, *parts)


def box(top: int, height: int, colour: str) -> str:
    return (
        f'<rect x="12" y="{top}" width="{WIDTH - 24}" height="{height}" rx="6" '
        f'fill="none" stroke="{colour}"/>'
    )


def arrow(x: int, start: int, end: int) -> str:
    return (
        f'<path d="M{x - 8} {start}V{end}m-4 -6l4 6 4 -6" fill="none" stroke="{MUTED}" '
        'stroke-width="1.5"/>'
    )


def code(left: int, top: int, text: str) -> str:
    return f'<text x="{left}" y="{top}" fill="{INK}" class="code">{escape(text)}</text>'


def label(left: int, top: int, text: str, colour: str = MUTED, **style: str) -> str:
    attributes = " ".join(
        f'{name.replace("_", "-")}="{value}"'
        for name, value in {"fill": colour, **style}.items()
    )
    return f'<text x="{left}" y="{top}" {attributes}>{escape(text)}</text>'


def page(height: int, *parts: str) -> str:
    night = "\n".join(
        f'[fill="{day}"] {{ fill: {dark} }} [stroke="{day}"] {{ stroke: {dark} }}'
        for day, dark in NIGHT.items()
    )
    style = f"""<style>
text {{ font-family: system-ui, sans-serif; font-size: 14px }}
.code {{ font-family: {MONO}; font-size: 13px }}
@media (prefers-color-scheme: dark) {{
{night}
}}
</style>"""
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    return (
        "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', style, *parts, "</svg>"])
        + "\n"
    )
