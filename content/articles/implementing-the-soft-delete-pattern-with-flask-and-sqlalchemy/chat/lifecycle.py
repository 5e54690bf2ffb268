"""What may happen to a row: the states, the moves between them, and the operations that make them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chat.base import utcnow
from chat.models import AuditEntry, Message, User
from chat.softdelete import LIVE, SoftDelete, marks

Row = TypeVar("Row", bound=SoftDelete)


# region transitions
class State(StrEnum):
    LIVE = "live"
    DELETED = "deleted"
    ERASED = "erased"
    GONE = "gone"


class Action(StrEnum):
    DELETE = "delete"
    RESTORE = "restore"
    ERASE = "erase"
    PURGE = "purge"


TRANSITIONS = {
    (State.LIVE, Action.DELETE): State.DELETED,
    (State.DELETED, Action.RESTORE): State.LIVE,
    (State.LIVE, Action.ERASE): State.ERASED,
    (State.DELETED, Action.ERASE): State.ERASED,
    (State.DELETED, Action.PURGE): State.GONE,
    (State.ERASED, Action.PURGE): State.GONE,
}
# endregion


class Refused(Exception):
    """The operation does not fit the state of the row."""


class NameTaken(Refused):
    """A live user has the name by now."""


def state_of(row: SoftDelete | None) -> State:
    if row is None:
        return State.GONE
    if isinstance(row, User) and row.erased_at:
        return State.ERASED
    return State.LIVE if row.is_live else State.DELETED


# region lock
def lock(session: Session, model: type[Row], row_id: int, action: Action) -> Row:
    """The row, locked until the transaction ends; Refused if that action can't be."""
    row = session.get(
        model,
        row_id,
        with_for_update={"of": model},
        execution_options={"include_deleted": True},
    )
    state = state_of(row)
    if row is None or (state, action) not in TRANSITIONS:
        raise Refused(f"{model.__name__} {row_id} is {state}: can't {action}")
    return row


# endregion


# region group
def delete_user(
    session: Session, user_id: int, actor: User, *, with_messages: bool = False
) -> None:
    """Delete a user; the messages stay, or go with the user in one operation."""
    user = lock(session, User, user_id, Action.DELETE)
    operation = marks(actor.id)
    user.mark_deleted(operation)
    if with_messages:
        messages = update(Message).where(Message.author_id == user_id)
        session.execute(messages.values(**operation))
    log(session, actor, Action.DELETE, user)


def restore_user(session: Session, user_id: int, actor: User) -> None:
    """Bring a user back, and what went in the same operation; NameTaken on a clash."""
    user = lock(session, User, user_id, Action.RESTORE)
    session.execute(
        update(Message)
        .where(Message.author_id == user_id, Message.deletion == user.deletion)
        .values(**LIVE),
        execution_options={"include_deleted": True},
    )
    user.mark_live()
    log(session, actor, Action.RESTORE, user)
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        raise NameTaken(f"User {user_id}: a live user has that name") from error


# endregion


def delete_message(session: Session, message_id: int, actor: User) -> None:
    message = lock(session, Message, message_id, Action.DELETE)
    message.mark_deleted(marks(actor.id))
    log(session, actor, Action.DELETE, message)


def restore_message(session: Session, message_id: int, actor: User) -> None:
    """Bring one message back, even if it went with its author."""
    message = lock(session, Message, message_id, Action.RESTORE)
    if message.author is not None and message.author.erased_at:
        raise Refused(f"Message {message_id} is erased: can't restore")
    message.mark_live()
    log(session, actor, Action.RESTORE, message)


# region erase
def erase_user(session: Session, user_id: int, actor: User) -> None:
    """Take all personal data out of a user and the messages; empty rows stay."""
    user = lock(session, User, user_id, Action.ERASE)
    operation = marks(actor.id)
    user.name, user.email, user.token = "[erased]", None, None
    user.erased_at = operation["deleted_at"]
    user.mark_deleted(operation)
    messages = update(Message).where(Message.author_id == user_id)
    session.execute(
        messages.values(text="", **operation),
        execution_options={"include_deleted": True},
    )
    log(session, actor, Action.ERASE, user)


# endregion


# region purge
@dataclass(frozen=True)
class Purged:
    """How many rows are gone."""

    users: int
    messages: int


def purge(session: Session, before: datetime) -> Purged:
    """Remove for good what was deleted before a moment; what is live stays."""
    gone = {
        model: session.execute(
            delete(model).where(model.deleted_at < before),
            execution_options={"hard_delete": True, "synchronize_session": False},
        ).rowcount
        for model in (Message, User)
    }
    session.expire_all()
    return Purged(gone[User], gone[Message])


# endregion


def log(session: Session, actor: User, action: Action, row: User | Message) -> None:
    session.add(
        AuditEntry(
            at=utcnow(),
            actor_id=actor.id,
            action=action,
            kind=row.__tablename__,
            row_id=row.id,
        )
    )
