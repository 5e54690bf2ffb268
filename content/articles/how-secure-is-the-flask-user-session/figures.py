"""The two drawings of the article, as SVG text that is the same at each run."""

import json
from html import escape

from decode import decode

INK, MUTED, HAIRLINE = "#1f2328", "#6a6f76", "#d9d7d0"
BLUE, GREEN, RED = "#1f5fa8", "#2b7a3d", "#b3372f"
NIGHT = {INK: "#d8dce0", MUTED: "#9aa0a6", HAIRLINE: "#3d434a", BLUE: "#7fb2f0", GREEN: "#7cc48d", RED: "#f0938a"}
MONO = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"
PITCH = 9.2  # the width of a monospaced character; textLength holds every font to it


def anatomy(cookie: str) -> str:
    """A session cookie in its three parts, each with what it stands for."""
    payload, moment, signature = cookie.rsplit(".", 2)
    told = decode(cookie)
    data = json.dumps(told.data, sort_keys=True)
    return page(
        640,
        270,
        part(24, 34, payload, BLUE),
        label(24, 72, "payload", BLUE, font_weight="600"),
        label(110, 72, "base64url of JSON. Anyone can read it."),
        code(24, 98, data, INK),
        part(24, 164, "." + moment, GREEN),
        label(24, 202, "time of signing", GREEN, font_weight="600"),
        label(24, 224, "seconds since 1970, in base64url"),
        label(24, 246, f"{told.signed_at:%d %b %Y, %H:%M:%S} UTC", INK),
        part(298, 164, "." + signature, RED),
        label(298, 202, "signature", RED, font_weight="600"),
        label(298, 224, "HMAC-SHA1 of all before it, 20 bytes"),
        label(298, 246, "Only a holder of the key can make it.", INK),
    )


def where_data_lives() -> str:
    """What browser and server hold: with a signed cookie, and with a session on the server."""
    return page(
        640,
        372,
        row(8, "Signed cookie", BLUE, ["answer 738 · tries 0", "player ada · wins 0", "time, signature"], ["the key"]),
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


def row(top: int, title: str, colour: str, browser: list[str], server: list[str]) -> str:
    arrow = (
        f'<path d="M268 {top + 84}H372M280 {top + 78}l-12 6 12 6M360 {top + 78}l12 6-12 6" fill="none" '
        f'stroke="{MUTED}" stroke-width="1.5"/>'
    )
    return "\n".join(
        [
            label(24, top + 16, title, colour, font_weight="600"),
            box(24, top + 28, "browser", browser, colour),
            arrow,
            label(320, top + 70, "cookie", text_anchor="middle"),
            box(376, top + 28, "server", server, colour),
        ]
    )


def box(left: int, top: int, title: str, lines: list[str], colour: str) -> str:
    frame = f'<rect x="{left}" y="{top}" width="240" height="112" rx="6" fill="none" stroke="{colour}"/>'
    texts = [code(left + 14, top + 50 + 22 * number, line, INK) for number, line in enumerate(lines)]
    return "\n".join([frame, label(left + 14, top + 24, title), *texts])


def part(left: int, top: int, text: str, colour: str) -> str:
    """A piece of the cookie, underlined by a bracket."""
    right = left + PITCH * len(text)
    bracket = f'<path d="M{left} {top + 8}v6H{right:g}v-6" fill="none" stroke="{colour}" stroke-width="1.5"/>'
    return code(left, top, text, colour) + "\n" + bracket


def code(left: int, top: int, text: str, colour: str) -> str:
    length = f'textLength="{PITCH * len(text):g}" lengthAdjust="spacingAndGlyphs"'
    return f'<text x="{left}" y="{top}" fill="{colour}" class="code" {length}>{escape(text)}</text>'


def label(left: int, top: int, text: str, colour: str = MUTED, **style: str) -> str:
    attributes = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in {"fill": colour, **style}.items())
    return f'<text x="{left}" y="{top}" {attributes}>{escape(text)}</text>'


def page(width: int, height: int, *parts: str) -> str:
    night = "\n".join(
        f'[fill="{day}"] {{ fill: {dark} }} [stroke="{day}"] {{ stroke: {dark} }}' for day, dark in NIGHT.items()
    )
    style = f"""<style>
text {{ font-family: system-ui, sans-serif; font-size: 15px; white-space: pre }}
.code {{ font-family: {MONO} }}
@media (prefers-color-scheme: dark) {{
{night}
}}
</style>"""
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', style, *parts, "</svg>"]) + "\n"
