"""Runs statements in SQLite, and prints what they give as psql does: the first part of the job of a `sql` sample."""

import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

database = sqlite3.connect(":memory:", isolation_level=None)
writer = sqlite3.connect(":memory:")  # how SQLite writes a value is for SQLite to say


def execute(statement: str, limit: int) -> None:
    """Run one statement, and print its rows, if it is one that gives any; more than `limit` characters are too many."""
    cursor = database.execute(statement)
    if not cursor.description:
        return
    rows, is_whole = read(cursor, limit)
    print("\n".join(table([column[0] for column in cursor.description], rows)), end="\n\n")
    if not is_whole:
        print("…" * limit)  # so that the engine, which counts, ends it


def read(cursor: sqlite3.Cursor, limit: int) -> tuple[list[Sequence[Any]], bool]:
    """The rows, and whether these are all: of a result that would take more than `limit` characters only the first."""
    rows, size = list[Sequence[Any]](), 0
    for row in cursor:
        rows.append(row)
        size += 1 + sum(len(value if isinstance(value, str | bytes) else str(value)) for value in row)
        if size > limit:
            return rows, False
    return rows, True


def table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """The lines of a table as psql aligns it (print_aligned_text in its print.c), without blanks at their ends."""
    headers, cells = [lines(name) for name in names], [[lines(value) for value in row] for row in rows]
    widths = [max(width(line) for cell in column for line in cell) for column in zip(headers, *cells, strict=True)]
    sides = ["right" if is_numeric(column) else "left" for column in zip(*rows, strict=True)]
    yield from printed(headers, widths, ["center"] * len(names))
    yield "+".join("-" * (size + 2) for size in widths)
    for row in cells:
        yield from printed(row, widths, sides)
    yield f"({len(rows)} row{'s' * (len(rows) != 1)})"


def printed(row: Sequence[Sequence[str]], widths: Sequence[int], sides: Sequence[str]) -> Iterator[str]:
    """The lines of one row; a `+` stands behind a line of a value that goes on below."""
    for number in range(max(map(len, row))):
        parts = []
        for cell, size, side in zip(row, widths, sides, strict=False):
            text = cell[number] if number < len(cell) else ""
            parts.append(f" {padded(text, size, side)}{'+' if number + 1 < len(cell) else ' '}")
        yield "|".join(parts).rstrip()


def padded(text: str, size: int, side: str) -> str:
    missing = size - width(text)
    before = {"left": 0, "center": missing // 2, "right": missing}[side]
    return " " * before + text + " " * (missing - before)


def lines(value: Any) -> list[str]:
    """What is printed of a value, by lines."""
    if value is None:
        return [""]
    if isinstance(value, float):
        (value,) = writer.execute("SELECT CAST(? AS TEXT)", (value,)).fetchone()
    if isinstance(value, bytes):
        (value,) = writer.execute("SELECT quote(?)", (value,)).fetchone()
    return ["".join(map(shown, line.expandtabs(8))) for line in str(value).split("\n")]


def shown(character: str) -> str:
    """A character as it can be seen."""
    if unicodedata.category(character) != "Cc":
        return character
    code = ord(character)
    return "\\r" if character == "\r" else f"\\x{code:02X}" if code < 0x80 else f"\\u{code:04X}"


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(columns, text))


def columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def is_numeric(column: Sequence[Any]) -> bool:
    """Whether a column holds numbers, and nothing else but NULL: SQLite knows types of values only."""
    values = [value for value in column if value is not None]
    return bool(values) and all(isinstance(value, int | float) for value in values)
