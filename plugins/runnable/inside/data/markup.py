"""HTML, by html5lib, which goes by the standard's rules for parsing."""

import re
from html.entities import html5
from typing import Any

import html5lib
from fault import RefusedError  # type: ignore[import-not-found]  # by path
from html5lib.constants import E

DOCUMENT = re.compile(r"(?i)(?:\s|<!--.*?-->)*<(?:!doctype|html)\b", re.DOTALL)
UNNAMED = "expected-named-entity"
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
    lines = text.rstrip().split("\n")
    found = [(min(line, len(lines)), code, data) for (line, _), code, data in parser.errors]
    return [(line, _told(code, data)) for line, code, data in found if code != UNNAMED or _misnames(lines[line - 1])]


def _misnames(line: str) -> bool:
    """Whether a reference is to no known character; since 2014 an `&` without a semicolon, as in a link, is none."""
    return any(name not in html5 for name in re.findall(r"&(\w+;)", line))


def _told(code: str, data: Any) -> str:
    return "no character has this name" if code == UNNAMED else E.get(code, code) % data
