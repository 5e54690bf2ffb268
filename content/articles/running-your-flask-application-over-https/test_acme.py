# needs: nginx, gunicorn, curl, pebble, pebble-challtestsrv, certbot
"""Certificates from an ACME server: the first, the next under load, and what keeps a bad one from being served."""

from datetime import timedelta
from time import sleep

import pytest

from certificate import read
from pebble import Pebble
from stack import HOST, Stack, wait_for
from under_load import load_while


@pytest.fixture(scope="module")
def pebble(programs, tmp_path_factory):  # noqa: ARG001  first comes the skip
    """A stack with a certificate of a Pebble of its own."""
    with Stack(tmp_path_factory.mktemp("acme")) as stack, Pebble(stack) as running:
        done = running.issue()
        assert done.returncode == 0, done.stdout + done.stderr
        wait_for(lambda: is_steady(running))
        yield running


def served(pebble):
    return read(pebble.stack.served())


def is_steady(pebble):
    """Whether all answers are of Pebble's certificate: beside the new worker an old one goes on for a moment."""
    for _ in range(10):
        if not served(pebble).issuer.startswith("Pebble"):
            return False
        sleep(0.05)
    return True


def test_the_first_certificate(pebble):
    """nginx serves a certificate of Pebble's for our name, for 45 days, and clients that know the root accept it."""
    got = served(pebble)
    assert got.issuer.startswith("Pebble Intermediate CA")
    assert got.names == (HOST,)
    assert timedelta(days=45) - (got.end - got.start) <= timedelta(seconds=1)
    root = pebble.save_root(pebble.folder / "root.pem")
    assert pebble.stack.curl(f"https://{HOST}/seen", ca=str(root)).startswith(
        f"https://{HOST}/"
    )
    assert pebble.stack.curl(f"https://{HOST}/seen").startswith(
        "curl: 60 "
    )  # not our own CA's any more


def test_renewal_under_load(pebble):
    """A renewal changes the serial number and the key, and of the requests meanwhile none fails."""
    before, key = served(pebble).serial, (pebble.folder / "certs" / "privkey.pem").read_bytes()
    done = []
    tally = load_while(lambda: done.append(pebble.renew("--force-renewal")), pebble.stack.https)
    assert done[0].returncode == 0, done[0].stderr
    assert tally.failures == []
    assert tally.answers > 20
    assert len(tally.certificates) == 2
    wait_for(lambda: served(pebble).serial != before)
    assert (pebble.folder / "certs" / "privkey.pem").read_bytes() != key


def test_the_load_notices_a_failure(pebble):
    """A server that is away for a moment shows in the tally."""
    tally = load_while(lambda: None, pebble.stack.direct)  # gunicorn, which speaks no TLS there
    assert tally.answers == 0
    assert tally.failures


def test_what_is_not_due_is_left_alone(pebble):
    """Without --force-renewal a new certificate is not renewed, so that renew may run twice a day."""
    before = served(pebble).serial
    done = pebble.renew()
    assert (done.returncode, "not yet due" in done.stdout) == (0, True)
    assert served(pebble).serial == before


def test_a_broken_configuration_is_not_loaded(pebble):
    """Where nginx would refuse its configuration, the hook fails, and the server goes on as it was."""
    before, site = served(pebble).serial, pebble.folder / "guestbook.conf"
    good = site.read_text()
    site.write_text(good.replace("listen", "lisssten", 1))
    try:
        done = pebble.renew("--force-renewal")
    finally:
        site.write_text(good)
    assert "hook" in done.stderr.lower()
    assert served(pebble).serial == before
    assert (
        pebble.stack.curl(f"http://{HOST}/", "-o", "/dev/null", "-w", "%{http_code}") == "301"
    )


def test_a_challenge_that_cannot_be_reached(pebble):
    """Where the CA finds no proof, there is no certificate, and the old one goes on."""
    before, site = served(pebble).serial, pebble.folder / "webroot"
    site.rename(pebble.folder / "elsewhere")
    (pebble.folder / "webroot2").mkdir()
    try:
        done = pebble.renew("--force-renewal", "--webroot-path", "webroot2")
    finally:
        (pebble.folder / "elsewhere").rename(site)
    assert done.returncode == 1
    assert served(pebble).serial == before
