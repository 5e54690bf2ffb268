"""Soft deletion for SQLAlchemy: a mixin, and three listeners that sessions get from `install`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria

from chat.base import Moment, utcnow


# region mixin
class SoftDelete:
    """A row that can be marked as deleted, and stays."""

    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    deleted_by: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"),
    )
    deletion: Mapped[UUID | None]
    """The operation that deleted it: rows that went together come back together."""

    @property
    def is_live(self) -> bool:
        return self.deleted_at is None

    def mark_deleted(self, marks: dict[str, Any]) -> None:
        for name, value in marks.items():
            setattr(self, name, value)

    def mark_live(self) -> None:
        self.mark_deleted(LIVE)


LIVE = {"deleted_at": None, "deleted_by": None, "deletion": None}


def marks(actor_id: int | None) -> dict[str, Any]:
    """The values of the three columns for one operation."""
    return {"deleted_at": utcnow(), "deleted_by": actor_id, "deletion": uuid4()}


# endregion


# region hide
def hide_deleted(state: ORMExecuteState) -> None:
    """Leave deleted rows out of what a statement reads, unless it includes them."""
    if state.execution_options.get("include_deleted") or state.is_relationship_load:
        return
    if state.is_select or state.is_update or state.is_insert:  # INSERT ... SELECT
        state.statement = state.statement.options(
            with_loader_criteria(
                SoftDelete,
                lambda cls: cls.deleted_at.is_(None),
                include_aliases=True,
                propagate_to_loaders=False,
            )
        )


# endregion


# region flag
def flag_deleted(session: Session, _context: object, _instances: object) -> None:
    """Turn `session.delete(row)` into the flag, just before it becomes a DELETE."""
    doomed = [row for row in session.deleted if isinstance(row, SoftDelete)]
    operation = marks(session.info.get("actor_id"))
    for row in doomed:
        session.add(row)  # no longer to be deleted
        if row.is_live:
            row.mark_deleted(operation)


# endregion


# region refuse
class HardDeleteError(Exception):
    """A bulk DELETE of a table whose rows are only marked."""


def refuse_delete(state: ORMExecuteState) -> None:
    """Stop `session.execute(delete(...))`, which would pass the flag by."""
    if not state.is_delete or state.execution_options.get("hard_delete"):
        return
    table = state.statement.table
    if "deleted_at" in table.c:
        raise HardDeleteError(
            f"bulk DELETE of {table.name}: use session.delete(row), or mark rows by "
            "update(); to remove them for good, say execution_options(hard_delete=True)"
        )


# endregion


# region install
def install(sessions: Any) -> None:
    """Listen to sessions: a class of them, a sessionmaker, or a scoped_session."""
    event.listen(sessions, "do_orm_execute", hide_deleted)
    event.listen(sessions, "do_orm_execute", refuse_delete)
    event.listen(sessions, "before_flush", flag_deleted)


# endregion


# region including
@contextmanager
def including_deleted(session: Session) -> Iterator[None]:
    """Let all statements of a session see deleted rows, for a while."""
    before = session.execution_options
    session.execution_options = before.union({"include_deleted": True})
    try:
        yield
    finally:
        session.execution_options = before


# endregion


# region get_live
Row = TypeVar("Row", bound=SoftDelete)


def get_live(session: Session, model: type[Row], ident: Any) -> Row | None:
    """What `session.get` finds, unless it is deleted or about to be."""
    row = session.get(model, ident)
    if row is None or not row.is_live or row in session.deleted:
        return None
    return row


# endregion
