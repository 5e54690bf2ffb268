"""What the signature stops, and what whoever has the key can do."""

import secrets
import time
from uuid import UUID

import pytest

import guess
from crack import find_key, main, published_keys, uuid1_keys, years
from decode import decode
from forge import forge


@pytest.fixture
def app():
    return guess.create_app()


def log_in(app):
    client = app.test_client()
    client.post("/login", data={"player": "ada"})
    return client, client.get_cookie("session").value


def player_seen(app, cookie):
    """The session that the app reads from a cookie."""
    with app.test_request_context("/", headers={"Cookie": f"session={cookie}"}):
        from flask import session  # noqa: PLC0415 - used once

        return dict(session)


def test_one_changed_character_empties_the_session(app):
    """Wherever one character of the cookie is changed, payload, time or signature, the session is empty."""
    _, cookie = log_in(app)
    assert player_seen(app, cookie)["player"] == "ada"
    for place, character in enumerate(cookie[:-1]):
        other = "A" if character != "A" else "B"
        assert player_seen(app, cookie[:place] + other + cookie[place + 1 :]) == {}


def test_the_last_character_has_two_bits_that_do_not_count(app):
    """20 bytes leave two spare bits in base64: the last character has four spellings of one signature, no more."""
    _, cookie = log_in(app)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    accepted = [
        character for character in alphabet if player_seen(app, cookie[:-1] + character)
    ]
    assert len(accepted) == 4


def test_a_wrong_key_is_rejected(app):
    """A cookie signed with another key is an empty session."""
    assert player_seen(app, forge({"player": "ada"}, b"some other key")) == {}


def test_the_right_key_is_accepted(app):
    """A cookie signed with the app's key is a session, whoever signed it."""
    data = {"player": "mallory", "answer": 1, "tries": 0, "wins": 1_000_000}
    assert player_seen(app, forge(data, guess.KEY.encode())) == data


def test_forge_is_flasks_own_signature(app):
    """forge() gives, character by character, what Flask gave for the same data at the same moment."""
    _, cookie = log_in(app)
    issued = decode(cookie)
    data = dict(reversed(issued.data.items()))  # whatever the order
    assert forge(data, guess.KEY.encode(), int(issued.signed_at.timestamp())) == cookie


def test_the_game_s_key_is_found(app):
    """The key of the game is among the published keys."""
    _, cookie = log_in(app)
    assert find_key(cookie, published_keys()) == guess.KEY.encode()


@pytest.mark.parametrize("key", published_keys())
def test_each_published_key_is_found(key):
    """Whichever published key signed a cookie, it is found."""
    assert find_key(forge({"a": 1}, key), published_keys()) == key


def test_the_list_has_no_doubles():
    """Each published key stands in the list once."""
    assert len(set(published_keys())) == len(published_keys()) > 40


def test_a_random_key_is_not_found():
    """secrets.token_hex(32) makes a key that is in no list."""
    cookie = forge({"a": 1}, secrets.token_hex(32).encode())
    assert find_key(cookie, published_keys()) is None
    assert find_key(cookie, (f"key{number}".encode() for number in range(20_000))) is None


def test_more_than_five_thousand_keys_a_second():
    """One core tries more than 5,000 keys a second with hashlib alone."""
    cookie = forge({"a": 1}, secrets.token_bytes(32))
    candidates = [f"key{number}".encode() for number in range(20_000)]
    started = time.perf_counter()
    assert find_key(cookie, candidates) is None
    assert len(candidates) / (time.perf_counter() - started) > 5_000


def test_years_for_a_random_key():
    """At 10**18 keys a second a key of 256 bits takes more than 10**51 years; one of 40 bits, no year at 10**5."""
    assert years(256, 1e18) > 1e51
    assert years(40, 1e5) < 1


def test_a_uuid1_key_is_found_by_its_time():
    """Another version 1 UUID of the same process and the time to half a millisecond give the key away."""
    key, known = (
        UUID("18eccd4d-e653-11f1-a41b-0242ac110002"),
        UUID("d3a90bf1-e658-11f1-a41b-0242ac110002"),
    )
    cookie = forge({"player": "ada"}, str(key).encode())
    moments = range(key.time - 5_000, key.time + 5_000)
    assert find_key(cookie, uuid1_keys(known, moments)) == str(key).encode()


def test_command_line(app, monkeypatch, capsys):
    """crack.py prints the key, or ends with an error that says there is none."""
    _, cookie = log_in(app)
    monkeypatch.setattr("sys.argv", ["crack.py", cookie])
    main()
    assert capsys.readouterr().out == f"signed with {guess.KEY.encode()}\n"
    monkeypatch.setattr("sys.argv", ["crack.py", forge({}, secrets.token_bytes(32))])
    with pytest.raises(SystemExit, match="not one of the published keys"):
        main()
