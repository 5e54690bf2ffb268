"""Logging in, staying logged in, and logging out, for each place where the secret may be."""

import time
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

import api
import bank
from bank import MODES, Options
from bank.credentials import NAMES
from bank.passwords import HASHES, is_right
from bank.sessions import Sessions
from lab import serving
from tokens import verify

KEY = "k" * 64
ADA = {"user": "ada", "password": "correct horse battery"}


@pytest.fixture(scope="module")
def service():
    app = api.create_app(KEY)
    with serving(app) as port:
        yield f"127.0.0.1:{port}"


def client_of(service, **options):
    app = bank.create_app(KEY, Options(**options))
    app.config["API"] = service
    return app.test_client()


def cookie_of(client):
    return client.get_cookie(NAMES[client.application.config["OPTIONS"].mode])


@pytest.mark.parametrize("mode", MODES)
def test_where_the_token_is(service, mode):
    """The answer to a login has the token in its text, in a cookie, or not at all."""
    client = client_of(service, mode=mode)
    answer = client.post("/login", data=ADA, base_url="https://localhost")
    header = answer.headers.get("Set-Cookie", "")
    assert ("token" in answer.json) is (mode in bank.BEARER)
    assert ("eyJ" in header) is (mode in {"readable", "cookie"})
    if mode in NAMES:
        assert header.startswith("__Host-")
        assert {"Secure", "Path=/", "SameSite=Lax"} <= {*header.split("; ")}
        assert ("HttpOnly" in header) is (mode != "readable")


@pytest.mark.parametrize("mode", NAMES)
def test_the_proxy(service, mode):
    """Whoever is logged in sees the account; whoever is not, or not any more, gets 401."""
    client = client_of(service, mode=mode)
    assert client.get("/api/account").status_code == 401
    client.post("/login", data=ADA, base_url="https://localhost")
    shown = client.get("/api/account", base_url="https://localhost")
    assert shown.json["balance"] == 500
    client.post("/logout", base_url="https://localhost")
    assert client.get("/api/account", base_url="https://localhost").status_code == 401


def test_a_session_id_is_renewed(service):
    """An id from before the login is worth nothing after it, and a second login ends the first."""
    client = client_of(service)
    client.set_cookie("__Host-session", "planted-by-mallory")
    client.post("/login", data=ADA)
    assert cookie_of(client).value != "planted-by-mallory"
    first = cookie_of(client).value
    client.post("/login", data=ADA, base_url="https://localhost")
    sessions = client.application.extensions["sessions"]
    assert [sessions.token(old) for old in ("planted-by-mallory", first)] == ["", ""]
    assert verify(sessions.token(cookie_of(client).value), KEY) == "ada"


def test_tokens_are_renewed(monkeypatch):
    """A session outlives its token: one that is about to expire is replaced on the server."""
    sessions = Sessions(KEY)
    with monkeypatch.context() as patch:
        patch.setattr(bank.sessions, "LIFETIME", timedelta(seconds=20))
        session_id = sessions.renew("", "ada")
        first = sessions.sessions[session_id]
    second = sessions.token(session_id)
    assert sessions.sessions[session_id] is not first
    assert sessions.token(session_id) == second
    assert verify(second, KEY) == "ada"


def test_passwords():
    """A hash is of Argon2id, and of nobody but the one whose name it is."""
    assert HASHES["ada"].startswith("$argon2id$")
    assert not PasswordHasher().check_needs_rehash(HASHES["ada"])
    assert is_right("ada", "correct horse battery")
    assert not is_right("ada", "wrong")
    assert not is_right("nobody", "correct horse battery")
    assert not is_right("nobody", "of nobody")


def test_a_wrong_password_gives_nothing(service):
    """A wrong password and a wrong name are answered in the same words, with no cookie."""
    client = client_of(service)
    answers = [
        client.post("/login", data=ADA | change)
        for change in ({"password": "wrong"}, {"user": "nobody"})
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].data == answers[1].data
    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_five_attempts_a_minute(service):
    """The sixth attempt of a minute gets 429, with the right password too."""
    client = client_of(service)
    deadline = time.monotonic() + 60
    statuses = [
        client.post("/login", data=ADA | {"password": "x"}).status_code for _ in range(5)
    ]
    last = client.post("/login", data=ADA).status_code
    assert statuses == [401] * 5
    assert last == 429 or time.monotonic() > deadline


def test_the_csrf_token(service):
    """In the mode with CSRF tokens a POST without the token of its session gets 403."""
    client = client_of(service, guard="token")
    given = client.post("/login", data=ADA, base_url="https://localhost").json["csrf"]
    pay = {"data": {"to": "mallory", "amount": 1}, "base_url": "https://localhost"}
    for header in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": given[::-1]}):
        assert client.post("/api/transfer", headers=header, **pay).status_code == 403
    assert (
        client.post("/api/transfer", headers={"X-CSRF-Token": given}, **pay).status_code == 200
    )
    assert given in client.get("/", base_url="https://localhost").text


def test_the_guard(service):
    """In the mode with Fetch Metadata a login that another site sends is refused as well."""
    client = client_of(service, guard="fetchmeta")
    assert (
        client.post("/login", data=ADA, headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )


def test_the_policy(service):
    """Each answer has another nonce, in its header and in each of its scripts."""
    client = client_of(service, policy=True)
    nonces = set()
    for _ in range(2):
        answer = client.get("/")
        nonce = answer.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
        assert (
            answer.text.count(f'<script nonce="{nonce}"') == answer.text.count("<script") == 2
        )
        nonces.add(nonce)
    assert len(nonces) == 2
    assert "Content-Security-Policy" not in client_of(service).get("/").headers
