# needs: postgresql
"""What the filter hides, and what passes it by. Ben and message 3 are deleted; message 2 is Ben's."""

import pytest
from sqlalchemy import (
    Select,
    exists,
    false,
    func,
    insert,
    inspect,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.orm import (
    Session,
    aliased,
    immediateload,
    joinedload,
    lazyload,
    selectinload,
    subqueryload,
)

from chat.models import Message, User
from chat.softdelete import including_deleted

Alias = aliased(User)
live_ids = select(User.id)
HIDDEN = {
    "entity": select(User.id).select_from(User),
    "column": select(User.id),
    "alias": select(Alias.id),
    "join": select(User.id).join(Message, Message.author_id == User.id).distinct(),
    "subquery": select(select(User).subquery().c.id),
    "cte": select(select(User).cte().c.id),
    "in": select(Message.author_id).where(Message.author_id.in_(live_ids)).distinct(),
    "exists": select(Message.author_id).where(Message.author.has()).distinct(),
    "union": union_all(live_ids, live_ids.where(User.id == 2)),
    "scalar subquery": select(live_ids.where(User.id < 3).scalar_subquery()),
}


@pytest.mark.parametrize("form", HIDDEN)
def test_hidden(session, form):
    """Ben is in no answer, whatever the form of the question."""
    assert session.scalars(HIDDEN[form]).all() == [1]


@pytest.mark.parametrize("form", [form for form in HIDDEN if form != "scalar subquery"])
def test_included(session, form):
    """With `include_deleted` the same questions find Ben, so that the filter is what hid him."""
    found = session.scalars(HIDDEN[form].execution_options(include_deleted=True)).all()
    assert sorted(found)[:2] == [1, 2]


def test_objects_hidden(session):
    """Selecting whole objects leaves out the deleted."""
    assert [user.name for user in session.scalars(select(User))] == ["ada"]


def test_counted(session):
    """Each way to count counts the live rows."""
    assert session.scalar(select(func.count()).select_from(User)) == 1
    assert session.scalar(select(func.count(User.id))) == 1
    assert session.query(User).count() == 1


def test_exists_is_false(session):
    """There is no user 2, says EXISTS."""
    assert not session.scalar(select(exists().where(User.id == 2)))
    assert session.scalar(select(exists().where(User.id == 1)))


def test_legacy_query_hidden(session):
    """`session.query` and `.get` leave out the deleted."""
    assert [user.id for user in session.query(User)] == [1]
    assert session.query(Message).filter(Message.text == "oops").first() is None
    assert session.get(User, 2) is None


def test_inner_join_hides_live_messages(session):
    """A live message of a deleted user is not in an inner join, and its author not in an outer."""
    inner = session.scalars(select(Message.id).join(Message.author)).all()
    outer = session.execute(select(Message.id, User.name).outerjoin(Message.author)).all()
    assert inner == [1]
    assert sorted(map(tuple, outer)) == [(1, "ada"), (2, None)]


def test_bulk_update_leaves_deleted_alone(session):
    """`update()` changes live rows only."""
    assert session.execute(update(Message).values(text="changed")).rowcount == 2
    session.commit()
    query = select(Message.text).where(Message.id == 3)
    assert session.scalar(query.execution_options(include_deleted=True)) == "oops"


PASSED_BY: dict[str, Select] = {
    "core select": select(User.__table__.c.id),
    "text": text("SELECT id FROM users"),
    "from_statement": select(User.id).from_statement(text("SELECT id FROM users")),
}


@pytest.mark.parametrize("form", PASSED_BY)
def test_passed_by(session, form):
    """Statements that name no model are not filtered: Ben is there."""
    assert sorted(session.scalars(PASSED_BY[form]).all()) == [1, 2]


def test_insert_from_select_is_filtered(session):
    """INSERT ... SELECT copies live rows only, and a plain INSERT works as ever."""
    copied = select(User.id + 100, User.name + "'s copy")
    columns = ["id", "name", "is_staff"]
    session.execute(insert(User).from_select(columns, copied.add_columns(false())))
    session.execute(insert(User), [{"id": 50, "name": "dan"}])
    session.execute(insert(User).values(id=51, name="eve", is_staff=False))
    assert sorted(session.scalars(select(User.id))) == [1, 50, 51, 101]


def test_connection_passes_by(engine):
    """A connection is no session: even a model is not filtered there."""
    with engine.connect() as connection:
        assert sorted(connection.scalars(select(User.id))) == [1, 2]


FINDS_AUTHOR = {
    lazyload: True,
    joinedload: True,
    immediateload: True,
    selectinload: False,
    subqueryload: False,
}


@pytest.mark.parametrize("load", FINDS_AUTHOR, ids=lambda load: load.__name__)
def test_author_by_strategy(session, load):
    """Lazy, joined and immediate loading find a deleted author; selectin and subquery don't."""
    query = select(Message).where(Message.id == 2).options(load(Message.author))
    author = session.scalars(query).one().author
    assert (author is not None) is FINDS_AUTHOR[load]


def test_author_is_found_by_default(session):
    """Without options, a live message knows its deleted author, in the same statement."""
    message = session.scalars(select(Message).where(Message.id == 2)).one()
    assert "author" not in inspect(message).unloaded
    assert message.author.name == "ben"


def test_messages_of_a_user_are_the_live_ones(session):
    """`user.messages` is a statement to execute, so the filter sees it."""
    ada = session.get(User, 1)
    assert [message.id for message in session.scalars(ada.messages.select())] == [1]


def test_session_that_includes(session):
    """`including_deleted` shows the deleted for a while, and hides them after, even after an error."""
    with pytest.raises(ZeroDivisionError), including_deleted(session):
        assert session.scalars(select(User.id).order_by(User.id)).all() == [1, 2]
        raise ZeroDivisionError
    assert session.scalars(select(User.id)).all() == [1]


def test_other_sessions_are_left_alone(engine):
    """Only sessions that `install` was told of filter."""
    with Session(engine) as session:
        assert len(session.scalars(select(User.id)).all()) == 2
