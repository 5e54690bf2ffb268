"""Soft deletion as in "Implementing the Soft Delete Pattern": a mixin, and a filter for sessions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapped, ORMExecuteState, mapped_column, with_loader_criteria


class SoftDelete:
    """A row that can be marked as deleted, and stays."""

    deleted_at: Mapped[float | None] = mapped_column(default=None)


def hide_deleted(state: ORMExecuteState) -> None:
    """Leave deleted rows out of what a statement reads, unless it includes them."""
    if state.is_select and not state.execution_options.get("include_deleted"):
        state.statement = state.statement.options(
            with_loader_criteria(
                SoftDelete, lambda cls: cls.deleted_at.is_(None), include_aliases=True
            )
        )


def install(sessions: Any) -> None:
    event.listen(sessions, "do_orm_execute", hide_deleted)
