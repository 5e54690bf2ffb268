"""What surrounds the value: attributes, size, and Vary."""

import random
import warnings

import pytest
from flask import Flask, session

import guess
import guess_fixed


def attributes(app):
    header = app.test_client().post("/login", data={"player": "ada"}).headers["Set-Cookie"]
    return header.split("; ")[1:]


def test_flasks_defaults():
    """By default the cookie is HttpOnly and for all paths; it is neither Secure nor SameSite."""
    assert attributes(guess.create_app()) == ["HttpOnly", "Path=/"]


def test_the_fixed_game(tmp_path):
    """The fixed game's cookie is Secure, HttpOnly, SameSite and has a __Host- name, with Path=/ and no Domain."""
    app = guess_fixed.create_app(str(tmp_path / "sessions.sqlite"))
    header = app.test_client().post("/login", data={"player": "ada"}).headers["Set-Cookie"]
    assert header.startswith("__Host-session=")
    assert header.split("; ")[1:] == ["Secure", "HttpOnly", "Path=/", "SameSite=Lax"]


def test_the_fixed_game_over_plain_http(tmp_path, monkeypatch):
    """For development the environment can take Secure and the __Host- name back."""
    monkeypatch.setenv("GUESS_SESSION_COOKIE_SECURE", "false")
    monkeypatch.setenv("GUESS_SESSION_COOKIE_NAME", "session")
    app = guess_fixed.create_app(str(tmp_path / "sessions.sqlite"))
    header = app.test_client().post("/login", data={"player": "ada"}).headers["Set-Cookie"]
    assert header.startswith("session=")
    assert header.split("; ")[1:] == ["HttpOnly", "Path=/", "SameSite=Lax"]


@pytest.mark.parametrize("fixed", [False, True])
def test_partitioned(tmp_path, fixed):
    """SESSION_COOKIE_PARTITIONED sets Partitioned, and Secure with it."""
    app = (
        guess_fixed.create_app(str(tmp_path / "sessions.sqlite"))
        if fixed
        else guess.create_app()
    )
    app.config.update(
        SESSION_COOKIE_PARTITIONED=True,
        SESSION_COOKIE_SAMESITE="None",
        SESSION_COOKIE_SECURE=False,
    )
    assert attributes(app) == ["Secure", "HttpOnly", "Path=/", "SameSite=None", "Partitioned"]


@pytest.mark.parametrize("cookie", ["", "session=stale"])
def test_vary_on_a_mere_membership_test(cookie):
    """Asking whether a name is in the session says Vary: Cookie (Flask 3.1.3), whatever the answer is."""
    reply = guess.create_app().test_client().get("/", headers={"Cookie": cookie})
    assert reply.headers["Vary"] == "Cookie"


def test_no_vary_without_the_session():
    """A view that leaves the session alone says nothing of cookies."""
    app = Flask(__name__)
    app.secret_key = guess.KEY
    app.add_url_rule("/", view_func=lambda: "")
    assert "Vary" not in app.test_client().get("/").headers


def incompressible(size):
    return random.Random(8).randbytes(size)


def app_with_session_of(size):
    app = Flask(__name__)
    app.secret_key = guess.KEY
    app.add_url_rule("/", view_func=lambda: session.update(blob=incompressible(size)) or "")
    return app


def test_a_session_of_4_6_kb_warns():
    """A cookie of more than 4,093 bytes is sent all the same, with a warning in the log."""
    with pytest.warns(UserWarning, match="'session' cookie is too large.*limit is 4093 bytes"):
        reply = app_with_session_of(3_400).test_client().get("/")
    assert 4_500 < len(reply.headers["Set-Cookie"]) < 4_900


def test_a_smaller_session_does_not_warn():
    """At half the size there is no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        app_with_session_of(1_700).test_client().get("/")


def test_repetitive_data_is_compressed():
    """10 kB of one letter fit into a hundred bytes, marked by a leading dot."""
    app = Flask(__name__)
    app.secret_key = guess.KEY
    app.add_url_rule("/", view_func=lambda: session.update(text="a" * 10_000) or "")
    client = app.test_client()
    client.get("/")
    assert client.get_cookie("session").value.startswith(".")
    assert len(client.get_cookie("session").value) < 120
