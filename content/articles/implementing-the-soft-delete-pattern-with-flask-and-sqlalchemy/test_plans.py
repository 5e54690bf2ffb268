# needs: postgresql
"""With 100,000 rows, queries for live rows go by the partial indexes."""

import pytest
from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.orm import sessionmaker

from chat.base import Base
from chat.models import Message, User
from chat.softdelete import install

ROWS = 100_000
FILL = {
    "sqlite": """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
        INSERT INTO messages (id, text, sent_at, author_id, deleted_at)
        SELECT i, 'text', datetime(1700000000 + i, 'unixepoch'), 1 + i / 10 % 1000,
               CASE WHEN i % 10 > 0 THEN '2026-11-01 00:00:00' END FROM n""",
    "postgresql": """
        INSERT INTO messages (id, text, sent_at, author_id, deleted_at)
        SELECT i, 'text', to_timestamp(1700000000 + i), 1 + i / 10 % 1000,
               CASE WHEN i % 10 > 0 THEN timestamptz '2026-11-01' END
        FROM generate_series(1, :rows) AS i""",
}


@pytest.fixture
def session(url):
    """1,000 users with 100,000 messages, of which nine in ten are deleted."""
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    sessions = sessionmaker(engine)
    install(sessions)
    with sessions() as session:
        session.add_all([User(id=number, name=f"user {number}") for number in range(1, 1001)])
        session.flush()
        session.execute(text(FILL[engine.dialect.name]), {"rows": ROWS})
        session.commit()
        session.execute(text("ANALYZE"))
        yield session
    engine.dispose()


def plan(session, query) -> str:
    """How the database goes about the very statement that the session would send."""
    explain = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (COSTS OFF) "}
    sent = []

    def catch(_connection, _cursor, statement, parameters, *_rest):
        sent.append((statement, parameters))

    event.listen(session.bind, "before_cursor_execute", catch)
    session.scalars(query).all()
    event.remove(session.bind, "before_cursor_execute", catch)
    [(statement, parameters)] = sent
    rows = session.connection().exec_driver_sql(
        explain[session.bind.dialect.name] + statement, parameters
    )
    return "\n".join(str(row[-1]) for row in rows)


QUERIES = {
    "messages_live_sent": select(Message.id).order_by(Message.sent_at.desc()).limit(20),
    "messages_live_author": select(Message.id)
    .where(Message.author_id == 11)
    .order_by(Message.sent_at.desc())
    .limit(20),
}


@pytest.mark.parametrize("index", QUERIES)
def test_the_indexes_are_used(session, index):
    """The latest messages, of all and of one author, come by the index that was made for them."""
    assert index in plan(session, QUERIES[index])


def test_nothing_is_sorted(session):
    """The latest messages come in the order of the index."""
    steps = plan(session, QUERIES["messages_live_sent"])
    assert "Sort" not in steps
    assert "TEMP B-TREE" not in steps


def test_the_index_is_of_no_use_for_all_rows(session):
    """A query that includes the deleted can't go by an index of the live."""
    query = QUERIES["messages_live_sent"].execution_options(include_deleted=True)
    assert "messages_live_sent" not in plan(session, query)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)  # SQLite tells no sizes
def test_deleted_rows_are_not_in_the_index(session):
    """An index of the live rows alone is less than a fifth of one of all rows."""
    session.execute(text("CREATE INDEX messages_all_sent ON messages (sent_at)"))
    size = text("SELECT pg_relation_size(CAST(:name AS regclass))")
    live = session.scalar(size, {"name": "messages_live_sent"})
    everything = session.scalar(size, {"name": "messages_all_sent"})
    assert live * 5 < everything


def test_one_in_ten_is_live(session):
    """The table is filled as it is meant to be."""
    assert session.scalar(select(func.count()).select_from(Message)) == ROWS // 10
