"""The HTML of an article for feed readers, which have neither our styles nor our scripts, nor the page around it."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

__all__ = ["for_readers"]

Attributes = list[tuple[str, str | None]]

# What a page does with script, or with a place in the page.
_DROPPED = frozenset(
    (
        *("script", "style", "template", "iframe", "object", "embed"),
        *("button", "form", "input", "select", "textarea", "dialog"),
    )
)
_DROPPED_CLASSES = frozenset(("visually-hidden", "sample-kind", "sample-browser"))
# These say something by their class alone.
_UNWRAPPED = frozenset(("span", "fieldset", "wbr"))
_UNWRAPPED_CLASSES = frozenset(("heading-link",))
_STRONG_CLASSES = frozenset(("admonition-title", "sample-label", "sample-title"))
_QUOTED_CLASSES = frozenset(("admonition", "sidenote"))
_SPACED_CLASSES = frozenset(("linenos",))
_KEPT = frozenset(
    (
        *("href", "src", "srcset", "sizes", "poster", "cite", "alt", "title", "lang", "dir", "width", "height"),
        *("datetime", "start", "reversed", "value", "colspan", "rowspan", "scope", "open", "controls", "download"),
    )
)
_ADDRESSES = frozenset(("href", "src", "poster", "cite"))
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_EMPTY = re.compile(r"<(figcaption|p|div)>\s*</\1>\n?")
# All that XML 1.0 has no place for, by reference either.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_readers(html: str, url: str) -> str:
    """Return the `html` of the page at `url` with absolute addresses, and without what needs styles or scripts.

    Controls, hidden text, headings' links to themselves and the colours of code go; ids and classes too, so that a link
    within the page leads to the page. Characters that XML can't hold become U+FFFD.
    """
    reader = _Reader(url)
    reader.feed(html)
    reader.close()
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", _EMPTY.sub("", "".join(reader.written)))


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=False)
        self._url = url
        self.written: list[str] = []
        self._open: list[tuple[str, str]] = []  # each open tag, and what ends it
        self._dropping, self._depth = "", 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self._dropping:
            self._depth += tag == self._dropping
            return
        classes = set((dict(attrs).get("class") or "").split())
        if tag in _DROPPED or classes & _DROPPED_CLASSES:
            if tag not in _VOID:
                self._dropping, self._depth = tag, 1
            return
        start, end = _marks(tag, classes, "".join(self._attribute(name, value) for name, value in attrs))
        self.written.append(start)
        if tag not in _VOID:
            self._open.append((tag, end))

    def handle_endtag(self, tag: str) -> None:
        if self._dropping:
            self._depth -= tag == self._dropping
            if not self._depth:
                self._dropping = ""
            return
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                self.written.append(self._open.pop(place)[1])
                return

    def _take(self, text: str) -> None:
        if not self._dropping:
            self.written.append(text)

    def handle_data(self, data: str) -> None:
        self._take(data)

    def handle_entityref(self, name: str) -> None:
        self._take(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._take(f"&#{name};")

    def _attribute(self, name: str, value: str | None) -> str:
        if name not in _KEPT:
            return ""
        if value is None:
            return f" {name}"
        return f' {name}="{escape(self._absolute(name, value))}"'

    def _absolute(self, name: str, value: str) -> str:
        if name in _ADDRESSES:
            return urljoin(self._url, value)
        if name == "srcset":
            parts = (part.split(maxsplit=1) for part in value.split(",") if part.strip())
            return ", ".join(" ".join([urljoin(self._url, address), *size]) for address, *size in parts)
        return value


def _marks(tag: str, classes: set[str], attributes: str) -> tuple[str, str]:
    """What begins and what ends an element; nothing where only its content stays."""
    if classes & _SPACED_CLASSES:
        return "", "  "
    if tag == "label":  # the control is gone, and what it shows is there in any case
        return "<p><strong>", "</strong></p>"
    strong = ("<strong>", "</strong>") if classes & _STRONG_CLASSES else ("", "")
    if tag in _UNWRAPPED or classes & _UNWRAPPED_CLASSES:
        return strong
    if classes & _QUOTED_CLASSES:
        tag = "blockquote"
    return f"<{tag}{attributes}>{strong[0]}", f"{strong[1]}</{tag}>"
