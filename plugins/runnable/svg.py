"""SVG: what a drawing draws, read without what means nothing, and refused where it could act on a reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NoReturn
from xml.parsers import expat

from runnable.active_content import refuse_active, refuse_active_css

SVG = "http://www.w3.org/2000/svg"
METADATA = frozenset(
    {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://purl.org/dc/elements/1.1/",
        "http://creativecommons.org/ns#",
        "http://web.resource.org/cc/",
    }
)
TEXTUAL = frozenset({"text", "title", "desc", "style"})
"""Elements in which blanks count, and in all that is inside of them; elsewhere those between elements draw nothing."""
MAX_ELEMENTS = 100_000  # more than a browser draws without a pause
MAX_DEPTH = 200  # groups in groups; a plot has some ten
MAX_NAME = 200  # characters of an element's name, and of a namespace, which the parser repeats with each
SHOWN = 100  # characters of a value in a message

IDREFS = frozenset(
    f"aria-{name}"
    for name in (
        *("activedescendant", "controls", "describedby", "details"),
        *("errormessage", "flowto", "labelledby", "owns"),
    )
)
# Each finds what stands before an id, and the id.
WORD = re.compile(r"()(\S+)")
FRAGMENT = re.compile(r"^(\s*#)(\S+)")
URL = re.compile(r"(url\(\s*[\"']?#)([^\"')\s]+)", re.IGNORECASE)
EVENT = re.compile(r"((?<![^\s;]))([^\s;.]+)(?=\.)")  # as animations begin: `id.end`
HASH = re.compile(r"(?<![\"'\w])(#)([\w-]+)")

BLOCK = re.compile(r"([^{};]+)(\{?)")
READS_ATTRIBUTES = re.compile(r"[\[\\]")
"""A selector by an attribute, which may be an id or refer to one; or an escape, which may spell any of it."""


@dataclass(frozen=True)
class Node:
    """An element with its `attributes` as written, or (without a name) a stretch of text.

    `name`: "namespace local". `number`: its place among those of its name in `parent`, from 1. `depth`: 0 of the root.
    """

    name: str
    number: int
    depth: int
    parent: Node | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def path(self) -> str:
        """Where it is, in the manner of XPath: /svg[1]/g[2]/path[1]."""
        steps: list[str] = []
        node: Node | None = self
        while node:
            steps.append(f"/{_local(node.name)}[{node.number}]" if node.name else "/text()")
            node = node.parent
        path = "".join(reversed(steps))
        return path if len(path) <= 4 * SHOWN else f"…{path[-4 * SHOWN :]}"

    @property
    def place(self) -> tuple[int, str, int]:
        """What, in document order, says of each node where in the tree it is."""
        return self.depth, self.name, self.number


class Drawing:
    """What an SVG draws; ValueError says why it can't be read, or must not be published."""

    def __init__(self, data: bytes) -> None:
        reader = _Reader()
        reader.read(data)
        self._nodes, self._ids = reader.nodes, reader.ids

    def difference(self, other: Drawing, _tolerance: float | None = None) -> str:
        """What is first drawn otherwise in `other`, in words; empty where both draw the same."""
        for mine, theirs in zip_longest(self._nodes, other._nodes):
            if not mine or not theirs or mine.place != theirs.place:
                return f"{_path(mine, theirs)} is not in both{_pair(_present(mine), _present(theirs))}"
            if self._meaning(mine) != other._meaning(theirs):
                return f"{mine.path} says something else{_pair(*_excerpts(mine.text, theirs.text))}"
            for name in sorted({*mine.attributes, *theirs.attributes}):
                if self._meaning(mine, name) != other._meaning(theirs, name):
                    excerpts = _excerpts(mine.attributes.get(name), theirs.attributes.get(name), _local(name))
                    return f"{mine.path} differs in {_local(name)}{_pair(*excerpts)}"
        return ""

    def _meaning(self, node: Node, name: str = "") -> str | None:
        """An attribute, or the text, of `node` with the numbers of ids in the place of ids, whose names say nothing."""
        value = node.attributes.get(name) if name else node.text
        if not value:
            return value
        if not name:
            return self._style(value) if node.parent and _local(node.parent.name) == "style" else value
        if name == "id":
            return self._ids.get(value, value)
        if name in IDREFS:
            return self._renamed(WORD, value)
        if name in {"begin", "end"}:
            return self._renamed(EVENT, value)
        return self._renamed(FRAGMENT if _local(name) == "href" else URL, value)

    def _renamed(self, pattern: re.Pattern[str], value: str) -> str:
        return pattern.sub(lambda match: match[1] + self._ids.get(match[2], match[2]), value)

    def _style(self, text: str) -> str:
        def selector(match: re.Match[str]) -> str:  # `#abc` is an id before a brace, and a colour behind it
            return (self._renamed(HASH, match[1]) if match[2] else match[1]) + match[2]

        return self._renamed(URL, BLOCK.sub(selector, text))


@dataclass
class _Open:
    """An element that has begun; `skipped`: it is metadata, `textual`: blanks count."""

    node: Node
    skipped: bool
    textual: bool
    children: Counter[str] = field(default_factory=Counter)


