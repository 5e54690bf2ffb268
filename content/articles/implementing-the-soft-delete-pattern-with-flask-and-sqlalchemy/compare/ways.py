"""How rows are read and deleted, so that one can see what an approach makes of each way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

# region ways
READ: dict[str, Callable[[Session, Any], Any]] = {
    "select(User)": lambda session, model: session.scalars(select(model.id)),
    "select(table)": lambda session, model: session.scalars(select(model.__table__.c.id)),
    "text": lambda session, _model: session.scalars(text("SELECT id FROM users")),
}
DELETE: dict[str, Callable[[Session, Any], Any]] = {
    "session.delete": lambda session, model: session.delete(session.get(model, 1)),
    "delete(User)": lambda session, model: session.execute(delete(model)),
    "text": lambda session, _model: session.execute(text("DELETE FROM users")),
}
# endregion

Verdicts = dict[str, str]


def judge(
    begin: Callable[[], tuple[Session, Any]],
    remove: Callable[[Session, Any], Any],
    is_kept: Callable[[Session], bool],
) -> Verdicts:
    """What becomes of one user, for each way.

    `begin` makes a session on a new database with the user in it, `remove` deletes the user as
    the approach would have it, and `is_kept` tells whether the row can be had back.
    """
    verdicts = {}
    for name, way in READ.items():
        session, model = begin()
        remove(session, model)
        session.commit()
        verdicts[f"read:   {name}"] = "shown" if way(session, model).all() else "hidden"
        session.close()
    for name, way in DELETE.items():
        session, model = begin()
        try:
            way(session, model)
            session.commit()
        except Exception as error:  # noqa: BLE001  refusing is an answer
            verdicts[f"delete: {name}"] = f"refused ({type(error).__name__})"
            session.rollback()
        else:
            verdicts[f"delete: {name}"] = "kept" if is_kept(session) else "lost"
        session.close()
    return verdicts


def table(columns: dict[str, Verdicts]) -> str:
    """The verdicts of several approaches, side by side."""
    [ways, *_] = columns.values()
    rows = [["", *columns], *([way, *(told[way] for told in columns.values())] for way in ways)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
