"""What an index costs and gains as more and more rows are deleted: 100,000 rows in PostgreSQL."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Connection, create_engine, text

ROWS, RUNS = 100_000, 101
SHARES = (0, 50, 90, 95, 99)  # per cent of the rows that are deleted
INDEXES = {
    "no index": None,
    "all rows": "CREATE INDEX sent ON messages (sent_at)",
    "live rows": "CREATE INDEX sent ON messages (sent_at) WHERE deleted_at IS NULL",
}
TABLE = "CREATE TABLE messages (id int, text text, sent_at timestamptz, deleted_at timestamptz)"
# 37 and 100 have no divisor in common: each hundred rows has its share of deleted ones, scattered.
FILL = """
INSERT INTO messages
SELECT i, repeat('words ', 10), to_timestamp(1700000000 + i),
       CASE WHEN i * 37 % 100 < :share THEN now() END
FROM generate_series(1, :rows) AS i
"""
# region query
QUERY = """
SELECT id, text FROM messages WHERE deleted_at IS NULL
ORDER BY sent_at DESC LIMIT 20
"""
# endregion


@dataclass(frozen=True)
class Measured:
    """The size of an index in bytes, and the query's median time in milliseconds."""

    size: int
    time: float


def measure() -> dict[tuple[str, int], Measured]:
    """All indexes at all shares, in the database that DATABASE_URL names."""
    engine = create_engine(os.environ["DATABASE_URL"])
    with engine.connect() as connection:
        measured = {
            (index, share): measure_one(connection, index, share)
            for share in SHARES
            for index in INDEXES
        }
    engine.dispose()
    return measured


def measure_one(connection: Connection, index: str, share: int) -> Measured:
    connection.execute(text("DROP TABLE IF EXISTS messages"))
    connection.execute(text(TABLE))
    connection.execute(text(FILL), {"rows": ROWS, "share": share})
    statement = INDEXES[index]
    if statement:
        connection.execute(text(statement))
    connection.execute(text("ANALYZE messages"))
    size = connection.scalar(text("SELECT pg_relation_size('sent')")) if statement else 0
    times = [run_time(connection) for _ in range(RUNS)]
    connection.commit()
    return Measured(size, median(times))


def run_time(connection: Connection) -> float:
    """What the server says that it took, in milliseconds."""
    explain = text(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {QUERY}")
    told = connection.scalar(explain)
    [plan] = told if isinstance(told, list) else json.loads(told)
    return plan["Execution Time"]
