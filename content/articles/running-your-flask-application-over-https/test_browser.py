# needs: chromium, certutil, nginx, gunicorn, curl
"""A real Chromium before each kind of certificate."""

from datetime import UTC, datetime, timedelta

import pytest

from browser import browse, trust, visit
from pebble import Pebble
from stack import HOST, Stack, make_certificate_of_old, program, wait_for

URL = f"https://{HOST}/"
LONG_AGO = datetime.now(UTC) - timedelta(days=60)


@pytest.mark.parametrize(
    ("trusted", "certificate", "error"),
    [
        (False, {}, "ERR_CERT_AUTHORITY_INVALID"),
        (True, {}, ""),
        (True, {"names": ("other.localhost",)}, "ERR_CERT_COMMON_NAME_INVALID"),
        (True, {"start": LONG_AGO}, "ERR_CERT_DATE_INVALID"),
    ],
    ids=["unknown CA", "known CA", "wrong host", "expired"],
)
def test_what_chromium_says(tmp_path, trusted, certificate, error):
    """It shows the page if CA, name and dates are right, and says what is not."""
    home = tmp_path / "home"
    with Stack(tmp_path, **certificate) as stack:
        if trusted:
            trust(home, tmp_path / "certs" / "ca.pem")
        with browse(home, stack.https) as page:
            assert visit(page, URL) == error
            shown = page.inner_text("body")
    assert (error or "You came by https.") in shown
    assert ("You came by https." in shown) is not bool(error)


def test_a_name_in_the_subject_alone(tmp_path):
    """Without subjectAltName a certificate has no name, even if the browser trusts it."""
    stack = Stack(tmp_path)
    make_certificate_of_old(tmp_path / "certs")
    with stack:
        trust(tmp_path / "home", tmp_path / "certs" / "ca.pem")
        with browse(tmp_path / "home", stack.https) as page:
            assert visit(page, URL) == "ERR_CERT_COMMON_NAME_INVALID"


def test_a_form_keeps_the_session(tmp_path):
    """Signing the book over HTTPS, the browser keeps the Secure cookie and is greeted by name."""
    with Stack(tmp_path) as stack:
        trust(tmp_path / "home", tmp_path / "certs" / "ca.pem")
        with browse(tmp_path / "home", stack.https) as page:
            visit(page, URL)
            page.fill("input", "Ada")
            page.click("button")
            assert page.url == URL
            assert "You came by https, Ada." in page.inner_text("body")


@pytest.mark.skipif(
    not program("pebble") or not program("certbot"), reason="missing: pebble, certbot"
)
def test_a_certificate_of_an_acme_server(tmp_path):
    """With Pebble's root in its store, Chromium shows the page with the certificate that certbot got."""
    with Stack(tmp_path) as stack, Pebble(stack) as pebble:
        ours = stack.served()
        done = pebble.issue()
        assert done.returncode == 0, done.stdout + done.stderr
        wait_for(lambda: stack.served() != ours)
        with browse(tmp_path / "stranger", stack.https) as page:
            assert visit(page, URL) == "ERR_CERT_AUTHORITY_INVALID"
        trust(tmp_path / "home", pebble.save_root(tmp_path / "root.pem"), name="Pebble")
        with browse(tmp_path / "home", stack.https) as page:
            assert visit(page, URL) == ""
            assert page.inner_text("h1") == "Guest book"
