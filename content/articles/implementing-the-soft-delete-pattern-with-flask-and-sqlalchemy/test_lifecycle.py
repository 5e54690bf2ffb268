# needs: postgresql
"""Deleting and restoring in groups, purging, erasing."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from chat.base import Base, Moment, utcnow
from chat.lifecycle import (
    TRANSITIONS,
    Action,
    Refused,
    State,
    delete_message,
    delete_user,
    erase_user,
    purge,
    restore_message,
    restore_user,
    state_of,
)
from chat.models import AuditEntry, Message, User

INCLUDED = {"include_deleted": True}


@pytest.fixture
def staff(session) -> User:
    session.add(User(id=9, name="cleo", is_staff=True))
    session.commit()
    return session.get(User, 9)


def live(session, model) -> list[int]:
    session.expire_all()
    return sorted(session.scalars(select(model.id)))


def test_deleting_a_user_keeps_the_messages(session, staff):
    """Unless asked for, the messages stay."""
    delete_user(session, 1, staff)
    session.commit()
    assert live(session, User) == [9]
    assert live(session, Message) == [1, 2]


def test_a_group_goes_and_comes_back(session, staff):
    """What went with the user comes back with the user; what was deleted before stays deleted."""
    session.add(Message(id=4, text="again", author_id=1))
    session.commit()
    delete_user(session, 1, staff, with_messages=True)
    session.commit()
    assert live(session, Message) == [2]
    restore_user(session, 1, staff)
    session.commit()
    assert live(session, User) == [1, 9]
    assert live(session, Message) == [1, 2, 4]


def test_restoring_clears_all_marks(session, staff):
    """A restored row has no trace of its deletion."""
    delete_user(session, 1, staff, with_messages=True)
    restore_user(session, 1, staff)
    session.commit()
    for row in (session.get(User, 1), session.get(Message, 1)):
        assert (row.deleted_at, row.deleted_by, row.deletion) == (None, None, None)


def test_one_message_of_a_group_can_come_back(session, staff):
    """A message that was restored by itself is left alone by what comes later."""
    delete_user(session, 1, staff, with_messages=True)
    restore_message(session, 1, staff)
    session.commit()
    assert live(session, Message) == [1, 2]
    restore_user(session, 1, staff)
    session.commit()
    assert live(session, Message) == [1, 2]


MOVES = {
    Action.DELETE: delete_user,
    Action.RESTORE: restore_user,
    Action.ERASE: erase_user,
}


@pytest.mark.parametrize("action", MOVES)
@pytest.mark.parametrize("state", [State.LIVE, State.DELETED, State.ERASED, State.GONE])
def test_only_the_moves_of_the_table(session, staff, state, action):
    """Each operation on each state does what the table of transitions says, or refuses."""
    user_id = {State.LIVE: 1, State.DELETED: 2, State.ERASED: 1, State.GONE: 99}[state]
    if state is State.ERASED:
        erase_user(session, 1, staff)
    target = TRANSITIONS.get((state, action))
    if target is None:
        with pytest.raises(Refused, match=f"is {state}: can't {action}"):
            MOVES[action](session, user_id, staff)
        return
    MOVES[action](session, user_id, staff)
    session.commit()
    assert state_of(session.get(User, user_id, execution_options=INCLUDED)) is target


def test_the_log_tells_who_did_what(session, staff):
    """Each operation leaves one entry."""
    delete_message(session, 1, staff)
    restore_message(session, 1, staff)
    delete_user(session, 1, staff)
    restore_user(session, 1, staff)
    erase_user(session, 1, staff)
    session.commit()
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert [(e.actor_id, e.action, e.kind, e.row_id) for e in entries] == [
        (9, "delete", "messages", 1),
        (9, "restore", "messages", 1),
        (9, "delete", "users", 1),
        (9, "restore", "users", 1),
        (9, "erase", "users", 1),
    ]


def all_ids(session, model) -> list[int]:
    return sorted(session.scalars(select(model.id), execution_options=INCLUDED))


def age(session, row, days: int) -> None:
    row.deleted_at = utcnow() - timedelta(days=days)
    session.commit()


def test_purge_removes_only_the_old(session, staff):
    """What was deleted before the moment is gone; what was deleted later, or never, is not."""
    ben = session.get(User, 2, execution_options=INCLUDED)
    age(session, ben, 31)
    delete_user(session, 1, staff)
    session.commit()
    purged = purge(session, utcnow() - timedelta(days=30))
    session.commit()
    assert (purged.users, purged.messages) == (1, 0)
    assert all_ids(session, User) == [1, 9]
    assert all_ids(session, Message) == [1, 2, 3]


def test_purge_leaves_live_messages(session):
    """A purged user's live messages stay, without an author."""
    ben = session.get(User, 2, execution_options=INCLUDED)
    age(session, ben, 31)
    purge(session, utcnow() - timedelta(days=30))
    session.commit()
    message = session.get(Message, 2)
    assert message.is_live
    assert message.author_id is None


