"""The drawings of the article, as SVG text that is the same for the same figures."""

import json
from html import escape
from math import log2, log10

from crack import published_keys, years
from decode import decode

INK, MUTED, HAIRLINE = "#1f2328", "#6a6f76", "#d9d7d0"
BLUE, GREEN, RED = "#1f5fa8", "#2b7a3d", "#b3372f"
NIGHT = {
    INK: "#d8dce0",
    MUTED: "#9aa0a6",
    HAIRLINE: "#3d434a",
    BLUE: "#7fb2f0",
    GREEN: "#7cc48d",
    RED: "#f0938a",
}
MONO = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"
PITCH = 9.2  # the width of a monospaced character; textLength holds every font to it


def anatomy(cookie: str) -> str:
    """A session cookie in its three parts, each with what it stands for."""
    payload, moment, signature = cookie.rsplit(".", 2)
    told = decode(cookie)
    half = (len(payload) + 1) // 2
    return page(
        500,
        306,
        bar(18, 96, BLUE),
        code(40, 34, payload[:half], BLUE),
        code(40, 56, payload[half:], BLUE),
        heading(40, 84, "payload", "base64url of JSON. Anyone can read it.", BLUE),
        code(40, 108, json.dumps(told.data, sort_keys=True, separators=(",", ":")), INK),
        bar(134, 70, GREEN),
        code(40, 150, "." + moment, GREEN),
        heading(40, 176, "time of signing", "seconds since 1970, in base64url", GREEN),
        label(40, 198, f"{told.signed_at:%d %b %Y, %H:%M:%S} UTC", INK),
        bar(222, 70, RED),
        code(40, 238, "." + signature, RED),
        heading(40, 264, "signature", "HMAC-SHA1 of all before it, 20 bytes", RED),
        label(40, 286, "Only a holder of the key can write it.", INK),
    )


def where_data_lives() -> str:
    """What browser and server hold: with a signed cookie, and with a session on the server."""
    return page(
        520,
        372,
        row(
            8,
            "Signed cookie",
            BLUE,
            ["answer 738 · tries 0", "player ada · wins 0", "time, signature"],
            ["the key"],
        ),
        label(24, 172, "The holder can read it, keep it, and send an old copy again."),
        row(
            196,
            "Server-side session",
            GREEN,
            ["a random id,", "43 characters"],
            ["answer 738 · tries 0", "player ada · wins 0", "created, last seen"],
        ),
        label(24, 360, "The holder can only show the id. The server can end the session."),
    )


YEAR = 365.25 * 24 * 60 * 60  # seconds
MANY = 1e12  # keys a second
FIRST, LAST = -11, 72  # the ends of the axis, as powers of ten of a second
LEFT, RIGHT = 24, 396  # and where they are drawn
UNITS = (("s", 1), ("minutes", 60), ("hours", 3600), ("days", 86400), ("years", YEAR))
KEYS = (
    ("one of the published keys", log2(len(published_keys()))),
    ("version 1 UUID, its second known", log2(1e7)),
    ("8 random lower-case letters", 8 * log2(26)),
    ("secrets.token_hex(8)", 64),
    ("secrets.token_hex(16)", 128),
    ("secrets.token_hex(32)", 256),
)
MARKS = (("1 second", 1), ("1 year", YEAR), ("age of the universe", 13.8e9 * YEAR))


def keyspace(rate: float, by_signer: float) -> str:
    """How long a key of each kind lasts on average, at `rate` keys a second and at very many.

    `by_signer`: keys a second by the signer that Flask uses, which is told and not drawn.
    """
    bottom = 56 + 48 * len(KEYS)
    return page(
        420,
        bottom + 78,
        *(guide(text, seconds, 20 + 18 * n, bottom) for n, (text, seconds) in enumerate(MARKS)),
        *(lasting(84 + 48 * n, *key, rate) for n, key in enumerate(KEYS)),
        dot(LEFT + 6, bottom + 22, BLUE),
        label(LEFT + 20, bottom + 27, f"one core, {rate:,.0f} keys a second (on the right)"),
        label(LEFT + 20, bottom + 49, f"by Flask's own signer {by_signer:,.0f}"),
        dot(LEFT + 6, bottom + 66, RED),
        label(LEFT + 20, bottom + 71, "10\u00b9\u00b2 keys a second, some millions of cores"),
    )


