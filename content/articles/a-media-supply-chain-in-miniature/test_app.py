"""The API, without media: uploads, states, deletion, costs, and the stream of events."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import pytest
from sqlalchemy import update

from serving import serving
from supply.app import create_app
from supply.models import Item, Move
from supply.queue import claim, finish
from supply.states import Event, State
from supply.steps import NOTHING
from supply.worker import work


@pytest.fixture
def app(store):
    return create_app(store, poll=0.01, patience=30)


@pytest.fixture
def client(app):
    return app.test_client()


def send(client, name="film.mp4", content=b"film"):
    return client.post("/items", data={"file": (io.BytesIO(content), name)})


def run_all(store, sessions):
    while work(store, sessions, "w", steps=NOTHING):
        pass


def test_upload(client):
    """202: it is taken, and not yet done."""
    answer = send(client)
    assert answer.status_code == 202
    assert answer.json == {"id": 1, "state": "received"}
    assert client.get(answer.headers["Location"]).json["name"] == "film.mp4"


LONG = "x" * 200 + ".mp4"


@pytest.mark.parametrize("name", ["../film.mp4", "/etc/film.mp4", LONG, "film.sh"])
def test_bad_names(client, store, name):
    """Refused with a reason, before anything is stored."""
    answer = send(client, name)
    assert answer.status_code == 400
    assert "the name" in answer.json["error"]
    assert list((store / "inbox").iterdir()) == []


def test_no_file(client):
    assert client.post("/items").status_code == 400


def test_too_large(client, app):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    assert send(client, content=b"x" * 2000).status_code == 413


def test_history(client, store, sessions):
    send(client)
    run_all(store, sessions)
    moves = client.get("/items/1").json["moves"]
    assert [move["state"] for move in moves] == [
        *("probed", "checked", "transcoded", "packaged", "published"),
    ]
    assert [item["state"] for item in client.get("/items").json["items"]] == ["published"]


def test_delete_and_restore(client, store, sessions):
    """A deleted item is nowhere, and nobody works on it; restored, it goes on."""
    send(client)
    work(store, sessions, "w", steps=NOTHING)
    assert client.delete("/items/1").status_code == 204
    assert client.delete("/items/1").status_code == 404
    assert client.get("/items/1").status_code == 404
    assert client.get("/items").json == {"items": []}
    assert work(store, sessions, "w", steps=NOTHING) is None
    assert client.post("/items/1/restore").json["state"] == "probed"
    assert client.post("/items/1/restore").status_code == 404
    run_all(store, sessions)
    assert client.get("/items/1").json["state"] == "published"


def test_a_deleted_item_is_not_played(client, store, sessions):
    send(client)
    run_all(store, sessions)
    folder = store / "public" / "1"
    folder.mkdir()
    (folder / "index.m3u8").write_text("#EXTM3U\n")
    assert status(client, "/media/1/index.m3u8") == 200
    assert status(client, "/media/1/../../supply.sqlite") == 404
    assert status(client, "/media/1/%2e%2e/%2e%2e/supply.sqlite") == 404
    client.delete("/items/1")
    assert status(client, "/media/1/index.m3u8") == 404


def status(client, path):
    with client.get(path) as answer:
        return answer.status_code


def test_nothing_is_played_before_it_is_published(client):
    send(client)
    assert client.get("/media/1/index.m3u8").status_code == 404


def test_resubmit(client, sessions):
    """From failed alone: any other state is refused with 409."""
    send(client)
    assert client.post("/items/1/resubmit").status_code == 409
    finish(sessions, claim(sessions, "w", 60), Event.FAIL, reason="probe: disk full")
    assert client.get("/items/1").json["reason"] == "probe: disk full"
    assert client.post("/items/1/resubmit").json == {"id": 1, "state": "received"}
    assert client.get("/items/1").json["reason"] is None
    answer = client.post("/items/1/resubmit")
    assert (answer.status_code, answer.json) == (
        409,
        {"error": "an item that is received can't resubmit"},
    )


# region costs
def test_the_costs_add_up(client, sessions):
    """The total is the sum of the items, and an item's cost the sum of its moves."""
    for number in (1, 2):
        send(client)
        for cpu in (0.25, 0.5, 2.0):
            finish(sessions, job := claim(sessions, "w", 60), job.event, cpu=cpu * number)
        with sessions.begin() as session:  # so that the next claim takes the next item
            session.execute(update(Item).where(Item.id == number).values(lease_until=2e10))
    client.delete("/items/2")
    costs = client.get("/costs").json
    assert [item["cpu"] for item in costs["items"]] == [2.75, 5.5]
    assert costs["total"] == 8.25  # the deleted one has cost something as well


# endregion


def read(address):
    with urlopen(address, timeout=60) as answer:  # noqa: S310  # our own server
        return answer.read().decode()


def events_in(text):
    """(id, kind, data) of each message."""
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
        if fields:
            yield int(fields["id"]), fields["event"], json.loads(fields["data"])


# region sse
def test_every_state_in_order(client, store, sessions):
    """A stream that began before the work, and one that came after it, tell the same."""
    send(client)
    with serving(client.application) as address, ThreadPoolExecutor() as pool:
        reader = pool.submit(read, f"{address}/items/1/events")
        run_all(store, sessions)
        live = list(events_in(reader.result(60)))
    later = list(events_in(client.get("/items/1/events").text))
    states = [data["state"] for _, kind, data in live if kind == "state"]
    assert states == list(State)[:6]
    assert live[-1][1] == "end"
    assert live == later


# endregion


def test_a_stream_goes_on_where_it_broke_off(client, store, sessions):
    """The browser says which message it had last."""
    send(client)
    run_all(store, sessions)
    messages = list(events_in(client.get("/items/1/events").text))
    last = messages[2][0]
    rest = client.get("/items/1/events", headers={"Last-Event-ID": str(last)}).text
    assert list(events_in(rest)) == messages[3:]


def test_a_stream_ends_by_itself(store):
    """Nobody works: it ends when its patience does, and the browser comes back."""
    client = create_app(store, poll=0.01, patience=0.1).test_client()
    send(client)
    text = client.get("/items/1/events").text
    assert [kind for _, kind, _ in events_in(text)] == ["state"]
    assert ": still here" in text


def test_a_rejection_says_why(client, sessions):
    send(client)
    finish(sessions, claim(sessions, "w", 60), Event.REJECT, reason="no media file")
    *_, (_, kind, data) = events_in(client.get("/items/1/events").text)
    assert (kind, data) == ("end", {"reason": "no media file"})


def test_no_such_item(client):
    for path in ("/items/9", "/items/9/events", "/items/9/page", "/media/9/index.m3u8"):
        assert client.get(path).status_code == 404


def test_names_are_escaped(client):
    send(client, "<script>alert(1)<script>.mp4")
    for path in ("/", "/items/1/page"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_moves_have_times(client, store, sessions):
    send(client)
    run_all(store, sessions)
    with sessions() as session:
        moves = session.query(Move).order_by(Move.id).all()
    assert all(move.started <= move.ended for move in moves)
