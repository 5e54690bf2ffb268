"""The session on the server: ids, rotation, revocation, expiry."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask, session
from markupsafe import Markup

import guess_fixed
from serverside import ServerSession, ServerSideSessions, SQLiteStore, digest

NAME = "__Host-session"
HOUR = 3600


class Clock:
    now = 1_795_348_800.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path):
    return SQLiteStore(str(tmp_path / "sessions.sqlite"))


@pytest.fixture
def app(tmp_path, store, clock):
    app = guess_fixed.create_app(str(tmp_path / "sessions.sqlite"))
    app.session_interface = ServerSideSessions(store, owner="player", clock=clock)
    return app


def log_in(app, player="ada"):
    client = app.test_client()
    client.post("/login", data={"player": player})
    return client, client.get_cookie(NAME).value


def page(app, session_id):
    client = app.test_client()
    client.set_cookie(NAME, session_id)
    return client.get("/").text


def rows(store):
    with closing(sqlite3.connect(store.path)) as database:
        return database.execute("SELECT * FROM session").fetchall()


def test_the_id_is_random(app):
    """Each session has an id of 256 random bits, and no two are the same."""
    ids = {log_in(app)[1] for _ in range(20)}
    assert len(ids) == 20
    assert {len(session_id) for session_id in ids} == {43}


def test_the_store_holds_no_id(app, store):
    """The store holds the id's digest only: a stolen copy of it opens no session."""
    _, session_id = log_in(app)
    assert session_id not in str(rows(store))
    assert rows(store)[0][0] == digest(session_id)


def test_an_unknown_id_is_not_adopted(app):
    """An id that someone planted in the browser before login is not the id after it."""
    client = app.test_client()
    client.set_cookie(NAME, "planted")
    client.post("/login", data={"player": "ada"})
    assert client.get_cookie(NAME).value != "planted"
    assert "Your name" in page(app, "planted")


def test_a_new_id_at_login(app, store):
    """A session that changes hands gets a new id, and the old id is dead."""
    client, before = log_in(app, "mallory")
    client.post("/login", data={"player": "ada"})
    after = client.get_cookie(NAME).value
    assert after != before
    assert "Your name" in page(app, before)
    assert "ada, tries used" in page(app, after)
    assert len(rows(store)) == 1


def test_a_new_id_at_a_second_login_of_the_same_player(app, store):
    """Who logs in again gets a new id, and a copy of the old one is refused."""
    client, before = log_in(app)
    client.post("/login", data={"player": "ada"})
    after = client.get_cookie(NAME).value
    assert after != before
    assert "Your name" in page(app, before)
    assert "ada, tries used" in page(app, after)
    assert [row[1] for row in rows(store)] == ["ada"]


def test_the_absolute_limit_runs_from_the_last_login(app, clock):
    """A player who logs in again within the session has the whole absolute limit once more."""
    client, _ = log_in(app)
    for login in range(3):
        for _ in range(11 * 3):
            clock.now += 20 * 60
            assert "ada, tries used" in client.get("/").text, login
        client.post("/login", data={"player": "ada"})


def test_a_new_id_for_an_anonymous_session_that_logs_in(store):
    """What an anonymous session collected is kept at login; its id is not."""
    app = Flask(__name__)
    app.session_interface = ServerSideSessions(store, owner="player")
    app.add_url_rule("/basket", "basket", view_func=lambda: session.update(basket=[1]) or "")
    app.add_url_rule(
        "/login",
        "login",
        view_func=lambda: session.update(player="ada") or str(session["basket"]),
    )
    client = app.test_client()
    client.get("/basket")
    before = client.get_cookie("session").value
    assert client.get("/login").text == "[1]"
    assert client.get_cookie("session").value != before
    assert [row[1] for row in rows(store)] == ["ada"]


def test_logout_ends_the_session(app, store):
    """A cookie kept from before logout is refused."""
    client, kept = log_in(app)
    assert "ada, tries used" in page(app, kept)
    client.post("/logout")
    assert "Your name" in page(app, kept)
    assert client.get_cookie(NAME) is None
    assert rows(store) == []


def test_all_sessions_of_a_player_can_be_ended(app, store):
    """delete_owner logs one player out everywhere, and no one else."""
    first, second, other = (log_in(app, player)[1] for player in ("ada", "ada", "grace"))
    assert store.delete_owner("ada") == 2
    assert "Your name" in page(app, first)
    assert "Your name" in page(app, second)
    assert "grace, tries used" in page(app, other)


