# needs: postgresql
"""Deleting through the session: the flag, the identity map, and what would pass the flag by."""

import pytest
from sqlalchemy import delete, insert, inspect, select, text, update

from chat.models import AuditEntry, Message, User
from chat.softdelete import HardDeleteError, get_live

INCLUDED = {"include_deleted": True}


def stored(session, model, row_id):
    """A row as it is in the database, deleted or not."""
    session.expire_all()
    query = select(model).where(model.id == row_id)
    return session.scalars(query, execution_options=INCLUDED).one_or_none()


def test_delete_becomes_the_flag(session):
    """`session.delete` leaves the row, and writes when, by whom, and in which operation."""
    session.info["actor_id"] = 1
    session.delete(session.get(User, 1))
    session.commit()
    ada = stored(session, User, 1)
    assert not ada.is_live
    assert ada.deleted_by == 1
    assert ada.deletion is not None
    assert session.scalars(select(User)).all() == []


def test_deletes_of_one_flush_are_one_operation(session):
    """Rows deleted in the same flush have the same operation, those of another flush another."""
    for message in session.scalars(select(Message)):
        session.delete(message)
    session.commit()
    first, second, earlier = (stored(session, Message, number).deletion for number in (1, 2, 3))
    assert first == second != earlier


def test_delete_leaves_messages_alone(session):
    """A user's messages keep their author when the user is deleted."""
    ada = session.get(User, 1)
    session.scalars(ada.messages.select()).all()
    session.delete(ada)
    session.commit()
    message = stored(session, Message, 1)
    assert message.is_live
    assert message.author_id == 1
    assert message.author.name == "ada"


def test_delete_again_keeps_the_first_marks(session):
    """Deleting what is deleted changes nothing."""
    ben = stored(session, User, 2)
    before = ben.deleted_at, ben.deletion
    session.delete(ben)
    session.commit()
    ben = stored(session, User, 2)
    assert (ben.deleted_at, ben.deletion) == before


def test_rollback_undoes_it(session):
    """The flag is part of the transaction."""
    session.delete(session.get(User, 1))
    session.flush()
    session.rollback()
    assert session.get(User, 1).is_live


def test_models_without_the_mixin_are_deleted(session):
    """Only models with the mixin are flagged."""
    session.add(AuditEntry(id=1, action="delete", kind="users", row_id=1))
    session.commit()
    session.delete(session.get(AuditEntry, 1))
    session.commit()
    assert session.get(AuditEntry, 1) is None


def test_get_finds_the_just_deleted(session):
    """`get` answers from the identity map, before the commit and after it."""
    ada = session.get(User, 1)
    session.delete(ada)
    assert session.get(User, 1) is ada
    session.flush()
    assert session.get(User, 1) is ada
    session.commit()
    assert session.get(User, 1) is ada
    session.expunge_all()
    assert session.get(User, 1) is None


def test_get_in_a_fresh_session(sessions, session):
    """Another session does not find what this one deleted."""
    session.delete(session.get(User, 1))
    session.commit()
    with sessions() as other:
        assert other.get(User, 1) is None


def test_get_live_does_not(session):
    """`get_live` finds live rows, and none that is deleted, or about to be."""
    ada = session.get(User, 1)
    assert get_live(session, User, 1) is ada
    session.delete(ada)
    assert get_live(session, User, 1) is None
    session.flush()
    assert get_live(session, User, 1) is None
    session.commit()
    assert get_live(session, User, 1) is None
    assert get_live(session, User, 2) is None
    assert get_live(session, User, 99) is None


def test_refresh_of_a_deleted_row(session):
    """A deleted object can be refreshed: its columns are loaded, not filtered."""
    ada = session.get(User, 1)
    session.delete(ada)
    session.commit()
    session.refresh(ada)
    assert inspect(ada).persistent
    assert ada.name == "ada"


REFUSED = {
    "model": delete(User).where(User.id == 1),
    "table": delete(User.__table__),
    "returning": delete(Message).returning(Message.id),
}


@pytest.mark.parametrize("form", REFUSED)
def test_bulk_delete_is_refused(session, form):
    """A DELETE of a table with the flag does not reach the database, and the error says what to do."""
    with pytest.raises(HardDeleteError, match=r"use session\.delete\(row\)"):
        session.execute(REFUSED[form])
    assert stored(session, User, 1) is not None


def test_legacy_bulk_delete_is_refused(session):
    """`query.delete()` is refused too."""
    with pytest.raises(HardDeleteError):
        session.query(User).filter(User.id == 1).delete()
    assert stored(session, User, 1) is not None


def test_bulk_delete_on_purpose(session):
    """With `hard_delete` the rows are gone."""
    session.execute(delete(Message), execution_options={"hard_delete": True})
    session.commit()
    assert stored(session, Message, 1) is None


def test_bulk_delete_of_other_tables(session):
    """A table without the flag can be emptied."""
    session.execute(insert(AuditEntry), [{"id": 1, "action": "a", "kind": "k", "row_id": 1}])
    assert session.execute(delete(AuditEntry)).rowcount == 1


def test_text_passes_by(session):
    """A DELETE written as text deletes: no listener can read it."""
    session.execute(text("DELETE FROM messages"))
    session.commit()
    assert stored(session, Message, 1) is None


def test_bulk_update_by_key_works(session):
    """`update()` with a list of rows, the bulk update by primary key, is no trouble."""
    session.execute(update(Message), [{"id": 1, "text": "changed"}])
    session.commit()
    assert stored(session, Message, 1).text == "changed"
