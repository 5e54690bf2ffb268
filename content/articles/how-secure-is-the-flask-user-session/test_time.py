"""Time and keys: replay, expiry, and rotation of the signed cookie."""

import time
from datetime import timedelta

import pytest
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

import guess
from crack import find_key
from forge import forge

OLD, NEW = "the key of last year", "the key of this year"


def app_with(key=guess.KEY, **config):
    app = guess.create_app()
    app.config.update(SECRET_KEY=key, **config)
    return app


def log_in(app):
    client = app.test_client()
    client.post("/login", data={"player": "ada"})
    return client, client.get_cookie("session").value


def page(app, cookie):
    client = app.test_client()
    client.set_cookie("session", cookie)
    return client.get("/").text


def later(monkeypatch, seconds):
    moment = int(time.time()) + seconds
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: moment)


def test_logout_does_not_end_a_kept_cookie():
    """Logging out deletes the browser's copy; another copy of the cookie works as before."""
    app = app_with()
    client, kept = log_in(app)
    client.post("/logout")
    assert client.get_cookie("session") is None
    assert "ada, tries used" in page(app, kept)


def test_a_cookie_expires_by_the_servers_clock(monkeypatch):
    """A cookie older than PERMANENT_SESSION_LIFETIME is an empty session, permanent or not."""
    app = app_with(PERMANENT_SESSION_LIFETIME=timedelta(hours=1))
    _, kept = log_in(app)
    later(monkeypatch, 3590)
    assert "ada, tries used" in page(app, kept)
    later(monkeypatch, 3610)
    assert "Your name" in page(app, kept)


def test_each_write_starts_the_lifetime_anew(monkeypatch):
    """The signature's time is that of the last write, so a session that is used has no absolute end."""
    app = app_with(PERMANENT_SESSION_LIFETIME=timedelta(hours=1))
    client, _ = log_in(app)
    for hours in range(1, 100):
        later(monkeypatch, hours * 3500)
        client.post("/guess", data={"number": 1})
    assert "ada, tries used" in client.get("/").text


def test_a_session_that_is_only_read_grows_old(monkeypatch):
    """Reading sets no cookie, so a session that is read every half hour is over after the hour."""
    app = app_with(PERMANENT_SESSION_LIFETIME=timedelta(hours=1))
    client, _ = log_in(app)
    for halves in (1, 2):
        later(monkeypatch, halves * 1795)
        assert "ada, tries used" in client.get("/").text
    later(monkeypatch, 3 * 1795)
    assert "Your name" in client.get("/").text


@pytest.mark.parametrize(("refresh", "lives"), [(True, True), (False, False)])
def test_a_permanent_session_is_signed_with_every_response(monkeypatch, refresh, lives):
    """A permanent session that is only read lives on, unless SESSION_REFRESH_EACH_REQUEST is off."""
    app = app_with(
        PERMANENT_SESSION_LIFETIME=timedelta(hours=1), SESSION_REFRESH_EACH_REQUEST=refresh
    )
    client, _ = log_in(app)
    with client.session_transaction() as session:
        session.permanent = True
    for halves in range(1, 5):
        later(monkeypatch, halves * 1795)
        page = client.get("/").text
    assert ("ada, tries used" in page) == lives


def test_a_new_key_without_fallback_logs_everyone_out():
    """An old cookie is an empty session when only the key changed."""
    _, cookie = log_in(app_with(OLD))
    assert "Your name" in page(app_with(NEW), cookie)


def test_a_fallback_accepts_the_old_cookie():
    """With the old key among SECRET_KEY_FALLBACKS an old cookie is accepted."""
    _, cookie = log_in(app_with(OLD))
    assert "ada, tries used" in page(app_with(NEW, SECRET_KEY_FALLBACKS=[OLD]), cookie)


def test_the_next_write_is_signed_with_the_new_key():
    """Reading sets no cookie; the next write is signed with the new key, and lives without the fallback."""
    _, cookie = log_in(app_with(OLD))
    client = app_with(NEW, SECRET_KEY_FALLBACKS=[OLD]).test_client()
    client.set_cookie("session", cookie)
    assert "Set-Cookie" not in client.get("/").headers
    client.post("/guess", data={"number": 1})
    fresh = client.get_cookie("session").value
    assert find_key(fresh, [OLD.encode(), NEW.encode()]) == NEW.encode()
    assert "ada, tries used: 1" in page(app_with(NEW), fresh)


def test_a_leaked_key_among_the_fallbacks_still_forges():
    """Rotation with a fallback does not lock out someone who has the old key."""
    cookie = forge({"player": "mallory", "tries": 0, "wins": 1000, "answer": 1}, OLD.encode())
    assert "mallory, tries used" in page(app_with(NEW, SECRET_KEY_FALLBACKS=[OLD]), cookie)


class OrderOf310(SecureCookieSessionInterface):
    """The key list as Flask 3.1.0 built it: the current key first, where itsdangerous wants it last."""

    def get_signing_serializer(self, app):
        serializer = super().get_signing_serializer(app)
        current = serializer.secret_keys[-1]
        return URLSafeTimedSerializer(
            [current, *serializer.secret_keys[:-1]],
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs=serializer.signer_kwargs,
        )


def test_cve_2025_47278():
    """In the order of 3.1.0 the old key goes on signing; in today's order the new one signs."""
    app = app_with(NEW, SECRET_KEY_FALLBACKS=[OLD])
    app.session_interface = OrderOf310()
    _, cookie = log_in(app)
    assert find_key(cookie, [OLD.encode(), NEW.encode()]) == OLD.encode()
    _, cookie = log_in(app_with(NEW, SECRET_KEY_FALLBACKS=[OLD]))
    assert find_key(cookie, [OLD.encode(), NEW.encode()]) == NEW.encode()


@pytest.mark.parametrize("letter", sorted(set(OLD)))
def test_fallbacks_given_as_a_string_are_one_key_a_character(letter):
    """SECRET_KEY_FALLBACKS is a list; a string counts as a list of its characters, each one a key."""
    cookie = forge({"player": "mallory", "tries": 0, "wins": 0, "answer": 1}, letter.encode())
    assert "mallory, tries used" in page(app_with(NEW, SECRET_KEY_FALLBACKS=OLD), cookie)


def test_workers_with_keys_of_their_own():
    """Two workers that each draw a key at start do not read each other's cookies."""
    _, cookie = log_in(app_with("drawn by worker one"))
    assert "Your name" in page(app_with("drawn by worker two"), cookie)
