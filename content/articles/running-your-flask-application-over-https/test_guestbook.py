"""The application by itself: whom it believes, and its cookie."""

import pytest
from werkzeug.serving import generate_adhoc_ssl_pair

import guestbook

FORGED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-For": "10.0.0.1",
}


def seen(monkeypatch, proxies, headers):
    monkeypatch.setenv("GUESTBOOK_PROXIES", str(proxies))
    client = guestbook.create_app().test_client()
    return client.get("/seen", base_url="http://app.localhost", headers=headers).text


def test_behind_no_proxy_it_believes_nobody(monkeypatch):
    """Where it is told of no proxy, the headers of proxies change nothing."""
    assert seen(monkeypatch, 0, FORGED) == "http://app.localhost/ for 127.0.0.1\n"


def test_behind_one_proxy_it_believes_the_nearest(monkeypatch):
    """Of several values the last counts, which the nearest proxy wrote; those before are the visitor's."""
    headers = {"X-Forwarded-Proto": "ftp, https", "X-Forwarded-For": "10.0.0.1, 192.0.2.7"}
    assert seen(monkeypatch, 1, headers) == "https://app.localhost/ for 192.0.2.7\n"


def test_behind_one_proxy_that_writes_nothing_anyone_is_believed(monkeypatch):
    """A count that is higher than the proxies there are hands the choice to the visitor."""
    assert seen(monkeypatch, 1, FORGED) == "https://evil.example/ for 10.0.0.1\n"


def test_two_proxies_need_two(monkeypatch):
    """Behind two proxies that append, a count of 2 gives the visitor's address, and 1 that of the first proxy."""
    headers = {
        "X-Forwarded-For": "198.51.100.9, 192.0.2.7",
        "X-Forwarded-Proto": "https, https",
    }
    assert seen(monkeypatch, 2, headers).endswith("for 198.51.100.9\n")
    assert seen(monkeypatch, 1, headers).endswith("for 192.0.2.7\n")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_cookie_is_secure(scheme):
    """The session cookie says Secure, HttpOnly and SameSite=Lax, and is kept for HTTPS only."""
    client = guestbook.create_app().test_client()
    base = f"{scheme}://app.localhost"
    cookie = client.post("/sign", data={"name": "Ada"}, base_url=base).headers["Set-Cookie"]
    assert cookie.split("; ")[1:] == ["Secure", "HttpOnly", "Path=/", "SameSite=Lax"]


def test_an_adhoc_certificate_is_another_at_each_start():
    """`--cert adhoc` makes a key and a certificate anew, so that nobody can learn to trust it."""
    (one, key), (other, other_key) = generate_adhoc_ssl_pair(), generate_adhoc_ssl_pair()
    assert one.serial_number != other.serial_number
    assert key.private_numbers() != other_key.private_numbers()
    assert one.issuer == one.subject


def test_names_are_escaped():
    """What visitors write is shown as text."""
    client = guestbook.create_app().test_client()
    client.post("/sign", data={"name": "<script>"}, base_url="https://app.localhost")
    page = client.get("/", base_url="https://app.localhost").text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_the_page_says_how_you_came():
    """The scheme of the request is on the page."""
    client = guestbook.create_app().test_client()
    assert "by <b>https</b>" in client.get("/", base_url="https://app.localhost").text
    assert "by <b>http</b>" in client.get("/", base_url="http://app.localhost").text
