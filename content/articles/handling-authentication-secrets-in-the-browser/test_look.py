"""look.py says of each token what PyJWT says of it."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from look import look, parts, problem
from tokens import issue, verify

KEY = "k" * 64
NOW = datetime.now(UTC)


def signed(algorithm="HS256", key=KEY, **changes):
    claims = {"iss": "bank", "aud": "api", "sub": "ada", "iat": NOW}
    claims |= {"exp": NOW + timedelta(minutes=5)} | changes
    return jwt.encode(claims, key, algorithm=algorithm)


def plain(**changes):
    """A signed token whose claims PyJWT would not write."""
    head, claims, _ = signed().split(".")
    read = json.loads(base64.urlsafe_b64decode(claims + "=="))
    claims = base64.urlsafe_b64encode(json.dumps(read | changes).encode()).decode().rstrip("=")
    mac = hmac.digest(KEY.encode(), f"{head}.{claims}".encode(), "sha256")
    return f"{head}.{claims}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def unsigned():
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    return f"{head}.{signed().split('.')[1]}."


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (signed(), ""),
        (signed("HS512"), "its algorithm is HS512"),
        (unsigned(), "its algorithm is none"),
        (signed(key="x" * 64), "signature"),
        (signed(aud="shop"), "for shop"),
        (signed(exp=NOW - timedelta(seconds=1)), "expired"),
        (plain(exp=float("nan")), "expired"),
        (plain(exp="tomorrow"), "does not say when"),
        (plain(exp=None), "does not say when"),
    ],
)
def test_as_pyjwt(token, said):
    """What PyJWT takes has no problem here, and what it refuses has the one that is named."""
    found = problem(token, KEY, "api", NOW.timestamp())
    assert said in found
    if said:
        with pytest.raises(jwt.InvalidTokenError):
            verify(token, KEY)
    else:
        assert found == ""
        assert verify(token, KEY) == "ada"


@pytest.mark.parametrize(
    "text", ["", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "e30.W.e30", "MQ.e30.", "e30.W10."]
)
def test_no_token(text):
    """What is no JWT is told as that."""
    with pytest.raises(ValueError, match="three parts"):
        parts(text)


def test_rows():
    """The table has each part, times as times, and a verdict that depends on the key and the minute."""
    token = issue("ada", KEY, datetime(2026, 11, 30, 12, tzinfo=UTC))
    rows = dict(look(token, KEY, "api", 0))
    assert rows["claim: exp"] == "2026-11-30 12:05:00 UTC"
    assert rows["verdict"] == "accepted"
    assert dict(look(token, KEY, "api", 5))["verdict"] == "refused: it has expired"
    assert dict(look(token, "", "api", 5))["verdict"].startswith("none without a key")


@pytest.mark.parametrize("iat", ["yesterday", None, 10**20, -(10**20), {}])
def test_a_time_that_is_none(iat):
    """A claim that should be a time and is none is shown as it is."""
    assert dict(look(plain(iat=iat), KEY, "api", 0))["claim: iat"] == str(iat)
