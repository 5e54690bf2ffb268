"""One contract for all steps: what a client of the chat sees never changes."""

import pytest

from contract import STEPS, opened

ADA, BEN = ("ada", "Analytical"), ("ben", "Difference")
UNKNOWN = {"Authorization": "Bearer nonsense"}


# region contract
@pytest.fixture(scope="module", params=STEPS, ids=lambda step: step.name)
def client(request):
    """A client of each step in turn, who knows ada and ben."""
    with opened(request.param) as app:
        client = app.test_client()
        client.tokens = {}
        for name, password in (ADA, BEN):
            client.post("/users", json={"name": name, "password": password})
            token = client.post("/tokens", auth=(name, password)).json["token"]
            client.tokens[name] = {"Authorization": f"Bearer {token}"}
        yield client


def test_a_message_has_a_place(client):
    """A message is created by 201, is found at its Location, and is in the list."""
    sent = {"text": "see https://example.org/ <now>"}
    made = client.post("/messages", json=sent, headers=client.tokens["ada"])
    assert made.status_code == 201
    found = client.get(made.headers["Location"]).json
    assert found == made.json
    assert found["author"] == "ada"
    assert '<a href="https://example.org/">' in found["html"]
    assert "&lt;now&gt;" in found["html"]
    assert client.get("/messages").json["messages"][-1] == found
    assert client.get(f"/messages?after={found['id']}").json == {"messages": []}


# endregion


def test_users(client):
    """Users have a place, are listed, and never show a password or a token."""
    assert client.get("/users").json["users"] == [
        {"id": 1, "name": "ada"},
        {"id": 2, "name": "ben"},
    ]
    made = client.post("/users", json={"name": "eve", "password": "x"})
    assert (made.status_code, made.headers["Location"]) == (201, "/users/3")
    assert client.get("/users/3").json == {"id": 3, "name": "eve"}


@pytest.mark.parametrize(
    ("path", "sent", "status", "error"),
    [
        ("/users", {}, 400, "a user has a name and a password"),
        ("/users", {"name": "ada", "password": "x"}, 409, "that name is taken"),
        ("/messages", {}, 400, "a message has a text"),
    ],
)
def test_bad_requests(client, path, sent, status, error):
    """What is missing or taken is said, as JSON."""
    answer = client.post(path, json=sent, headers=client.tokens["ada"])
    assert (answer.status_code, answer.json) == (status, {"error": error})


@pytest.mark.parametrize("auth", [None, ("ada", "wrong"), ("nobody", "x")])
def test_no_token_without_the_password(client, auth):
    """A wrong name, a wrong password and none are answered alike."""
    answer = client.post("/tokens", auth=auth)
    assert (answer.status_code, answer.json) == (401, {"error": "log in"})
    assert answer.headers["WWW-Authenticate"].strip().lower() == "basic"


@pytest.mark.parametrize("headers", [{}, UNKNOWN])
@pytest.mark.parametrize("ask", ["post", "delete"])
def test_no_message_without_a_token(client, headers, ask):
    """Strangers write nothing, and delete nothing."""
    path = "/messages" if ask == "post" else "/messages/1"
    answer = getattr(client, ask)(path, json={"text": "hi"}, headers=headers)
    assert (answer.status_code, answer.json) == (401, {"error": "send a token"})
    assert answer.headers["WWW-Authenticate"].strip().lower() == "bearer"


def test_only_the_author_deletes(client):
    """Ben can't delete what ada wrote; ada can, and then it is gone."""
    made = client.post("/messages", json={"text": "oops"}, headers=client.tokens["ada"])
    place = made.headers["Location"]
    assert client.delete(place, headers=client.tokens["ben"]).status_code == 403
    assert client.delete(place, headers=client.tokens["ada"]).status_code == 204
    gone = client.get(place)
    assert (gone.status_code, gone.content_type) == (404, "application/json")


def test_errors_are_json(client):
    """An address that is not there has an answer in JSON like any other."""
    answer = client.get("/nowhere")
    assert (answer.status_code, list(answer.json)) == (404, ["error"])


def test_requests_are_counted(client):
    """The statistics count each request, their own among them."""
    first = client.get("/stats").json["requests"]
    client.get("/users")
    assert client.get("/stats").json == {"requests": first + 2}


def test_there_are_eleven_steps():
    """The contract ran for each of the steps, in their order."""
    assert [int(step.name[:2]) for step in STEPS] == list(range(1, 12))
