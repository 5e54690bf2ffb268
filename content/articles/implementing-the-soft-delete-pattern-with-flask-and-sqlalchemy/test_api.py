# needs: postgresql
"""The chat over HTTP."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chat.base import utcnow
from chat.database import db
from chat.models import AuditEntry, Message, User


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def people(client) -> dict[str, dict[str, str]]:
    """The headers by which Ada (1), Ben (2) and Cleo (3), who is staff, are known."""
    headers = {}
    for name in ("ada", "ben", "cleo"):
        told = client.post("/users", json={"name": name, "email": f"{name}@mail.example"})
        headers[name] = {"Authorization": f"Bearer {told.json['token']}"}
    db.session.get(User, 3).is_staff = True
    db.session.commit()
    for name in ("ada", "ben"):
        client.post("/messages", json={"text": f"{name} says hello"}, headers=headers[name])
    return headers


def listed(client, headers=None, query="") -> dict[int, dict]:
    answer = client.get(f"/messages{query}", headers=headers).json
    assert answer["total"] == len(answer["messages"])
    return {message["id"]: message for message in answer["messages"]}


def test_a_deleted_author_keeps_the_name_and_loses_the_link(client, people):
    """The messages of a deleted user stay; the link to the user is gone, and leads nowhere."""
    assert listed(client)[1]["author"] == {"name": "ada", "url": "/users/1"}
    assert client.delete("/users/1", headers=people["ada"]).status_code == 204
    assert listed(client)[1]["author"] == {"name": "ada", "url": None}
    assert client.get("/users/1").status_code == 404


def test_a_deleted_user_can_not_sign_in(client, people):
    """The token of a deleted user is no token; after a restore it is one again."""
    client.delete("/users/1", headers=people["ada"])
    told = client.post("/messages", json={"text": "still here"}, headers=people["ada"])
    assert told.status_code == 401
    client.post("/users/1/restore", headers=people["cleo"])
    told = client.post("/messages", json={"text": "back"}, headers=people["ada"])
    assert told.status_code == 201


def test_the_flag_needs_permission(client, people):
    """`?deleted=1` shows what is deleted, to staff alone."""
    client.delete("/messages/1", headers=people["ada"])
    assert client.get("/messages?deleted=1").status_code == 401
    assert client.get("/messages?deleted=1", headers=people["ben"]).status_code == 403
    assert list(listed(client)) == [2]
    shown = listed(client, people["cleo"], "?deleted=1")
    assert list(shown) == [1, 2]
    assert "deleted_at" in shown[1]
    assert "deleted_at" not in shown[2]


def test_the_flag_ends_with_the_request(client, people):
    """After a request that saw deleted rows, the next one sees none."""
    client.delete("/messages/1", headers=people["ada"])
    client.get("/messages?deleted=1", headers=people["cleo"])
    assert list(listed(client, people["cleo"])) == [2]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/users/1"),
        ("DELETE", "/messages/1"),
        ("POST", "/users/1/restore"),
        ("POST", "/users/1/erase"),
        ("POST", "/messages/1/restore"),
    ],
)
def test_strangers_may_not(client, people, method, path):
    """Nobody deletes, restores or erases what is another's: 401 without a token, 403 with one."""
    assert client.open(path, method=method).status_code == 401
    assert client.open(path, method=method, headers=people["ben"]).status_code == 403
    assert list(listed(client)) == [1, 2]


def test_owners_do_not_restore(client, people):
    """Only staff brings things back."""
    client.delete("/messages/1", headers=people["ada"])
    told = client.post("/messages/1/restore", headers=people["ada"])
    assert told.status_code == 403


def test_restoring_into_a_clash_is_409(client, people):
    """A name that is taken by now answers 409, and a name that is free 204."""
    client.delete("/users/1", headers=people["ada"])
    assert client.post("/users", json={"name": "ada"}).status_code == 201
    told = client.post("/users/1/restore", headers=people["cleo"])
    assert (told.status_code, told.json) == (
        409,
        {"error": "User 1: a live user has that name"},
    )
    assert client.get("/users/1").status_code == 404
    client.delete("/users/4", headers=people["cleo"])
    assert client.post("/users/1/restore", headers=people["cleo"]).status_code == 204


