"""Users, their messages, and a log of who deleted what."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from chat.base import Base, Moment, utcnow
from chat.softdelete import SoftDelete

LIVE_ROWS = text("deleted_at IS NULL")


def live_index(name: str, *columns: str, unique: bool = False) -> Index:
    """An index of the live rows alone."""
    return Index(
        name, *columns, unique=unique, sqlite_where=LIVE_ROWS, postgresql_where=LIVE_ROWS
    )


# region models
class User(SoftDelete, Base):
    __tablename__ = "users"
    __table_args__ = (live_index("users_live_name", "name", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(254))
    token: Mapped[str | None] = mapped_column(String(64), unique=True)
    is_staff: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    messages: WriteOnlyMapped["Message"] = relationship(
        back_populates="author", foreign_keys="Message.author_id", passive_deletes=True
    )


class Message(SoftDelete, Base):
    __tablename__ = "messages"
    __table_args__ = (
        live_index("messages_live_author", "author_id", "sent_at"),
        live_index("messages_live_sent", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(256))
    sent_at: Mapped[datetime] = mapped_column(Moment, default=utcnow)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"),
    )
    author: Mapped[User | None] = relationship(
        back_populates="messages", foreign_keys=[author_id], lazy="joined"
    )


# endregion


# region audit
class AuditEntry(Base):
    """Who did what to which row: numbers and verbs, nothing that has to be erased."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, default=utcnow)
    actor_id: Mapped[int | None]  # no foreign keys: entries outlive what they are about
    action: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    row_id: Mapped[int]


# endregion
