"""A certificate authority of our own, for development: python ca.py NAME [NAME…]

The key of the authority is forgotten as soon as it has signed.
"""

import argparse
import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Authority = tuple[Key, x509.Certificate]
HASH = hashes.SHA384()
DAY = timedelta(days=1)
NAME = "Guest book test CA"


def usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        **dict.fromkeys(
            (
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "encipher_only",
                "decipher_only",
            ),
            False,
        ),
    )


# region authority
def make_authority(name: str = NAME) -> Authority:
    """A key, and a certificate that it signed itself: the root that clients trust."""
    key, subject = ec.generate_private_key(ec.SECP384R1()), common_name(name)
    root = (
        draft(subject, subject, key.public_key(), datetime.now(UTC) - DAY, 365)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(signs_certificates=True), critical=True)
        .sign(key, HASH)
    )
    return key, root


# endregion


# region issue
def issue(
    authority: Authority,
    names: list[str],
    key: Key,
    *,
    start: datetime | None = None,
    days: int = 45,
) -> x509.Certificate:
    """A certificate for `names`, DNS names or IP addresses, signed by `authority`."""
    ca_key, root = authority
    start = start or datetime.now(UTC) - DAY
    alternatives = x509.SubjectAlternativeName([alternative(name) for name in names])
    server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    return (
        draft(x509.Name([]), root.subject, key.public_key(), start, days)
        .add_extension(alternatives, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(signs_certificates=False), critical=True)
        .add_extension(server, critical=False)
        .sign(ca_key, HASH)
    )


def alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


# endregion


def common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def draft(
    subject: x509.Name, issuer: x509.Name, key, start: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
    )


def write_certificates(path: Path, *certificates: x509.Certificate) -> None:
    path.write_bytes(b"".join(map(to_pem, certificates)))


def to_pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def write_key(path: Path, key: Key) -> None:
    """Write a private key, readable for its owner only from the first byte on."""
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a CA, and a server certificate from it.")
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument("--days", type=int, default=45)
    parser.add_argument("--rsa", action="store_true", help="RSA-4096 instead of P-384")
    parser.add_argument("--folder", type=Path, default=Path("certs"))
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    authority = make_authority()
    key = (
        rsa.generate_private_key(65537, 4096)
        if options.rsa
        else ec.generate_private_key(ec.SECP384R1())
    )
    leaf = issue(authority, options.names, key, days=options.days)
    write_certificates(options.folder / "ca.pem", authority[1])
    write_certificates(options.folder / "fullchain.pem", leaf)
    write_key(options.folder / "privkey.pem", key)


if __name__ == "__main__":
    main()
