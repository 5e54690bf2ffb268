"""The database of the application: Flask-SQLAlchemy's sessions, with soft deletion."""

import os
import sqlite3
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, event

from chat.base import Base
from chat.softdelete import install

# region database
db = SQLAlchemy(model_class=Base)
install(db.session)


@event.listens_for(Engine, "connect")
def set_up_sqlite(connection: Any, _record: object) -> None:
    """Have SQLite enforce foreign keys, and overwrite with zeros what is deleted."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")


def database_url() -> str:
    """Where DATABASE_URL says; otherwise a file of SQLite."""
    return os.environ.get("DATABASE_URL", "sqlite:///chat.sqlite")


# endregion