def test_purge_of_who_deleted_others(session, staff):
    """Someone can be purged who deleted what is still there."""
    delete_user(session, 1, staff)
    session.commit()
    delete_user(session, 9, staff)
    session.commit()
    age(session, session.get(User, 9, execution_options=INCLUDED), 31)
    assert purge(session, utcnow() - timedelta(days=30)).users == 1
    session.commit()
    assert session.get(User, 1, execution_options=INCLUDED).deleted_by is None


PERSONAL = ("Zebedee", "zebedee@mail.example", "tok-4711", "my secret is out", "and this too")


@pytest.fixture
def zebedee(session, staff) -> User:
    name, email, token, said, unsaid = PERSONAL
    session.add(User(id=7, name=name, email=email, token=token))
    session.flush()
    session.add_all(
        [Message(id=71, text=said, author_id=7), Message(id=72, text=unsaid, author_id=7)]
    )
    session.commit()
    delete_message(session, 72, staff)
    session.commit()
    return session.get(User, 7)


def everything(session) -> str:
    """All columns of all rows of all tables, as text."""
    tables = Base.metadata.sorted_tables
    return "\n".join(str(row) for table in tables for row in session.execute(table.select()))


@pytest.mark.usefixtures("zebedee")
def test_erasure_leaves_no_personal_data(session, staff):
    """After it no table holds the name, address, token, or a word of the messages."""
    assert all(word in everything(session) for word in PERSONAL)
    erase_user(session, 7, staff)
    session.commit()
    assert [word for word in PERSONAL if word in everything(session)] == []


@pytest.mark.usefixtures("zebedee")
def test_erased_rows_stay_deleted(session, staff):
    """The empty rows are there, hidden, and neither they nor the messages can be restored."""
    erase_user(session, 7, staff)
    session.commit()
    assert 7 in all_ids(session, User)
    assert 7 not in live(session, User)
    with pytest.raises(Refused):
        restore_user(session, 7, staff)
    for number in (71, 72):
        with pytest.raises(Refused):
            restore_message(session, number, staff)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("zebedee")
def test_the_file_of_sqlite_forgets(session, staff, url):
    """With secure_delete, erased words are not in the unused parts of the file either."""
    path = Path(url.removeprefix("sqlite:///"))
    assert [word for word in PERSONAL if word.encode() in path.read_bytes()] == [*PERSONAL]
    erase_user(session, 7, staff)
    session.commit()
    assert [word for word in PERSONAL if word.encode() in path.read_bytes()] == []


def test_moments_need_a_zone(session):
    """A moment without a time zone is refused, and all come back in UTC."""
    with pytest.raises(ValueError, match="has no time zone"):
        Moment().process_bind_param(utcnow().replace(tzinfo=None), None)
    sent = session.get(Message, 1).sent_at
    assert sent.utcoffset() == timedelta(0)
    assert abs(utcnow() - sent) < timedelta(hours=1)
