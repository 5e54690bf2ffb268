"""How Alembic finds the database and the models of the application."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from chat.models import Base

OPTIONS = {
    "target_metadata": Base.metadata,
    "render_as_batch": True,  # SQLite alters a table by copying it
}


def migrate() -> None:
    if context.is_offline_mode():
        url = current_app.config["SQLALCHEMY_DATABASE_URI"]
        context.configure(url=url, literal_binds=True, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()
        return
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection, without_foreign_keys(connection):
        context.configure(connection=connection, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()


# region foreign-keys
@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """On SQLite, where the old table is dropped and ON DELETE would act."""
    if connection.dialect.name != "sqlite":
        yield
        return
    set_foreign_keys(connection, "OFF")
    try:
        yield
    finally:
        connection.rollback()  # what failed, if anything did
        set_foreign_keys(connection, "ON")


def set_foreign_keys(connection: Connection, state: str) -> None:
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {state}")
    connection.commit()  # the pragma does nothing within a transaction


# endregion


migrate()
