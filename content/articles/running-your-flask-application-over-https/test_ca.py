"""The CA and its certificates, shown to a client in memory."""

import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

import ca
from handshake import contexts, handshake
from stack import make_certificate_of_old, make_certificates

V13, V12 = ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
HOST = "app.localhost"


def refusal(folder: Path, name: str = HOST) -> str:
    """Why a client that trusts the CA in `folder` refuses the certificate there, or nothing."""
    try:
        handshake(*contexts(folder, V13), name)
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    return ""


def test_a_certificate_is_accepted(tmp_path):
    """A client that trusts the CA, and wants one of the names, shakes hands."""
    make_certificates(tmp_path, HOST, "www.app.localhost", "127.0.0.1")
    for name in (HOST, "www.app.localhost", "127.0.0.1"):
        assert refusal(tmp_path, name) == ""


def test_another_name_is_refused(tmp_path):
    """A certificate is good for its names only; the parent domain or a subdomain is another name."""
    make_certificates(tmp_path, HOST)
    for name in ("localhost", "www.app.localhost", "127.0.0.1"):
        assert "is not valid for" in refusal(tmp_path, name)


def test_a_wildcard_stands_for_one_label(tmp_path):
    """*.app.localhost covers its children, and neither itself nor grandchildren."""
    make_certificates(tmp_path, "*.app.localhost")
    assert refusal(tmp_path, "www.app.localhost") == ""
    assert "is not valid for" in refusal(tmp_path, HOST)
    assert "is not valid for" in refusal(tmp_path, "a.b.app.localhost")


def test_an_expired_certificate_is_refused(tmp_path):
    """One day too late is too late."""
    make_certificates(tmp_path, HOST, start=NOW - 46 * DAY, days=45)
    assert refusal(tmp_path) == "certificate has expired"


def test_a_certificate_of_tomorrow_is_refused(tmp_path):
    """So is one day too early: a server whose clock is wrong looks like this."""
    make_certificates(tmp_path, HOST, start=NOW + DAY)
    assert refusal(tmp_path) == "certificate is not yet valid"


def test_another_ca_is_refused(tmp_path):
    """Without the CA among those that the client trusts, nothing else about a certificate matters."""
    make_certificates(tmp_path, HOST)
    ca.write_certificates(tmp_path / "ca.pem", ca.make_authority("Another CA")[1])
    assert refusal(tmp_path) == "unable to get local issuer certificate"


def test_a_ca_of_the_same_name_is_refused(tmp_path):
    """The name of a CA proves nothing; its signature does."""
    make_certificates(tmp_path, HOST)
    ca.write_certificates(tmp_path / "ca.pem", ca.make_authority()[1])
    with pytest.raises(ssl.SSLError):
        handshake(*contexts(tmp_path, V13), HOST)


def test_a_name_in_the_subject_alone(tmp_path):
    """A host name in the subject counts for Python's ssl, unless told otherwise; to browsers it is nothing."""
    make_certificate_of_old(tmp_path)
    client, server = contexts(tmp_path, V13)
    assert handshake(client, server, HOST)
    client.hostname_checks_common_name = False
    with pytest.raises(
        ssl.SSLCertVerificationError, match=r"is not valid for 'app\.localhost'"
    ):
        handshake(client, server, HOST)


def test_a_leaf_cannot_sign(tmp_path):
    """The key of a server certificate makes no certificates that anyone accepts."""
    root_key, root = ca.make_authority()
    key, stolen = (ec.generate_private_key(ec.SECP384R1()) for _ in range(2))
    leaf = (
        ca.draft(ca.common_name("Leaf"), root.subject, key.public_key(), NOW - DAY, 45)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(root_key, ca.HASH)
    )
    forged = ca.issue((key, leaf), ["bank.localhost"], stolen)
    ca.write_certificates(tmp_path / "ca.pem", root)
    ca.write_certificates(tmp_path / "fullchain.pem", forged, leaf)
    ca.write_key(tmp_path / "privkey.pem", stolen)
    assert refusal(tmp_path, "bank.localhost") == "invalid CA certificate"


