"""The guard lets through what a page of ours sends, and nothing that another page has sent."""

import pytest
from flask import Flask

from fetchmeta import decide, protect

HOST = "bank.example"
OWN, OTHER = "https://bank.example", "https://evil.example"


@pytest.mark.parametrize(
    ("site", "origin", "allowed"),
    [
        ("same-origin", OWN, True),
        ("none", None, True),
        ("same-site", "https://sub.bank.example", False),
        ("cross-site", OTHER, False),
        ("cross-site", None, False),
        ("cross-site", OWN, False),
        ("something-new", OWN, False),
        ("", OWN, False),
        (None, None, True),
        (None, OWN, True),
        (None, "http://bank.example", True),
        (None, OTHER, False),
        (None, "https://bank.example:8443", False),
        (None, "null", False),
        (None, "", False),
    ],
)
def test_posts(site, origin, allowed):
    """A POST by what its two headers say."""
    headers = {"Sec-Fetch-Site": site, "Origin": origin}
    given = {name: value for name, value in headers.items() if value is not None}
    assert decide("POST", given, HOST).allowed is allowed


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "post", "PROPFIND"])
def test_other_methods(method):
    """Each method that may change something is guarded, an unknown one too."""
    assert not decide(method, {"Sec-Fetch-Site": "cross-site"}, HOST).allowed


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_safe_methods(method):
    """What only reads is let through from everywhere, so that links work."""
    assert decide(method, {"Sec-Fetch-Site": "cross-site"}, HOST).allowed


def test_trusted():
    """An origin that is trusted may, and one that only looks like it may not."""
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": OTHER}
    assert decide("POST", headers, HOST, trusted={OTHER}).allowed
    headers["Origin"] += ".attacker.example"
    assert not decide("POST", headers, HOST, trusted={OTHER}).allowed


@pytest.fixture
def client():
    app = Flask(__name__)
    protect(app, trusted={"https://pay.example"}, exempt={"hook"})
    for name in ("change", "hook"):
        app.add_url_rule(f"/{name}", name, lambda: "done", methods=["POST"])
    return app.test_client()


CROSS = {"Sec-Fetch-Site": "cross-site", "Origin": OTHER}


def test_an_app(client, caplog):
    """A guarded app answers 403 with the reason, and logs it."""
    assert client.post("/change").status_code == 200
    answer = client.post("/change", headers=CROSS)
    assert answer.status_code == 403
    assert "refused: cross-site" in answer.text
    assert "refused /change: cross-site" in caplog.text


def test_exempt(client):
    """An endpoint that is exempt checks for itself; nothing else is exempt."""
    assert client.post("/hook", headers=CROSS).status_code == 200
    assert client.post("/no-such-page", headers=CROSS).status_code == 403


def test_an_app_trusts(client):
    """A trusted origin of another site gets through."""
    assert (
        client.post("/change", headers=CROSS | {"Origin": "https://pay.example"}).text == "done"
    )


def test_own_host_without_fetch_metadata(client):
    """Without Sec-Fetch-Site, the Origin has to be the host of the request."""
    assert client.post("/change", headers={"Origin": "http://localhost"}).status_code == 200
    assert client.post("/change", headers={"Origin": "http://localhost:99"}).status_code == 403
