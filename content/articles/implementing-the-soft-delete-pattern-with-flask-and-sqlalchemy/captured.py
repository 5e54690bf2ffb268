"""Prints the statements that an engine sends, as they are sent."""

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


# region captured
@contextmanager
def printed_sql(engine: Engine) -> Iterator[None]:
    """Print each statement that goes to the database, without its values."""

    def show(_connection, _cursor, statement, *_rest):
        words = " ".join(statement.split())
        print(textwrap.fill(words, 88, subsequent_indent="    "))

    event.listen(engine, "before_cursor_execute", show)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", show)


# endregion