def test_a_missing_intermediate_is_refused_and_a_sent_one_is_not(tmp_path):
    """Clients know roots; what stands between, the server has to send along."""
    root_key, root = ca.make_authority()
    middle_key, key = (ec.generate_private_key(ec.SECP384R1()) for _ in range(2))
    root = (
        ca.draft(root.subject, root.subject, root_key.public_key(), NOW - DAY, 365)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .sign(root_key, ca.HASH)
    )
    middle = (
        ca.draft(
            ca.common_name("Intermediate"), root.subject, middle_key.public_key(), NOW - DAY, 90
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(root_key, ca.HASH)
    )
    leaf = ca.issue((middle_key, middle), [HOST], key)
    ca.write_certificates(tmp_path / "ca.pem", root)
    ca.write_key(tmp_path / "privkey.pem", key)
    ca.write_certificates(tmp_path / "fullchain.pem", leaf, middle)
    assert refusal(tmp_path) == ""
    ca.write_certificates(tmp_path / "fullchain.pem", leaf)
    assert refusal(tmp_path) == "unable to get local issuer certificate"


@pytest.mark.parametrize(
    ("options", "kind"), [((), ec.EllipticCurvePublicKey), (("--rsa",), rsa.RSAPublicKey)]
)
def test_the_command(tmp_path, options, kind):
    """It writes three files: keys of 384 bits of a curve or 4096 of RSA, 45 days, a key that only its owner reads."""
    command = [sys.executable, "ca.py", HOST, "--folder", str(tmp_path), *options]
    subprocess.run(command, check=True, timeout=60, cwd=Path(__file__).parent)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ca.pem",
        "fullchain.pem",
        "privkey.pem",
    ]
    assert (tmp_path / "privkey.pem").stat().st_mode & 0o777 == 0o600
    leaf = x509.load_pem_x509_certificate((tmp_path / "fullchain.pem").read_bytes())
    assert isinstance(leaf.public_key(), kind)
    assert leaf.public_key().key_size in (384, 4096)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc == 45 * DAY
    assert refusal(tmp_path) == ""


def test_tls_1_3_seals_the_certificate(tmp_path):
    """In TLS 1.2 whoever listens sees the certificate go by; in 1.3 nothing but the two hellos."""
    make_certificates(tmp_path, HOST)
    der = ssl.PEM_cert_to_DER_cert((tmp_path / "fullchain.pem").read_text())
    assert der in bytes_of_the_server(tmp_path, V12)
    assert der not in bytes_of_the_server(tmp_path, V13)


def bytes_of_the_server(folder, version):
    """What the server sends in answer to the first message of a client."""
    client, server = contexts(folder, version)
    hello, answer = ssl.MemoryBIO(), ssl.MemoryBIO()
    with pytest.raises(ssl.SSLWantReadError):
        client.wrap_bio(ssl.MemoryBIO(), hello, server_hostname=HOST).do_handshake()
    with pytest.raises(ssl.SSLWantReadError):
        server.wrap_bio(hello, answer, server_side=True).do_handshake()
    return answer.read()


def test_the_name_is_sent_in_the_open(tmp_path):
    """The first message names the host that the client wants, for all to read (SNI)."""
    make_certificates(tmp_path, HOST)
    client, _ = contexts(tmp_path, V13)
    hello = ssl.MemoryBIO()
    with pytest.raises(ssl.SSLWantReadError):
        client.wrap_bio(ssl.MemoryBIO(), hello, server_hostname=HOST).do_handshake()
    assert HOST.encode() in hello.read()


def test_one_round_trip(tmp_path):
    """TLS 1.3 takes a flight each way before the client may ask; TLS 1.2 takes two."""
    make_certificates(tmp_path, HOST)
    senders = [
        who for who, name in handshake(*contexts(tmp_path, V13), HOST) if name == "FINISHED"
    ]
    assert senders == ["server", "client"]
    senders = [
        who for who, name in handshake(*contexts(tmp_path, V12), HOST) if name == "FINISHED"
    ]
    assert senders == ["client", "server"]
