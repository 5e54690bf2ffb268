"""The watch over a certificate, against a real TLS server in a thread."""

import socket
import ssl
import subprocess
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from expiry import check
from stack import free_port, make_certificates

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@contextmanager
def serve(folder):
    """Shake hands with whoever comes, and hang up; the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "fullchain.pem", folder / "privkey.pem")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            with suppress(OSError):
                while True:
                    plain, _ = server.accept()
                    with (
                        plain,
                        suppress(OSError),
                        context.wrap_socket(plain, server_side=True) as got,
                    ):
                        got.recv(1)

        thread = Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def watch(port, folder, *options):
    command = [sys.executable, "expiry.py", f"app.localhost:{port}", "--at", "127.0.0.1"]
    command += ["--ca", str(folder / "ca.pem"), *options]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        cwd=Path(__file__).parent,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("limit", "status"), [(20, 0), (21, 1)])
def test_the_limit(tmp_path, limit, status):
    """With 20 days and a bit left, a limit of 20 passes and one of 21 fails with exit status 1."""
    make_certificates(tmp_path, "app.localhost", start=NOW - 25 * DAY + DAY / 24, days=45)
    with serve(tmp_path) as port:
        got, said = watch(port, tmp_path, "--limit", str(limit))
    assert got == status
    assert "app.localhost: 20 days left" in said
    assert ("fewer than 21 days left" in said) is bool(status)


@pytest.mark.parametrize(
    ("name", "start", "reason"),
    [
        ("app.localhost", NOW - 50 * DAY, "certificate has expired"),
        ("other.localhost", NOW - DAY, "certificate is not valid for 'app.localhost'"),
    ],
)
def test_a_certificate_that_clients_refuse(tmp_path, name, start, reason):
    """What a client would refuse fails, however many days are left."""
    make_certificates(tmp_path, name, start=start)
    with serve(tmp_path) as port:
        got, said = watch(port, tmp_path, "--limit", "0")
    assert (got, "refused: " in said, reason in said) == (1, True, True)


def test_what_is_wrong_in_words(tmp_path):
    """A certificate that is refused and a missing server are told apart; of a good one nothing is told."""
    make_certificates(tmp_path, "app.localhost")
    context = ssl.create_default_context(cafile=tmp_path / "ca.pem")
    with serve(tmp_path) as port:
        assert check(10, "app.localhost", port, context, "127.0.0.1") == ""
        assert check(10, "localhost", port, context, "127.0.0.1").startswith("refused: ")
    down = check(10, "app.localhost", free_port(), context, "127.0.0.1")
    assert down.startswith("no answer: ")


def test_a_server_that_is_down(tmp_path):
    """No answer is a failure, too."""
    make_certificates(tmp_path, "app.localhost")
    got, said = watch(free_port(), tmp_path)
    assert (got, "no answer" in said) == (1, True)
