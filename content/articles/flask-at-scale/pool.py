"""What happens when more threads want a database connection than the pool has."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import TimeoutError as NoConnection

View = Callable[[Engine], None]


# region pool
def slow_service() -> None:
    time.sleep(3)


def hold(engine: Engine) -> None:
    """Ask the database, then another service, and give the connection back at the end."""
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        slow_service()


def release(engine: Engine) -> None:
    """Ask the database, give the connection back, then ask the other service."""
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    slow_service()


def crowd(view: View, *, threads: int = 8, pool: int = 2) -> Counter[str]:
    """How the requests of so many threads end, all at once."""
    with TemporaryDirectory() as folder, ThreadPoolExecutor(threads) as workers:
        url = f"sqlite:///{Path(folder, 'chat.sqlite')}"
        engine = create_engine(url, pool_size=pool, max_overflow=0, pool_timeout=1)
        ends = Counter(workers.map(lambda _: ended(view, engine), range(threads)))
        engine.dispose()
        return ends


def ended(view: View, engine: Engine) -> str:
    try:
        view(engine)
    except NoConnection:
        return "no connection"
    return "answered"


# endregion
