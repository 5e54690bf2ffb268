"""What SQLite has to be told anew for each connection."""

from typing import Any

from sqlalchemy import Engine, event


# region sqlite
def set_up_sqlite(engine: Engine) -> None:
    """Have SQLite enforce foreign keys, and overwrite with zeros what is deleted."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", set_pragmas)


def set_pragmas(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")


# endregion
