"""Encryption hides the session from its holder, and does nothing else."""

import base64
import time

import pytest
from cryptography.fernet import Fernet
from itsdangerous import BadSignature

import guess
from decode import decode
from encrypted import EncryptedCookieSessions, FernetSerializer
from replay import win_by_replay

KEY, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def app():
    app = guess.create_app()
    app.config["SESSION_FERNET_KEYS"] = [KEY]
    app.session_interface = EncryptedCookieSessions()
    return app


def log_in(app):
    client = app.test_client()
    client.post("/login", data={"player": "ada"})
    return client, client.get_cookie("session").value


def page(app, cookie):
    client = app.test_client()
    client.set_cookie("session", cookie)
    return client.get("/").text


def test_the_cookie_cannot_be_decoded(app):
    """The cookie is no payload that decode.py could read."""
    with pytest.raises(ValueError, match="three parts"):
        decode(log_in(app)[1])


def test_the_app_reads_it(app):
    """The app itself reads its session as before."""
    assert "ada, tries used" in page(app, log_in(app)[1])


def test_a_changed_character_empties_the_session(app):
    """An encrypted cookie is authenticated too."""
    _, cookie = log_in(app)
    for place in range(0, len(cookie) - 4, 7):
        other = "A" if cookie[place] != "A" else "B"
        assert "Your name" in page(app, cookie[:place] + other + cookie[place + 1 :])


def test_the_time_stays_readable(app, monkeypatch):
    """The time of encryption is read without the key."""
    monkeypatch.setattr("time.time", lambda: 1_795_348_800)
    raw = base64.urlsafe_b64decode(log_in(app)[1])
    assert int.from_bytes(raw[1:9]) == 1_795_348_800


def test_too_old(monkeypatch):
    """A token older than max_age is refused as a bad signature is."""
    token = FernetSerializer([KEY]).dumps({"a": 1})
    assert FernetSerializer([KEY]).loads(token, max_age=60) == {"a": 1}
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 61)
    with pytest.raises(BadSignature, match="too old"):
        FernetSerializer([KEY]).loads(token, max_age=60)


def test_rotation():
    """The first key encrypts, and all decrypt."""
    token = FernetSerializer([OTHER]).dumps({"a": 1})
    both = FernetSerializer([KEY, OTHER])
    assert both.loads(token, max_age=60) == {"a": 1}
    assert FernetSerializer([KEY]).loads(both.dumps({"a": 2}), max_age=60) == {"a": 2}
    with pytest.raises(BadSignature):
        FernetSerializer([KEY]).loads(token, max_age=60)


def test_logout_does_not_end_a_kept_cookie(app):
    """A copy from before logout works afterwards: encryption revokes nothing."""
    client, kept = log_in(app)
    client.post("/logout")
    assert "ada, tries used" in page(app, kept)


def test_replay_beats_the_encrypted_game(app, monkeypatch):
    """Sending the first cookie with each guess keeps the counter at zero: the eighth guess of seven wins."""
    monkeypatch.setattr(guess, "draw", lambda: 738)
    assert win_by_replay(log_in(app)[0]) == "won with guess 8"


def test_it_is_longer(app):
    """The encrypted cookie is longer than the signed one of the same session."""
    assert len(log_in(app)[1]) > len(log_in(guess.create_app())[1])
