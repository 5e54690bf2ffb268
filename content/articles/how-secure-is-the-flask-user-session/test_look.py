"""look.py says of a cookie what Flask would, and of anything else that it is none."""

import random
import string

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

import guess
from crack import published_keys
from forge import forge
from look import look

MOMENT = 1_795_348_800  # noon on 22 November 2026
COOKIE = forge({"player": "ada", "tries": 0}, b"a key of our own", MOMENT)


def flasks(data, key):
    app = Flask(__name__)
    app.secret_key = key
    with app.app_context():
        return SecureCookieSessionInterface().get_signing_serializer(app).dumps(data)


def told(text):
    """Who signed it, or why it is no cookie."""
    try:
        return signed(text)
    except ValueError as error:
        return str(error)


def signed(cookie, key=""):
    return dict(look(cookie, key))["signed"]


def test_it_shows_what_the_session_holds():
    """Each name with its value, the types kept, and the time of signing."""
    assert look(COOKIE, "a key of our own") == [
        ("player", "'ada'"),
        ("tries", "0"),
        ("signed at", "2026-11-22 12:00:00 UTC"),
        ("signed", "by this key"),
    ]


@pytest.mark.parametrize("text", ["session={}; HttpOnly; Path=/", "  {}\n", "session={}"])
def test_it_takes_a_cookie_as_it_is_copied(text):
    """Blanks around it, its name and its attributes don't matter."""
    assert look(text.format(COOKIE)) == look(COOKIE)


@pytest.mark.parametrize("key", ["text", "naïve ☃", b"\x00\xff'\"", b"plain"])
def test_a_key_is_told_from_others(key):
    """Of a cookie that Flask signed, its key is the right one, text or bytes, and each other is not."""
    cookie = flasks({"a": (1, 2)}, key)
    assert signed(cookie, key if isinstance(key, str) else repr(key)) == "by this key"
    assert signed(cookie, "another") == "not by this key"
    assert signed(cookie) == "by none of the published keys"


@pytest.mark.parametrize("key", ["12", "b'", "[1]", "b'a' 'b'"])
def test_a_key_that_looks_like_code_is_text(key):
    """Nothing but a literal of bytes is taken for one."""
    assert signed(flasks({"a": 1}, key), key) == "by this key"


def test_a_published_key_is_found_without_being_given():
    """The game's key is printed in Flask's documentation, so that it is told even beside a wrong one."""
    cookie = forge({"player": "ada"}, guess.KEY.encode())
    assert (
        signed(cookie)
        == signed(cookie, "wrong")
        == f"by a published key: {guess.KEY.encode()!r}"
    )


def test_each_published_key_is_found():
    """Each of the list, as bytes or as text."""
    for key in published_keys():
        assert signed(forge({}, key)) == f"by a published key: {key!r}"


@pytest.mark.parametrize("data", [{}, [1, 2], "text", None])
def test_a_payload_without_names(data):
    """What is no dictionary, or an empty one, is shown as it is."""
    assert look(flasks(data, "k"))[0] == ("payload", repr(data))


def test_another_signature_than_flasks():
    """A signature of another length is not taken for a wrong key."""
    assert "28 bytes" in signed(COOKIE.rpartition(".")[0] + "." + "A" * 38)


@pytest.mark.parametrize("text", ["", "abc", "a.b", "session="])
def test_what_has_no_three_parts(text):
    """The message says what a cookie looks like."""
    with pytest.raises(
        ValueError, match=r"no session cookie of Flask: it has to be payload\.time"
    ):
        look(text)


def test_anything_else_is_a_value_error():
    """Whatever is typed, whole cookies with characters changed among it, either is one or says so."""
    chance = random.Random(1)
    alphabet = string.printable + "é☃😀"
    for number in range(3000):
        text = list(
            COOKIE if number % 2 else ".".join("aBc9_-"[: number % 7] for _ in range(3))
        )
        for _ in range(chance.randint(1, 9)):
            text.insert(chance.randrange(len(text) + 1), chance.choice(alphabet))
        assert told("".join(text)).startswith(
            ("by ", "not by ", "no session cookie of Flask: ")
        )
