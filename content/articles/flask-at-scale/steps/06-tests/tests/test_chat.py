"""The chat, tried through its own client: no server, no network."""

import pytest

from chat import app


@pytest.fixture
def client():
    return app.test_client()


def test_a_message_is_read_by_others(client):
    """What one user says, anybody can read."""
    ada = {"name": "ada", "password": "Analytical"}
    client.post("/users", json=ada)
    token = client.post("/tokens", auth=("ada", "Analytical")).json["token"]
    client.post("/messages", json={"text": "hi"}, headers={"Authorization": f"Bearer {token}"})
    assert client.get("/messages").json["messages"][-1]["text"] == "hi"


def test_a_stranger_says_nothing(client):
    """Without a token there is no message."""
    assert client.post("/messages", json={"text": "hi"}).status_code == 401
