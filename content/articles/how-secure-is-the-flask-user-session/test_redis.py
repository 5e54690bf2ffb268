# needs: redis-server
"""Server-side sessions in a real Redis, and what SQLite and Redis have to have in common."""

import shutil
import time
from dataclasses import replace
from datetime import timedelta

import pytest

import guess_fixed
from serverside import Record, ServerSideSessions, SQLiteStore, digest

if not shutil.which("redis-server"):
    pytest.skip("missing: redis-server", allow_module_level=True)

from redis_server import running
from redis_store import RedisStore

NAME = "__Host-session"
IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
RECORD = Record("ada", 1.5, 2.5, '{"a":1}')


@pytest.fixture(scope="module")
def server():
    with running() as client:
        yield client


@pytest.fixture
def redis(server):
    server.flushall()
    return server


@pytest.fixture
def store(redis):
    return RedisStore(redis, IDLE, ABSOLUTE)


@pytest.fixture
def app(tmp_path, store):
    app = guess_fixed.create_app(str(tmp_path / "sessions.sqlite"))
    app.session_interface = ServerSideSessions(store, owner="player")
    return app


@pytest.fixture(params=["redis", "sqlite"])
def either(request, redis, tmp_path):
    if request.param == "redis":
        return RedisStore(redis, IDLE, ABSOLUTE)
    return SQLiteStore(str(tmp_path / "sessions.sqlite"))


def log_in(app, player="ada"):
    client = app.test_client()
    client.post("/login", data={"player": player})
    return client, client.get_cookie(NAME).value


def page(app, session_id):
    client = app.test_client()
    client.set_cookie(NAME, session_id)
    return client.get("/").text


def test_a_record_comes_back(either):
    """What was inserted is found under its key, whoever owns it, and under no other."""
    for key, record in (("a", RECORD), ("b", replace(RECORD, owner=None))):
        either.insert(key, record)
        assert either.find(key) == record
    assert either.find("c") is None


def test_a_record_is_replaced(either):
    """An update changes the data and the time of the last use."""
    either.insert("a", RECORD)
    either.update("a", replace(RECORD, seen=3.5, data="{}"))
    assert either.find("a") == replace(RECORD, seen=3.5, data="{}")


def test_what_is_gone_is_not_updated(either):
    """An update after the end of a session does not bring it back."""
    either.insert("a", RECORD)
    either.delete("a")
    either.update("a", RECORD)
    assert either.find("a") is None


def test_the_sessions_of_an_owner_end(either):
    """delete_owner ends those of one owner, tells how many lived, and leaves the others alone."""
    for key, owner in (("a", "ada"), ("b", "ada"), ("c", "ada"), ("d", "grace"), ("e", None)):
        either.insert(key, replace(RECORD, owner=owner))
    either.delete("c")
    assert either.delete_owner("ada") == 2
    assert [key for key in "abcde" if either.find(key)] == ["d", "e"]
    assert either.delete_owner("ada") == 0
    assert either.delete_owner("nobody") == 0


def test_the_game(app):
    """The game is played with its session in Redis: three tries are three tries, in whatever order cookies come."""
    client, kept = log_in(app)
    for _ in range(3):
        client.set_cookie(NAME, kept)
        client.post("/guess", data={"number": -1})
    assert "tries used: 3" in client.get("/").text


def test_a_new_id_at_login(app, redis):
    """A second login has a new id, and Redis holds nothing of the old one."""
    client, before = log_in(app)
    client.post("/login", data={"player": "ada"})
    after = client.get_cookie(NAME).value
    assert "Your name" in page(app, before)
    assert "ada, tries used" in page(app, after)
    assert list(redis.scan_iter("session:*")) == [f"session:{digest(after)}"]


def test_logout(app, redis):
    """A cookie kept from before logout is refused."""
    client, kept = log_in(app)
    client.post("/logout")
    assert "Your name" in page(app, kept)
    assert list(redis.scan_iter("session:*")) == []


def test_everywhere(app, store):
    """One player is logged out everywhere, another is not."""
    first, second, other = (log_in(app, player)[1] for player in ("ada", "ada", "grace"))
    assert store.delete_owner("ada") == 2
    assert "Your name" in page(app, first)
    assert "Your name" in page(app, second)
    assert "grace, tries used" in page(app, other)


def test_no_id_in_redis(app, redis):
    """Redis holds digests, and no id with which one could log in."""
    _, session_id = log_in(app)
    held = [
        *redis.scan_iter(),
        *redis.smembers("owner:ada"),
        redis.get(f"session:{digest(session_id)}"),
    ]
    assert digest(session_id) in str(held)
    assert session_id not in str(held)


def test_redis_forgets(redis):
    """A record that is not used is gone after the idle limit, and each use puts that off."""
    store = RedisStore(redis, timedelta(seconds=2), ABSOLUTE)
    store.insert("used", RECORD)
    store.insert("unused", RECORD)
    time.sleep(1.2)
    store.update("used", RECORD)
    time.sleep(1.2)
    assert store.find("unused") is None
    assert store.find("used")


def test_all_keys_expire(app, redis):
    """No key of a session stays in Redis for ever: records for the idle limit, sets of owners for the absolute one."""
    client, _ = log_in(app)
    client.get("/")
    assert {name.partition(":")[0]: redis.ttl(name) for name in redis.scan_iter()} == {
        "session": pytest.approx(30 * 60, abs=60),
        "owner": pytest.approx(12 * 3600, abs=60),
    }


def test_the_absolute_limit(app):
    """The absolute limit holds in Redis too, for a session that is in use all the time."""
    now = time.time()
    app.session_interface.clock = lambda: now
    client, _ = log_in(app)
    now += 12 * 3600 - 1200
    app.session_interface.idle = 13 * 3600
    assert "ada, tries used" in client.get("/").text
    now += 1201
    assert "Your name" in client.get("/").text