@pytest.mark.usefixtures("people")
def test_a_second_live_name_is_409(client):
    """Two live users can't have one name."""
    assert client.post("/users", json={"name": "ada"}).status_code == 409


@pytest.mark.usefixtures("people")
def test_nobody_makes_staff(client):
    """What a client sends for `is_staff` or `id` counts for nothing."""
    told = client.post("/users", json={"name": "mallory", "is_staff": True, "id": 99}).json
    mallory = {"Authorization": f"Bearer {told['token']}"}
    assert told["id"] == 4
    assert client.get("/messages?deleted=1", headers=mallory).status_code == 403


def test_what_is_missing_is_400(client, people):
    """A user without a name, a message without a text: 400."""
    assert client.post("/users", json={"email": "x"}).status_code == 400
    told = client.post("/messages", json={"txt": "typo"}, headers=people["ada"])
    assert told.status_code == 400


def test_twice_is_404(client, people):
    """What is deleted can't be deleted again, since it is not there."""
    for path in ("/messages/1", "/users/2"):
        assert client.delete(path, headers=people["cleo"]).status_code == 204
        assert client.delete(path, headers=people["cleo"]).status_code == 404


def test_with_the_messages(client, people):
    """`?messages=1` deletes the messages in the same operation, and the restore brings them back."""
    client.delete("/users/1?messages=1", headers=people["ada"])
    assert list(listed(client)) == [2]
    assert client.post("/users/1/restore", headers=people["cleo"]).status_code == 204
    assert list(listed(client)) == [1, 2]


def test_restoring_the_living_is_409(client, people):
    """There is nothing to restore."""
    told = client.post("/users/1/restore", headers=people["cleo"])
    assert told.status_code == 409
    assert told.json["error"] == "User 1 is live: can't restore"


def test_pages(client, people):
    """Pages and their total count the living; 25 live messages after 5 deleted ones are two pages."""
    for number in range(3, 31):
        client.post("/messages", json={"text": f"{number}"}, headers=people["ada"])
    for number in range(1, 6):
        client.delete(f"/messages/{number}", headers=people["cleo"])
    first, second = (client.get(f"/messages?page={page}").json for page in (1, 2))
    assert first["total"] == second["total"] == 25
    assert [message["id"] for message in first["messages"]] == list(range(6, 26))
    assert [message["id"] for message in second["messages"]] == list(range(26, 31))


def test_erasing(client, people):
    """A user may erase all about themselves; the log keeps a number and a verb."""
    assert client.post("/users/1/erase", headers=people["ada"]).status_code == 204
    shown = listed(client, people["cleo"], "?deleted=1")
    assert shown[1]["text"] == ""
    assert shown[1]["author"] == {"name": "[erased]", "url": None}
    assert client.post("/users/1/restore", headers=people["cleo"]).status_code == 409
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.action, entry.row_id) == (1, "erase", 1)


def test_the_purge_command(app, client, people):
    """`flask purge` removes what was deleted more than 30 days ago, or as many as one says."""
    for number, days in ((1, 29), (2, 31)):
        client.delete(f"/messages/{number}", headers=people["cleo"])
        included = {"include_deleted": True}
        message = db.session.get(Message, number, execution_options=included)
        message.deleted_at = utcnow() - timedelta(days=days)
        db.session.commit()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["purge"]).output == "gone for good: users 0, messages 1\n"
    shown = listed(client, people["cleo"], "?deleted=1")
    assert list(shown) == [1]
    assert runner.invoke(args=["purge", "--days", "28"]).output.endswith("messages 1\n")
    assert runner.invoke(args=["purge", "--days", "0"]).exit_code == 2
