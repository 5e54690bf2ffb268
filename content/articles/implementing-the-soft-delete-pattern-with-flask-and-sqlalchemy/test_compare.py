# needs: postgresql
"""A view and an archive do on both databases what the article says of them."""

import pytest
from sqlalchemy import create_engine, delete, select, text
from sqlalchemy.orm import Session

from compare.approaches import PlainUser, judge_all, run_script
from compare.ways import DELETE, READ


@pytest.fixture(params=["view", "archive"])
def kept(request, url):
    """A session on a database with Ada and Ben, and how to ask for what is deleted."""
    engine = create_engine(url)
    run_script(engine, request.param)
    with Session(engine) as session:
        session.add_all([PlainUser(id=1, name="ada"), PlainUser(id=2, name="ben")])
        session.commit()
        queries = {
            "view": "SELECT id FROM all_users WHERE deleted_at IS NOT NULL ORDER BY id",
            "archive": "SELECT content FROM archive",
        }
        yield session, queries[request.param]
    engine.dispose()


@pytest.mark.parametrize("way", DELETE)
def test_each_way_to_delete_keeps_the_row(kept, way):
    """Whether the ORM deletes, or text: the rows are hidden, and kept."""
    session, query = kept
    DELETE[way](session, PlainUser)
    session.commit()
    left = [2] if way == "session.delete" else []
    assert session.scalars(select(PlainUser.id)).all() == left
    assert len(session.execute(text(query)).all()) == 2 - len(left)


@pytest.mark.parametrize("way", READ)
def test_each_way_to_read_is_filtered(kept, way):
    """Even text does not see the deleted."""
    session, _ = kept
    session.execute(delete(PlainUser).where(PlainUser.id == 1))
    assert READ[way](session, PlainUser).all() == [2]


def test_an_archived_row_comes_back(url):
    """What is in the archive can be made a row again, in one statement."""
    engine = create_engine(url)
    run_script(engine, "archive")
    statement = {
        "sqlite": "SELECT content ->> 'id', content ->> 'name' FROM archive",
        "postgresql": "SELECT (jsonb_populate_record(NULL::users, content)).* FROM archive",
    }[engine.dialect.name]
    with Session(engine) as session:
        session.add(PlainUser(id=7, name="ada"))
        session.commit()
        session.execute(delete(PlainUser))
        session.execute(text(f"INSERT INTO users {statement}"))
        assert session.scalars(select(PlainUser.name)).all() == ["ada"]
    engine.dispose()


def test_the_verdicts():
    """The table of the article: listeners see the ORM alone, the database sees all."""
    verdicts = judge_all()
    assert [list(told.values()) for told in verdicts.values()] == [
        ["hidden", "shown", "shown", "kept", "refused (HardDeleteError)", "lost"],
        ["hidden", "hidden", "hidden", "kept", "kept", "kept"],
        ["hidden", "hidden", "hidden", "kept", "kept", "kept"],
    ]
