"""HTML, by html5lib, which goes by the standard's rules for parsing."""

import re
from typing import Any

import html5lib
from fault import RefusedError  # type: ignore[import-not-found]  # by path
from html5lib.constants import E

DOCUMENT = re.compile(r"(?i)(?:\s|<!--.*?-->)*<(?:!doctype|html)\b", re.DOTALL)
CONTAINERS = ("div", "table", "tbody", "tr", "html")  # in which a fragment may stand, the usual one first


def read_html(text: str) -> list[Any]:
    """Read a document, or a fragment: the container that it fits best decides."""
    if DOCUMENT.match(text):
        faults = _faults(text)
    else:
        faults = min((_faults(text, container) for container in CONTAINERS), key=len)
    if faults:
        raise RefusedError(*faults)
    return []


def _faults(text: str, container: str = "") -> list[tuple[int, str]]:
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"))
    if container:
        parser.parseFragment(text, container=container)
    else:
        parser.parse(text)
    last = text.count("\n", 0, len(text.rstrip())) + 1
    return [(min(line, last), E.get(code, code) % data) for (line, _), code, data in parser.errors]