def test_a_request_under_way_does_not_bring_an_ended_session_back(app, store):
    """A request that began before the logout and ends after it does not write the session back."""
    _, session_id = log_in(app)
    with app.test_request_context("/", headers={"Cookie": f"{NAME}={session_id}"}):
        session["tries"] = 3
        store.delete_owner("ada")
        app.session_interface.save_session(
            app,
            session._get_current_object(),  # noqa: SLF001 - as Flask does
            app.make_response(""),
        )
    assert rows(store) == []


def test_idle_sessions_end(app, clock):
    """A session unused for longer than the idle limit is over, and one that is used is not."""
    _, used = log_in(app)
    _, unused = log_in(app)
    clock.now += 20 * 60
    assert "ada, tries used" in page(app, used)
    clock.now += 20 * 60
    assert "ada, tries used" in page(app, used)
    assert "Your name" in page(app, unused)


def test_all_sessions_end(app, clock, store):
    """However busy a session is, it is over after the absolute limit, and gone from the store."""
    client, session_id = log_in(app)
    for _ in range(12 * 60 // 20):
        clock.now += 20 * 60
        client.post("/guess", data={"number": 1})
    assert "ada, tries used" in page(app, session_id)
    clock.now += 1
    assert "Your name" in page(app, session_id)
    assert rows(store) == []


def test_the_sweep(app, store, clock):
    """delete_expired removes the sessions that no one came back for."""
    log_in(app)
    clock.now += HOUR
    log_in(app)
    assert store.delete_expired(clock.now - 12 * HOUR, clock.now - HOUR / 2) == 1
    assert len(rows(store)) == 1


def test_no_write_without_use(app, store, clock):
    """A request that does not touch its session, such as one for a static file, writes nothing."""
    client, _ = log_in(app)
    before = rows(store)
    clock.now += 60
    reply = client.get("/static/none.css")
    assert rows(store) == before
    assert "Vary" not in reply.headers


def test_every_request_with_a_cookie_reads(app, store):
    """The store is read for each request that carries the cookie, also for a static file, and for no other."""
    client, session_id = log_in(app)
    found = []

    class WatchedStore(SQLiteStore):
        def find(self, key):
            found.append(key)
            return super().find(key)

    app.session_interface.store = WatchedStore(store.path)
    client.get("/static/none.css")
    assert found == [digest(session_id)]
    app.test_client().get("/")
    assert found == [digest(session_id)]


def test_strangers_leave_no_rows(app, store):
    """A visitor who does not log in gets no cookie and no row."""
    reply = app.test_client().get("/")
    assert "Set-Cookie" not in reply.headers
    assert rows(store) == []


def test_all_types_that_a_cookie_holds(store):
    """A session in the store holds the types that a session in a cookie holds."""
    values = [
        (1, 2),
        b"\xff",
        UUID(int=8),
        datetime(2026, 11, 22, tzinfo=UTC),
        Markup("<b>"),
        {"a": [None]},
    ]
    app = Flask(__name__)
    app.session_interface = ServerSideSessions(store, owner="player")
    app.add_url_rule("/set", "set", view_func=lambda: session.update(values=values) or "")
    app.add_url_rule("/get", "get", view_func=lambda: str(session["values"] == values))
    client = app.test_client()
    client.get("/set")
    assert client.get("/get").text == "True"


def test_no_limit_of_four_kilobytes(store):
    """A session of 100 kB needs a cookie of 43 characters."""
    app = Flask(__name__)
    app.session_interface = ServerSideSessions(store, owner="player")
    app.add_url_rule("/", view_func=lambda: session.update(text="x" * 100_000) or "")
    client = app.test_client()
    client.get("/")
    assert len(client.get_cookie("session").value) == 43


def test_two_requests_at_once(app):
    """The last of two simultaneous writers wins: the store counts one try where two were made."""
    _, session_id = log_in(app)
    interface = app.session_interface
    with app.test_request_context("/", headers={"Cookie": f"{NAME}={session_id}"}) as context:
        both = [interface.open_session(app, context.request) for _ in range(2)]
        for one in both:
            one["tries"] += 1
            interface.save_session(app, one, app.make_response(""))
        assert interface.open_session(app, context.request)["tries"] == 1


def test_the_limits_are_arguments(store, clock):
    """Both limits can be chosen."""
    interface = ServerSideSessions(
        store, "player", idle=timedelta(seconds=5), absolute=timedelta(seconds=9), clock=clock
    )
    assert (interface.idle, interface.absolute) == (5, 9)
    assert ServerSession().record is None
