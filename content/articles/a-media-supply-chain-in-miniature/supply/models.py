"""Two tables: what there is, and what happened to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Engine, Enum, ForeignKey, String, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from supply.softdelete import SoftDelete, install
from supply.states import Event, State


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {  # the words are stored, not the names of the members
        State: Enum(State, native_enum=False, values_callable=list),
        Event: Enum(Event, native_enum=False, values_callable=list),
    }


# region models
class Item(SoftDelete, Base):
    """One file on its way, and the lease of the worker that has it."""

    __tablename__ = "items"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))  # a label; no path is made from it
    source: Mapped[str] = mapped_column(String(64))  # its name in the inbox
    state: Mapped[State] = mapped_column(default=State.RECEIVED)
    reason: Mapped[str | None] = mapped_column(default=None)
    worker: Mapped[str | None] = mapped_column(default=None)
    token: Mapped[str | None] = mapped_column(default=None)
    lease_until: Mapped[float] = mapped_column(default=0.0)
    tries: Mapped[int] = mapped_column(default=0)  # claims since the last move


class Move(Base):
    """One transition of one item: written with it, in the same transaction."""

    __tablename__ = "moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), index=True)
    before: Mapped[State]
    event: Mapped[Event]
    after: Mapped[State]
    worker: Mapped[str | None]
    output: Mapped[str | None]  # the folder that counts, of all that were begun
    started: Mapped[float]
    ended: Mapped[float]
    cpu: Mapped[float]  # seconds


# endregion


def connect(store: Path) -> sessionmaker[Session]:
    """The database of a store, made if it is new."""
    for folder in ("inbox", "work", "public"):
        (store / folder).mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{store / 'supply.sqlite'}", connect_args={"timeout": 30})
    event.listen(engine, "connect", set_up)
    create_tables(engine)
    sessions = sessionmaker(engine)
    install(sessions)
    return sessions


def create_tables(engine: Engine) -> None:
    Base.metadata.create_all(engine)


def set_up(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")  # readers don't wait for the writer
    connection.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing by it
    connection.execute("PRAGMA foreign_keys = ON")