class _Reader:
    """The way through an SVG: the nodes so far, a number for each id, and the elements that have begun."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.ids: dict[str, str] = {}
        self._open: list[_Open] = []
        self._text: list[str] = []
        self._count = 0
        self._names_count = False

    def read(self, data: bytes) -> None:
        """Read all; ValueError says what can't be read, or published."""
        parser = expat.ParserCreate(namespace_separator=" ")
        handlers: Mapping[str, Callable[..., None]] = {
            "StartDoctypeDeclHandler": _refuse_declarations,
            "SkippedEntityHandler": _refuse_entity,
            "ProcessingInstructionHandler": _refuse_style_sheet,
            "StartNamespaceDeclHandler": _refuse_long,
            "StartElementHandler": self._start,
            "EndElementHandler": self._end,
            "CharacterDataHandler": self._text.append,
        }
        for name, handler in handlers.items():
            setattr(parser, name, handler)
        try:
            parser.Parse(data, True)  # noqa: FBT003 - the end of the data, as the parser calls it
        except (expat.ExpatError, LookupError) as error:  # a LookupError: an encoding that nobody knows
            raise ValueError(f"can't be read as XML: {error}") from None
        if self._names_count:
            self.ids.clear()  # a style reads the names

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._flush()
        self._refuse(name, attributes)
        above = self._open[-1] if self._open else None
        skipped = _is_metadata(name) or bool(above and above.skipped and _namespace(name) != SVG)
        if above and not skipped:
            above.children[name] += 1
        number = above.children[name] if above else 1
        node = Node(name, number, len(self._open), above.node if above else None, attributes)
        textual = _local(name) in TEXTUAL or bool(above and above.textual)
        self._open.append(_Open(node, skipped, textual))
        if not skipped:
            self.nodes.append(node)
            if "id" in attributes:
                self.ids.setdefault(attributes["id"], f"\0{len(self.ids)}")

    def _refuse(self, name: str, attributes: Mapping[str, str]) -> None:
        self._count += 1
        if not self._open and name != f"{SVG} svg":
            raise ValueError(
                f'is no drawing to a browser: it begins with <{_local(name)[:SHOWN]}>, not <svg xmlns="{SVG}">'
            )
        if self._count > MAX_ELEMENTS:
            raise ValueError(f"has more than {MAX_ELEMENTS:,} elements")
        if len(self._open) >= MAX_DEPTH:
            raise ValueError(f"has elements inside of each other, more than {MAX_DEPTH} deep")
        _refuse_long("", _local(name))
        refuse_active(name, attributes)

    def _end(self, _name: str) -> None:
        self._flush()
        self._open.pop()

    def _flush(self) -> None:
        """Note the text since the last tag; a comment in the middle of it leaves no trace."""
        text = "".join(self._text)
        self._text.clear()
        if not text:
            return
        above = self._open[-1]
        if _local(above.node.name) == "style":
            refuse_active_css(text)
            self._names_count |= bool(READS_ATTRIBUTES.search(text))
        if not above.skipped and (above.textual or text.strip()):
            self.nodes.append(Node("", 1, len(self._open), above.node, text=text))


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _namespace(name: str) -> str:
    return name.rpartition(" ")[0]


def _is_metadata(name: str) -> bool:
    return name == f"{SVG} metadata" or _namespace(name) in METADATA


def _refuse_declarations(_name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
    if has_subset:
        raise ValueError("declares entities or attributes of its own in its doctype; write what they stand for")


def _refuse_entity(name: str, _is_parameter: int) -> NoReturn:
    raise ValueError(f"uses the entity &{name[:SHOWN]};, which it does not have")


def _refuse_style_sheet(target: str, _data: str) -> None:
    if target.lower() == "xml-stylesheet":
        raise ValueError("has a style sheet in another file; put the style into the picture")


def _refuse_long(_prefix: str | None, name: str | None) -> None:
    if name and len(name) > MAX_NAME:
        raise ValueError(f"has a name of more than {MAX_NAME} characters: {name[:SHOWN]}…")


# Messages


def _pair(mine: str, theirs: str) -> str:
    return f"\n    - {mine}\n    + {theirs}"


def _path(*nodes: Node | None) -> str:
    return next(node.path for node in nodes if node)


def _present(node: Node | None) -> str:
    if not node:
        return "(nothing)"
    return node.path + (f" {node.text[:SHOWN]!r}" if node.text else "")


def _excerpts(mine: str | None, theirs: str | None, name: str = "") -> Iterator[str]:
    """Both values, from a little before their first difference on."""
    pairs = zip(mine or "", theirs or "", strict=False)
    first = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(mine or ""), len(theirs or "")))
    start = first - SHOWN // 4 if first > SHOWN // 2 else 0
    for value in (mine, theirs):
        if value is None:
            yield f"(no {name})"
            continue
        cut = f"{'…' if start else ''}{value[start : start + SHOWN]}{'…' if len(value) > start + SHOWN else ''}"
        yield f"{name}={cut!r}" if name else repr(cut)
