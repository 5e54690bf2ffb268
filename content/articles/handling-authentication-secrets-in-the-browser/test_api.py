"""The service believes a token of the bank, for it, in time, and nothing else."""

import base64
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest

import api
from tokens import LIFETIME, issue, verify

KEY = "k" * 64


@pytest.fixture
def client():
    return api.create_app(KEY).test_client()


def asked(client, token):
    return client.get("/account", headers={"Authorization": f"Bearer {token}"})


def signed(algorithm="HS256", key=KEY, **changes):
    """A token that is right but for the changes."""
    now = datetime.now(UTC)
    claims = {"iss": "bank", "aud": "api", "sub": "ada", "iat": now, "exp": now + LIFETIME}
    kept = {name: value for name, value in (claims | changes).items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm)


def unsigned():
    """The right claims, with the algorithm `none` and no signature."""
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode())
    return f"{head.decode().rstrip('=')}.{signed().split('.')[1]}."


def changed(token):
    """Another user in the claims, the signature as it was."""
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["sub"] = "mallory"
    other = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"{head}.{other}.{signature}"


def test_a_good_token(client):
    """A token that was just issued opens the account of its user."""
    assert asked(client, issue("ada", KEY)).json["balance"] == 500


PAST = datetime.now(UTC) - timedelta(minutes=6)
BAD = {
    "none": (unsigned(), "InvalidAlgorithmError"),
    "wrong algorithm": (signed("HS512"), "InvalidAlgorithmError"),
    "wrong audience": (signed(aud="shop"), "InvalidAudienceError"),
    "no audience": (signed(aud=None), "MissingRequiredClaimError"),
    "wrong issuer": (signed(iss="shop"), "InvalidIssuerError"),
    "expired": (issue("ada", KEY, PAST), "ExpiredSignatureError"),
    "never expires": (signed(exp=None), "MissingRequiredClaimError"),
    "tampered": (changed(issue("ada", KEY)), "InvalidSignatureError"),
    "wrong key": (signed(key="x" * 64), "InvalidSignatureError"),
    "no token": ("", "DecodeError"),
    "no JWT": ("a.b.c", "DecodeError"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token(client, name):
    """Each other token is answered by 401, and by the name of what is wrong with it."""
    token, error = BAD[name]
    answer = asked(client, token)
    assert (answer.status_code, answer.json) == (401, {"error": error})
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_no_cookie_and_no_password_count(client):
    """A token in a cookie or by another scheme is none."""
    client.set_cookie("token", issue("ada", KEY))
    assert client.get("/account").status_code == 401
    assert client.get("/account", auth=("ada", "correct horse battery")).status_code == 401


def test_five_minutes():
    """A token is good for five minutes and not a second longer."""
    now = datetime.now(UTC)
    assert verify(issue("ada", KEY, now - LIFETIME + timedelta(seconds=30)), KEY) == "ada"
    with pytest.raises(jwt.ExpiredSignatureError):
        verify(issue("ada", KEY, now - LIFETIME - timedelta(seconds=1)), KEY)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"to": "mallory", "amount": 100}, 200),
        ({"to": "mallory", "amount": 501}, 422),
        ({"to": "mallory", "amount": -1}, 422),
        ({"to": "nobody", "amount": 1}, 422),
        ({}, 422),
    ],
)
def test_payments(client, form, status):
    """Only what is there can be paid, and only to somebody."""
    headers = {"Authorization": f"Bearer {issue('ada', KEY)}"}
    assert client.post("/transfer", data=form, headers=headers).status_code == status


def test_pages_of_one_origin(client):
    """Without pages that may call it, the service allows no origin; with one, that one and not any."""
    assert "Access-Control-Allow-Origin" not in client.options("/account").headers
    client.application.config["PAGES"] = "https://bank.example"
    headers = client.options("/account").headers
    assert headers["Access-Control-Allow-Origin"] == "https://bank.example"
    assert "Access-Control-Allow-Credentials" not in headers
