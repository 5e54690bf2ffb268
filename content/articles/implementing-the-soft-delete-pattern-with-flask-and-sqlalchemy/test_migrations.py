# needs: postgresql
"""The migration to soft deletion and back, on tables with rows in them."""

import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from chat.database import db
from chat.factory import create_app

pytestmark = pytest.mark.usefixtures("filled")

ROWS = """
INSERT INTO users (id, name, email, token, is_staff) VALUES
  (1, 'ada', 'ada@mail.example', 't1', false), (2, 'ben', NULL, 't2', true);
INSERT INTO messages (id, text, sent_at, author_id) VALUES
  (1, 'hello', '2026-11-01 12:00:00', 1), (2, 'hi', '2026-11-02 12:00:00', 2),
  (3, 'nobody''s', '2026-11-03 12:00:00', NULL)
"""


@pytest.fixture
def filled(url):
    """The application, its database as it was before soft deletion, with rows."""
    app = create_app(url)
    with app.app_context():
        upgrade(revision="0001")
        for statement in ROWS.split(";"):
            execute(statement)
        yield app
        db.session.remove()
        db.engine.dispose()


def execute(statement: str) -> list[tuple]:
    with db.engine.begin() as connection:
        result = connection.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


def contents() -> list[tuple]:
    return [
        *execute("SELECT id, name, email, token, is_staff FROM users ORDER BY id"),
        *execute("SELECT id, text, author_id FROM messages ORDER BY id"),
    ]


def test_up_keeps_all_rows():
    """Each row is there after it, live, and each message has its author."""
    before = contents()
    upgrade()
    assert contents() == before
    for table in ("users", "messages"):
        assert execute(f"SELECT count(*) FROM {table} WHERE deleted_at IS NOT NULL") == [(0,)]  # noqa: S608  the tables of this file


def test_foreign_keys_hold_after_it():
    """A message of nobody who was ever there is refused, before and after a migration."""
    wrong = (
        "INSERT INTO messages (id, text, sent_at, author_id) VALUES (9, '', '2026-11-01', 99)"
    )
    for migrate in (lambda: None, upgrade):
        migrate()
        with pytest.raises(IntegrityError):
            execute(wrong)


def test_up_gives_what_the_models_say():
    """Alembic finds no difference between the migrated database and the models."""
    upgrade()
    check()


def test_up_frees_names():
    """A name is unique among all users before it, and among the live ones after it."""
    again = "INSERT INTO users (id, name, is_staff) VALUES (3, 'ada', false)"
    with pytest.raises(IntegrityError):
        execute(again)
    upgrade()
    with pytest.raises(IntegrityError):
        execute(again)
    execute("UPDATE users SET deleted_at = '2026-11-25 12:00:00' WHERE id = 1")
    execute(again)


def test_down_and_up_again():
    """Down brings the old tables back with all rows, and up goes once more."""
    before, columns = contents(), structure()
    upgrade()
    downgrade(revision="0001")
    assert contents() == before
    assert structure() == columns
    with pytest.raises(IntegrityError):
        execute("INSERT INTO users (id, name, is_staff) VALUES (3, 'ada', false)")
    upgrade()
    assert contents() == before


def structure() -> dict[str, list[str]]:
    tables = inspect(db.engine)
    return {
        name: [column["name"] for column in tables.get_columns(name)]
        for name in sorted(tables.get_table_names())
        if name != "alembic_version"
    }


@pytest.mark.parametrize("table", ["users", "messages"])
def test_down_refuses_to_raise_the_dead(table, caplog):
    """While a row is deleted, down changes nothing."""
    upgrade()
    execute(f"UPDATE {table} SET deleted_at = '2026-11-25 12:00:00' WHERE id = 2")  # noqa: S608  the tables of this file
    before = structure()
    with pytest.raises(SystemExit):
        downgrade(revision="0001")
    assert f"{table} has 1 deleted rows; purge or restore them first" in caplog.text
    assert structure() == before
    assert execute("SELECT version_num FROM alembic_version") == [("0002",)]
    execute(f"DELETE FROM {table} WHERE id = 2")  # noqa: S608  the tables of this file
    downgrade(revision="0001")
    assert "deleted_at" not in structure()[table]
