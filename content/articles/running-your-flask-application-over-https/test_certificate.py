"""The reader of certificates, beside that of the cryptography package."""

import ipaddress
import random
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

import ca
from certificate import Certificate, elements, from_pem, read

KEY = ec.generate_private_key(ec.SECP384R1())
AUTHORITY = ca.make_authority()


def der(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


def by_cryptography(certificate):
    """What the other reader finds."""
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return Certificate(
        certificate.serial_number,
        certificate.issuer.get_attributes_for_oid(x509.oid.NameOID.COMMON_NAME)[0].value,
        "",
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        tuple(str(name.value) for name in names),
    )


@pytest.mark.parametrize("seed", range(50))
def test_both_readers_agree(seed):
    """Fifty certificates: many names, addresses, dates on both sides of 2050, when the form of times changes."""
    chance = random.Random(seed)
    names = ["x" * chance.randint(1, 60) + ".example" for _ in range(chance.randint(1, 40))]
    names += [str(ipaddress.ip_address(chance.getrandbits(bits))) for bits in (32, 128)]
    start = datetime(1999, 12, 31, 23, 59, 58, tzinfo=UTC) + timedelta(
        days=chance.randint(0, 30_000)
    )
    made = ca.issue(AUTHORITY, names, KEY, start=start, days=chance.randint(1, 8_000))
    assert read(der(made)) == by_cryptography(made)


def test_rsa():
    """The kind of key makes no difference."""
    made = ca.issue(AUTHORITY, ["a.example"], rsa.generate_private_key(65537, 2048))
    assert read(der(made)) == by_cryptography(made)


def test_a_chain():
    """A PEM file may hold several, and text between them."""
    leaf, root = ca.issue(AUTHORITY, ["a.example"], KEY), AUTHORITY[1]
    text = "a comment\n" + ca.to_pem(leaf).decode() + "\r\nanother\n" + ca.to_pem(root).decode()
    assert from_pem(text) == [der(leaf), der(root)]
    assert read(der(root)).names == ()


def test_what_is_cut_off_is_refused():
    """Wherever a certificate ends too early, that is a ValueError and nothing else."""
    whole = der(ca.issue(AUTHORITY, ["a.example"], KEY))
    for end in range(len(whole)):
        with pytest.raises(ValueError, match="no certificate"):
            read(whole[:end])


def test_what_is_added_is_refused():
    """Bytes behind a certificate belong to none."""
    with pytest.raises(ValueError, match="no certificate"):
        read(der(AUTHORITY[1]) + b"\0")


@pytest.mark.parametrize("data", [b"\x30", b"\x30\x80\0\0", b"\x30\x81", b"\x30\x05abc"])
def test_bad_elements(data):
    """No length, one without an end, which DER has not, half of one, and one too long."""
    with pytest.raises(ValueError, match=r"element|length"):
        elements(data)


def test_lengths():
    """Lengths of one, two and three bytes."""
    for size in (0, 127, 128, 255, 256, 70_000):
        count = (size.bit_length() + 7) // 8
        length = bytes([size]) if size < 128 else bytes([0x80 | count]) + size.to_bytes(count)
        assert elements(b"\x04" + length + b"x" * size) == [(4, b"x" * size)]