def across(seconds: float) -> float:
    """Where a time is on the logarithmic axis."""
    return round(LEFT + (RIGHT - LEFT) * (log10(seconds) - FIRST) / (LAST - FIRST), 1)


def guide(text: str, seconds: float, top: int, bottom: int) -> str:
    """A line down the drawing at a time that everybody knows."""
    left = across(seconds)
    line = f'<path d="M{left} {top - 12}V{bottom}" stroke="{HAIRLINE}"/>'
    return line + "\n" + label(left + 6, top, text)


def lasting(top: int, name: str, bits: float, rate: float) -> str:
    """A row: the name of a kind of key, its time at `rate`, and both times on the axis."""
    one, many = (years(bits, speed) * YEAR for speed in (rate, MANY))
    axis = f'<path d="M{across(many)} {top + 16}H{across(one)}" stroke="{MUTED}" stroke-width="1.5"/>'
    return "\n".join(
        [
            label(LEFT, top, name, INK),
            label(RIGHT, top, told(one), BLUE, text_anchor="end"),
            axis,
            dot(across(many), top + 16, RED),
            dot(across(one), top + 16, BLUE),
        ]
    )


def told(seconds: float) -> str:
    """A time in words, by its largest unit."""
    if seconds < 0.01:
        return "under 10 ms"
    name, unit = next((pair for pair in reversed(UNITS) if seconds >= pair[1]), UNITS[0])
    count = seconds / unit
    if count < 1e6:
        return f"{count:,.1f} {name}" if count < 10 else f"{count:,.0f} {name}"
    return f"10{str(round(log10(count))).translate(RAISED)} {name}"


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def dot(left: float, top: float, colour: str) -> str:
    return f'<circle cx="{left}" cy="{top}" r="5" fill="{colour}"/>'


def row(top: int, title: str, colour: str, browser: list[str], server: list[str]) -> str:
    arrow = (
        f'<path d="M240 {top + 84}H300M250 {top + 79}l-10 5 10 5M290 {top + 79}l10 5-10 5" fill="none" '
        f'stroke="{MUTED}" stroke-width="1.5"/>'
    )
    return "\n".join(
        [
            label(24, top + 16, title, colour, font_weight="600"),
            box(24, top + 28, "browser", browser, colour),
            arrow,
            label(270, top + 70, "cookie", text_anchor="middle"),
            box(304, top + 28, "server", server, colour),
        ]
    )


def box(left: int, top: int, title: str, lines: list[str], colour: str) -> str:
    frame = f'<rect x="{left}" y="{top}" width="212" height="112" rx="6" fill="none" stroke="{colour}"/>'
    texts = [
        code(left + 14, top + 50 + 22 * number, line, INK) for number, line in enumerate(lines)
    ]
    return "\n".join([frame, label(left + 14, top + 24, title), *texts])


def bar(top: int, height: int, colour: str) -> str:
    return f'<path d="M26 {top}v{height}" stroke="{colour}" stroke-width="3"/>'


def heading(left: int, top: int, name: str, text: str, colour: str) -> str:
    return (
        f'<text x="{left}" y="{top}" fill="{colour}" font-weight="600">{escape(name)}'
        f'<tspan dx="10" fill="{MUTED}" font-weight="400">{escape(text)}</tspan></text>'
    )


def code(left: int, top: int, text: str, colour: str) -> str:
    length = f'textLength="{PITCH * len(text):g}" lengthAdjust="spacingAndGlyphs"'
    return f'<text x="{left}" y="{top}" fill="{colour}" class="code" {length}>{escape(text)}</text>'


def label(left: int, top: int, text: str, colour: str = MUTED, **style: str) -> str:
    attributes = " ".join(
        f'{name.replace("_", "-")}="{value}"'
        for name, value in {"fill": colour, **style}.items()
    )
    return f'<text x="{left}" y="{top}" {attributes}>{escape(text)}</text>'


def page(width: int, height: int, *parts: str) -> str:
    night = "\n".join(
        f'[fill="{day}"] {{ fill: {dark} }} [stroke="{day}"] {{ stroke: {dark} }}'
        for day, dark in NIGHT.items()
    )
    style = f"""<style>
text {{ font-family: system-ui, sans-serif; font-size: 15px; white-space: pre }}
.code {{ font-family: {MONO} }}
@media (prefers-color-scheme: dark) {{
{night}
}}
</style>"""
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return (
        "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', style, *parts, "</svg>"])
        + "\n"
    )
