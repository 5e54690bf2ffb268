"""The tables, their columns and their foreign keys, read from the models."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Uuid

from chat.base import Moment
from chat.models import Base
from chat.softdelete import LIVE
from figures.svg import FAILED, HAIRLINE, INK, MUTED, SERVED, Drawing

TYPES = {Integer: "int", String: "text", Boolean: "bool", Moment: "moment", Uuid: "uuid"}
PLACES = {"users": (26, 1), "messages": (231, 1), "audit_log": (231, 186)}  # left, top
WIDE, STEP, HEAD = 168, 20, 30


def draw_tables(name: str) -> None:
    tables = Base.metadata.tables
    assert tables.keys() == PLACES.keys()
    drawing = Drawing(352)
    lanes = iter((16, 207, 219))  # where the lines run down, one for each foreign key
    for table in (tables[name] for name in PLACES):
        draw_table(drawing, table)
    for table in (tables[name] for name in PLACES):
        for column in table.columns:
            for key in column.foreign_keys:
                draw_key(drawing, column, key.column, next(lanes))
    drawing.save(name)


def draw_table(drawing: Drawing, table: Table) -> None:
    left, top = PLACES[table.name]
    drawing.box(left, top, WIDE, HEAD + STEP * len(table.columns) + 4)
    drawing.text(left + 10, top + 20, table.name, bold=True)
    drawing.path(f"M{left} {top + HEAD - 2}h{WIDE}", stroke=HAIRLINE)
    for column in table.columns:
        y = middle(column) + 5
        colour = SERVED if column.name in LIVE else INK
        drawing.text(left + 10, y, column.name, size=14, colour=colour)
        drawing.text(left + WIDE - 10, y, type_of(column), size=13, anchor="end", colour=MUTED)


def middle(column: Column) -> float:
    """The height of a column's row."""
    _, top = PLACES[column.table.name]
    return top + HEAD + STEP * (list(column.table.columns).index(column) + 0.5)


def type_of(column: Column) -> str:
    return next(word for kind, word in TYPES.items() if isinstance(column.type, kind))


def draw_key(drawing: Drawing, column: Column, target: Column, lane: int) -> None:
    """A line from a foreign key to what it refers to, by way of its lane."""
    start, _ = PLACES[column.table.name]
    end, _ = PLACES[target.table.name]
    if column.table is not target.table:
        end += WIDE
    else:
        start = end
    tip = end + (3 if end < lane else -3)
    path = f"M{start} {middle(column):g}H{lane}V{middle(target):g}H{tip}"
    drawing.path(path, stroke=FAILED, width=1.3, head=True)
