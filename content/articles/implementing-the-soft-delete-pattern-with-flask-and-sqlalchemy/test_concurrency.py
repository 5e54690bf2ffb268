# needs: postgresql
"""Two connections that delete and restore the same user at the same time: PostgreSQL only."""

import threading

import pytest
from sqlalchemy import select, text

from chat.lifecycle import NameTaken, Refused, delete_user, restore_user
from chat.models import Message, User

pytestmark = [
    pytest.mark.parametrize("url", ["postgresql"], indirect=True),
    pytest.mark.usefixtures("crowd"),
]
INCLUDED = {"include_deleted": True}
SECONDS = 20


def run_in_thread(sessions, operation, **options):
    """Start `operation` on Ada as user 9 in a connection of its own, which commits.

    The thread, and what the operation raised.
    """
    raised = []

    def work():
        with sessions() as session:
            session.get(User, 1)  # as it was before the lock
            try:
                operation(session, 1, session.get(User, 9), **options)
                session.commit()
            except Refused as error:
                raised.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    return thread, raised


def wait_until_blocked(session):
    """Wait until a connection waits for a lock; fails after some seconds."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND wait_event_type = 'Lock'"
    )
    for _ in range(SECONDS * 20):
        session.execute(text("SELECT pg_stat_clear_snapshot()"))
        if session.scalar(query):
            return
        threading.Event().wait(0.05)
    pytest.fail("the other connection did not wait for the lock")


@pytest.fixture
def crowd(sessions):
    """Cleo (9), who does the deleting, and a second message of Ada's."""
    with sessions() as session:
        session.add(User(id=9, name="cleo", is_staff=True))
        session.add(Message(id=4, text="again", author_id=1))
        session.commit()


def states(sessions):
    with sessions() as session:
        user = session.get(User, 1, execution_options=INCLUDED)
        query = select(Message).where(Message.id.in_([1, 4])).order_by(Message.id)
        messages = session.scalars(query, execution_options=INCLUDED).all()
        return user, messages


# region two
def test_two_deletions_are_one(sessions):
    """The second waits, then finds nothing to delete; the group comes back whole."""
    with sessions() as first:
        delete_user(first, 1, first.get(User, 9), with_messages=True)
        first.flush()
        thread, raised = run_in_thread(sessions, delete_user, with_messages=True)
        wait_until_blocked(first)
        first.commit()
        thread.join(SECONDS)
    assert raised == ["User 1 is deleted: can't delete"]
    user, messages = states(sessions)
    assert {message.deletion for message in messages} == {user.deletion}
    with sessions() as session:
        restore_user(session, 1, session.get(User, 9))
        session.commit()
    user, messages = states(sessions)
    assert user.is_live
    assert all(message.is_live for message in messages)


# endregion


def test_a_restore_waits_for_the_deletion(sessions):
    """A restore that comes during a deletion takes place after it, and brings all of it back."""
    with sessions() as first:
        delete_user(first, 1, first.get(User, 9), with_messages=True)
        first.flush()
        thread, raised = run_in_thread(sessions, restore_user)
        wait_until_blocked(first)
        first.commit()
        thread.join(SECONDS)
    assert raised == []
    user, messages = states(sessions)
    assert user.is_live
    assert all(message.is_live for message in messages)


def test_a_deletion_that_is_rolled_back(sessions):
    """A restore that waited for a deletion that never was finds a live user, and refuses."""
    with sessions() as first:
        delete_user(first, 1, first.get(User, 9), with_messages=True)
        first.flush()
        thread, raised = run_in_thread(sessions, restore_user)
        wait_until_blocked(first)
        first.rollback()
        thread.join(SECONDS)
    assert raised == ["User 1 is live: can't restore"]


def test_two_restores_of_one_name(sessions):
    """Of two deleted users of one name, restored at once, the index lets one be back."""
    with sessions() as session:
        session.add(User(id=10, name="ben"))
        session.commit()
        delete_user(session, 10, session.get(User, 9))
        session.commit()
    with sessions() as first:
        restore_user(first, 10, first.get(User, 9))
        second = sessions()
        raised = []

        def work():
            try:
                restore_user(second, 2, second.get(User, 9))
                second.commit()
            except NameTaken as error:
                raised.append(error)
            finally:
                second.close()

        thread = threading.Thread(target=work)
        thread.start()
        wait_until_blocked(first)
        first.commit()
        thread.join(SECONDS)
    assert len(raised) == 1
    with sessions() as session:
        assert session.scalars(select(User.id).where(User.name == "ben")).all() == [10]
