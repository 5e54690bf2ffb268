"""The pictures of a page as HTML: their sizes, their variants, and a link to the large one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pictures.variants import Picture, Variant

__all__ = ["Drawn", "Shown", "variant_name", "with_pictures"]

COLUMN = 704
"""CSS pixels that a picture may be wide on a desk: the measure of the text."""
PHONE = 288
"""CSS pixels that it may be wide on the narrowest phone."""
MARGINS = 32
"""CSS pixels left and right of the text on a phone."""
WORDS = "larger image"

_TAG = re.compile(r"""<!--.*?-->|<(/?)(a|picture|img)\b((?:[^>"']|"[^"]*"|'[^']*')*)>""", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Drawn:
    """An SVG, which can be shown in any size; its own in CSS pixels, where it says one."""

    size: tuple[int, int] | None


Shown = "Picture | Drawn"
"""What the address of an image leads to."""


def variant_name(name: str, picture: Picture, variant: Variant) -> str:
    """Return how a variant of the file `name` is called; what is in the file is part of it."""
    return f"{name.rpartition('.')[0]}-{variant.width}-{picture.digest[:8]}.{variant.format}"


def with_pictures(html: str, root: str, shown: Mapping[str, Picture | Drawn]) -> str:
    """Return `html` with the variants, the size, and a link to the original of each image.

    `root` is the address of the site as `html` writes it; `shown` says by the address below it, unquoted, what an
    image is. Others stay as they are. What is a link already gets no other, what is in a ``picture`` is the author's.
    Images before the first heading are loaded at once, since a reader may see them first.
    """
    inside = {"a": 0, "picture": 0}
    first_heading = html.find("<h2")

    def replace(match: re.Match[str]) -> str:
        end, tag = match[1], (match[2] or "").lower()
        if tag in inside:
            inside[tag] += -1 if end else 1
        if tag != "img" or end or inside["picture"]:
            return match[0]
        attributes = _attributes(match[0])
        found = shown.get(_below(root, attributes.get("src") or ""))
        if not found:
            return match[0]
        attributes["loading"] = "eager" if match.start() < first_heading else "lazy"
        return _image(attributes, found, linked=bool(inside["a"]))

    return _TAG.sub(replace, html)


def _attributes(tag: str) -> dict[str, str | None]:
    parser = _Attributes()
    parser.feed(tag)
    return parser.found


class _Attributes(HTMLParser):
    found: dict[str, str | None]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as it is called
        self.found = dict(attrs)


def _below(root: str, address: str) -> str:
    return unquote(address.removeprefix(f"{root}/")) if address.startswith(f"{root}/") else ""


def _image(attributes: dict[str, str | None], found: Picture | Drawn, *, linked: bool) -> str:
    size = found.size if isinstance(found, Drawn) else (found.width, found.height)
    own = dict(zip(("width", "height"), map(str, size), strict=True)) if size and "width" not in attributes else {}
    source = attributes["src"] or ""
    html = _tag("img", {**attributes, **own, "decoding": "async"})
    if not isinstance(found, Drawn):
        html = _picture(html, source, found)
    return html if linked else _enlarged(html, source, size, scales=isinstance(found, Drawn))


def _picture(image: str, source: str, picture: Picture) -> str:
    """The `image` as the last choice, after the variants of the picture."""
    folder, _, name = source.rpartition("/")
    sources = []
    for kind, variants in groupby(picture.variants, lambda variant: variant.format):
        named = {variant.width: quote(variant_name(unquote(name), picture, variant)) for variant in variants}
        choice = _choice({width: f"{folder}/{variant}" for width, variant in named.items()})
        sources.append(_tag("source", {"type": f"image/{kind}", **choice}))
    return f"<picture>{''.join(sources)}{image}</picture>" if sources else image


def _choice(addresses: Mapping[int, str]) -> dict[str, str | None]:
    """Of the addresses by width, how browsers choose: by how wide the picture will be, if there is a choice at all."""
    if len(addresses) == 1:
        return {"srcset": next(iter(addresses.values()))}
    most = min(COLUMN, max(addresses))
    sizes = f"(min-width: {most + MARGINS}px) {most}px, calc(100vw - {MARGINS}px)"
    return {"srcset": ", ".join(f"{address} {width}w" for width, address in addresses.items()), "sizes": sizes}


def _enlarged(html: str, source: str, size: tuple[int, int] | None, *, scales: bool) -> str:
    """The image with a link to the original, unless no page shows it smaller than that.

    Where only a phone does, the link stands below the image, so that a desk can do without it.
    """
    width = size[0] if size else COLUMN
    if scales or width > COLUMN:
        return f"{_tag('a', {'class': 'larger', 'href': source})}{html}<small>{WORDS}</small></a>"
    if width > PHONE:
        return f"{html}{_tag('a', {'class': 'larger fits', 'href': source})}<small>{WORDS}</small></a>"
    return html


def _tag(name: str, attributes: Mapping[str, str | None]) -> str:
    said = (f" {key}" if value is None else f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{''.join(said)}>"
