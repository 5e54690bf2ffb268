"""Active content: what an SVG could do to a reader besides being seen, by scripts or by files of other places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import tinycss2
from tinycss2.ast import Node

XHTML = "http://www.w3.org/1999/xhtml"
XML_BASE = "http://www.w3.org/XML/1998/namespace base"
ELEMENTS = frozenset({"script", "foreignobject", "handler", "listener", "iframe", "embed", "object", "audio", "video"})
LINKS = frozenset({"href", "src"})
ANIMATIONS = frozenset({"animate", "set", "animatetransform", "animatemotion"})
INSIDE = re.compile(r"\s*(?:#|data:(?:image/(?:png|jpeg|gif|webp)|font/\w+)[;,]|$)", re.IGNORECASE)
"""A part of the picture itself, or dots and glyphs that it brings along; no SVG, which could hold all this."""
EVENT = re.compile(r"on\w+", re.IGNORECASE)
LOCAL = re.compile(r"url\(#[\w.-]+\)")
CSS_THAT_LOADS = re.compile(r"url|src|image|cross-fade|@|\\", re.IGNORECASE)
LOADERS = frozenset({"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"})


def refuse_active(name: str, attributes: Mapping[str, str]) -> None:
    """Raise ValueError if an element acts; names are "namespace local", or "local" without a namespace."""
    namespace, _, local = name.rpartition(" ")
    if namespace == XHTML or local.lower() in ELEMENTS:
        raise ValueError(f"has a <{local}>, which a published picture must not have")
    for key, value in attributes.items():
        _refuse_attribute(key, value)
        target = value.rpartition(":")[2].strip().lower()
        if local.lower() in ANIMATIONS and key == "attributeName" and (target in LINKS or EVENT.fullmatch(target)):
            raise ValueError(f"has a <{local}> that changes {value}, which a published picture must not have")


def _refuse_attribute(key: str, value: str) -> None:
    if EVENT.fullmatch(key):
        raise ValueError(f"has an event handler, {key}=, which a published picture must not have")
    if key == XML_BASE:
        raise ValueError("has an xml:base, so that its references lead out of it")
    if key.rpartition(" ")[2].lower() in LINKS:
        _refuse_outside(value)
    elif not LOCAL.fullmatch(value):
        refuse_active_css(value)


def refuse_active_css(css: str) -> None:
    """Raise ValueError if a style sheet, or a value as properties have it, loads anything from outside."""
    if not CSS_THAT_LOADS.search(css):
        return
    for token in _tokens(tinycss2.parse_component_value_list(css)):
        if token.type == "at-keyword" and token.lower_value == "import":
            raise ValueError("has an @import in its style, so that it is not whole without another file")
        if token.type == "url":
            _refuse_outside(token.value)
        if token.type == "function" and token.lower_name in LOADERS:
            for argument in token.arguments:
                if argument.type == "string":
                    _refuse_outside(argument.value)


def _tokens(tokens: Iterable[Node]) -> Iterator[Node]:
    """All of the `tokens`, and those inside of their brackets; without recursion, which brackets could exhaust."""
    left = list(tokens)
    while left:
        token = left.pop()
        yield token
        left += (token.arguments if token.type == "function" else getattr(token, "content", None)) or ()


def _refuse_outside(target: str) -> None:
    if not INSIDE.match(target):
        raise ValueError(f"refers to {target[:80]!r}, outside of the picture")
