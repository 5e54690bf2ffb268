"""Reads the header of a Markdown file: ``Key: value`` lines up to the first blank one, each with its line number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Field", "Header", "read_header"]

# What Python-Markdown's meta extension takes for a field, for one more line of it, and for the header's fences.
_FIELD = re.compile(r"^ {0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
_MORE = re.compile(r"^ {4,}(?P<value>.*)")
_BEGIN = re.compile(r"^-{3}(\s.*)?$")
_END = re.compile(r"^(-{3}|\.{3})(\s.*)?$")


@dataclass
class Field:
    """One key with its value; lines that continue a value are joined to it by a space."""

    key: str
    value: str
    line: int


@dataclass
class Header:
    """The fields in their order, and the lines that stand among them without being any.

    `text`: the index, from 0, of the line with which the text below the header begins.
    """

    path: Path
    fields: list[Field] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)
    text: int = 0

    def line_of(self, name: str) -> int:
        """Return the line of the field with this name in any case, or 1."""
        return next((found.line for found in self.fields if found.key.lower() == name), 1)


def read_header(path: Path) -> Header:
    """Read a file's header. A byte order mark and any line ends are fine; what is not UTF-8 raises UnicodeError."""
    header = Header(path)
    lines = path.read_text("utf-8-sig").splitlines()
    fenced = bool(lines and _BEGIN.match(lines[0]))
    for number, line in enumerate(lines[fenced:], 1 + fenced):
        header.text = number
        if not line.strip() or (fenced and _END.match(line)):
            break
        _take(line, number, header)
    return header


def _take(line: str, number: int, header: Header) -> None:
    if match := _FIELD.match(line):
        header.fields.append(Field(match["key"], match["value"].strip(), number))
    elif header.fields and (match := _MORE.match(line)):
        header.fields[-1].value += f" {match['value'].strip()}"
    else:
        header.strays.append(number)
