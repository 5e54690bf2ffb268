# needs: postgresql
"""Names are unique among the living."""

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from chat.lifecycle import NameTaken, restore_user
from chat.models import User
from chat.softdelete import get_live


def test_the_name_of_a_deleted_user_is_free(session):
    """Somebody else can become Ben."""
    session.add(User(id=10, name="ben"))
    session.commit()
    assert session.scalars(select(User.id).where(User.name == "ben")).all() == [10]


def test_the_name_of_a_live_user_is_not(session):
    """A second live Ada is refused by the database."""
    session.add(User(id=10, name="ada"))
    with pytest.raises(IntegrityError, match=r"users_live_name|users\.name"):
        session.commit()


def test_many_deleted_users_may_have_one_name(session):
    """The index does not look at deleted rows."""
    for number in (10, 11):
        session.add(User(id=number, name="ben"))
        session.flush()
        session.delete(session.get(User, number))
        session.flush()
    session.commit()
    query = select(User.id).where(User.name == "ben").execution_options(include_deleted=True)
    assert sorted(session.scalars(query)) == [2, 10, 11]


def test_restoring_into_a_clash(session):
    """Once the name is taken, its former owner can't come back, and nothing has changed."""
    session.add(User(id=10, name="ben"))
    session.commit()
    with pytest.raises(NameTaken):
        restore_user(session, 2, session.get(User, 1))
    assert get_live(session, User, 2) is None
    assert get_live(session, User, 10) is not None


def test_the_index_is_partial(engine):
    """Both databases keep the condition of the index."""
    [index] = [
        index
        for index in inspect(engine).get_indexes("users")
        if index["name"] == "users_live_name"
    ]
    assert index["unique"]
    condition = index["dialect_options"][f"{engine.dialect.name}_where"]
    assert "deleted_at is null" in str(condition).lower()
