"""decode.py reads what Flask writes, and needs no key for it."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from markupsafe import Markup

from decode import decode

VALUES = {
    "nothing": None,
    "text": "naïve \N{SNOWMAN}",
    "list": [1, 2.5, True, None],
    "tuple": (1, "two"),
    "empty tuple": (),
    "bytes": b"\x00\xff",
    "uuid": UUID("12345678-1234-5678-1234-567812345678"),
    "datetime": datetime(2026, 11, 22, 12, tzinfo=UTC),
    "markup": Markup("<b>bold</b>"),
    "nested": {"a": [(b"x", {"when": datetime(2016, 3, 23, tzinfo=UTC)})]},
    "looks like a tag": {" t": [1, 2]},
    "looks like the escape": {" di": 1},
    "tag in a tag": {" b": (1, b"2")},
}


def issue(data: dict) -> str:
    app = Flask(__name__)
    app.secret_key = "never told to decode.py"  # noqa: S105 - invented
    with app.app_context():
        return SecureCookieSessionInterface().get_signing_serializer(app).dumps(data)


def flasks_own(cookie: str) -> dict:
    app = Flask(__name__)
    app.secret_key = "never told to decode.py"  # noqa: S105 - invented
    with app.app_context():
        return SecureCookieSessionInterface().get_signing_serializer(app).loads(cookie)


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("padding", ["", "long " * 200], ids=["plain", "compressed"])
def test_decode_equals_flask(name, padding, monkeypatch):
    """Each type that a session may hold decodes to what Flask decodes it to, compressed or not."""
    if not padding:
        monkeypatch.setattr(
            "zlib.compress", lambda raw: raw
        )  # even short sessions may gain by compression
    cookie = issue({"value": VALUES[name], "padding": padding})
    assert cookie.startswith(".") == bool(padding)
    assert (
        decode(cookie).data == flasks_own(cookie) == {"value": VALUES[name], "padding": padding}
    )


@pytest.mark.parametrize("name", set(VALUES) - {"markup"})
def test_types_are_kept(name):
    """The types are Flask's too; only Markup comes back as the plain text that it is."""
    assert type(decode(issue({"value": VALUES[name]})).data["value"]) is type(VALUES[name])


def test_the_moment_of_signing_is_readable():
    """The middle part is the time of signing, to the second."""
    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= decode(issue({"a": 1})).signed_at <= datetime.now(UTC)


def test_the_signature_is_a_sha1_digest():
    """The last part holds 20 bytes."""
    assert len(decode(issue({"a": 1})).signature) == 20


@pytest.mark.parametrize("text", ["", "abc", "a.b"])
def test_other_text_is_refused(text):
    """Text without three parts is refused with the reason."""
    with pytest.raises(ValueError, match="three parts"):
        decode(text)


def test_only_the_standard_library():
    """decode.py runs in an interpreter that sees no installed package (-I -S)."""
    script = Path(__file__).with_name("decode.py")
    run = subprocess.run(
        [sys.executable, "-I", "-S", str(script), issue({"a": (1, 2)})],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.splitlines()[1] == "{'a': (1, 2)}"
