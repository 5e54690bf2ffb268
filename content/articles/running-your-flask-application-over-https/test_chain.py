"""The reader of chains, beside the cryptography package."""

import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.x509.oid import NameOID

import ca
from certificate import from_pem
from chain import describe, dotted, issued_by, links

HERE = Path(__file__).parent
EXAMPLE = (HERE / "chain.pem").read_text()
KEYS = {
    "RSA, 2048 bits": rsa.generate_private_key(65537, 2048),
    "EC, P-256": ec.generate_private_key(ec.SECP256R1()),
    "EC, P-384": ec.generate_private_key(ec.SECP384R1()),
    "EC, P-521": ec.generate_private_key(ec.SECP521R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
    "Ed448": ed448.Ed448PrivateKey.generate(),
}
SHORT = {
    NameOID.COMMON_NAME: "CN",
    NameOID.COUNTRY_NAME: "C",
    NameOID.LOCALITY_NAME: "L",
    NameOID.STATE_OR_PROVINCE_NAME: "ST",
    NameOID.ORGANIZATION_NAME: "O",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
}


def named(**parts):
    by_short = {short: kind for kind, short in SHORT.items()}
    return x509.Name([x509.NameAttribute(by_short[name], text) for name, text in parts.items()])


ROOT, MIDDLE, LEAF = (
    named(C="EX", O="Ünder", CN="Root"),
    named(CN="Middle"),
    named(CN="a.example"),
)


def made(
    subject, issuer, *, key="EC, P-256", signer="EC, P-256", signs=False, how=None, more=None
):
    """A certificate in PEM."""
    draft = ca.draft(
        subject, issuer, KEYS[key].public_key(), datetime(2026, 11, 25, tzinfo=UTC), 45
    )
    if signs is not None:
        draft = draft.add_extension(x509.BasicConstraints(signs, None), critical=True)
    by_key = None if signer.startswith("Ed") else how or hashes.SHA256()
    return ca.to_pem(draft.sign(KEYS[signer], by_key, **more or {})).decode()


def by_cryptography(pem):
    """Of each certificate, what the other reader finds of what is compared."""
    return [
        (full(found.subject), full(found.issuer), found.not_valid_before_utc)
        for found in x509.load_pem_x509_certificates(pem.encode())
    ]


def full(name):
    return ", ".join(f"{SHORT[part.oid]}={part.value}" for part in name)


def places(*certificates):
    """How each was issued, as the chain tells it."""
    chain = links("".join(certificates))
    return [issued_by(place, chain) for place in range(len(chain))]


@pytest.mark.parametrize("seed", range(30))
def test_names_are_those_of_the_other_reader(seed):
    """Thirty chains with names of many parts, in and out of ASCII."""
    chance = random.Random(seed)
    alphabet = "abcDEF .-'()+,/:=?é☃"

    def name():
        kinds = [kind for kind in SHORT.values() if kind != "C"]
        chosen = chance.sample(kinds, chance.randint(1, len(kinds)))
        return named(**{kind: "x" + "".join(chance.choices(alphabet, k=20)) for kind in chosen})

    pem = "text between\n".join(made(name(), name()) for _ in range(chance.randint(1, 4)))
    found = [(link.subject, link.issuer, link.certificate.start) for link in links(pem)]
    assert found == by_cryptography(pem)


@pytest.mark.parametrize("key", KEYS)
def test_keys(key):
    """Each kind of key is told with its size or its curve."""
    assert [link.key for link in links(made(LEAF, MIDDLE, key=key))] == [key]


@pytest.mark.parametrize(
    ("signer", "how", "more", "expected"),
    [
        ("RSA, 2048 bits", hashes.SHA256(), {}, "RSA with SHA-256"),
        ("RSA, 2048 bits", hashes.SHA384(), {}, "RSA with SHA-384"),
        ("RSA, 2048 bits", hashes.SHA512(), {}, "RSA with SHA-512"),
        (
            "RSA, 2048 bits",
            hashes.SHA256(),
            {"rsa_padding": padding.PSS(padding.MGF1(hashes.SHA256()), 32)},
            "RSA-PSS",
        ),
        ("EC, P-256", hashes.SHA256(), {}, "ECDSA with SHA-256"),
        ("EC, P-384", hashes.SHA384(), {}, "ECDSA with SHA-384"),
        ("EC, P-521", hashes.SHA512(), {}, "ECDSA with SHA-512"),
        ("Ed25519", None, {}, "Ed25519"),
        ("Ed448", None, {}, "Ed448"),
    ],
)
def test_signatures(signer, how, more, expected):
    """Each kind of signature that authorities make is told."""
    assert links(made(LEAF, MIDDLE, signer=signer, how=how, more=more))[0].signature == expected


def test_authorities_are_told_from_others():
    """By the basic constraints; a certificate without any is no authority."""
    chain = links("".join(made(LEAF, ROOT, signs=signs) for signs in (True, False, None)))
    assert [link.is_authority for link in chain] == [True, False, False]


def test_a_chain_in_order():
    """Each is issued by the next; the last by a root that is not sent."""
    assert places(made(LEAF, MIDDLE), made(MIDDLE, ROOT)) == ["by 2", "by one that is not here"]


def test_a_missing_intermediate():
    """A server's certificate without its issuer is what most clients refuse."""
    [told] = places(made(LEAF, MIDDLE))
    assert told == "by one that is not here, and should be unless it is a root"


def test_a_chain_out_of_order():
    """An issuer that does not follow is named, with its place."""
    told = places(made(LEAF, MIDDLE), made(ROOT, ROOT), made(MIDDLE, ROOT))
    assert told == [
        "by 3, which should come next",
        "by itself: a root, which need not be sent",
        "by 2, which should come next",
    ]


def test_a_certificate_that_signed_itself():
    """Alone it is what a server of one's own has; it has no superfluous root."""
    assert places(made(LEAF, LEAF)) == ["by itself"]


def test_a_private_key_is_refused():
    """Whoever pastes one is told, and nothing of it is repeated."""
    with pytest.raises(ValueError, match="private key") as refusal:
        links(EXAMPLE + "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----\n")
    assert "MC4CAQAw" not in str(refusal.value)


@pytest.mark.parametrize("text", ["", "hello", "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n"])
def test_text_without_a_certificate(text):
    """The message says how one begins."""
    with pytest.raises(ValueError, match="begins with -----BEGIN CERTIFICATE-----"):
        links(text)


def test_what_is_changed_is_read_or_refused():
    """A character that is lost or another anywhere gives a reading or a ValueError, and nothing else."""
    chance = random.Random(1)
    for _ in range(2000):
        place = chance.randrange(len(EXAMPLE))
        try:
            assert describe(
                EXAMPLE[:place] + chance.choice(["", "A", "/"]) + EXAMPLE[place + 1 :]
            )
        except ValueError:
            continue


def test_object_identifiers():
    """One, two and more bytes for a number, and the first two in one."""
    written = {
        "2.5.4.3": "550403",
        "1.2.840.113549": "2a864886f70d",
        "2.999.3": "883703",
        "0.9": "09",
    }
    assert {dotted((6, bytes.fromhex(raw))): raw for raw in written.values()} == written


def test_the_example_is_a_chain_that_holds():
    """Its first certificate is signed with the key of the second."""
    leaf, middle = x509.load_pem_x509_certificates(EXAMPLE.encode())
    leaf.verify_directly_issued_by(middle)
    assert len(from_pem(EXAMPLE)) == 2


def test_the_command():
    """It prints each certificate, with nothing but the standard library."""
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        "import sys; sys.path.insert(0, '.'); import chain; chain.main()",
    ]
    done = subprocess.run(
        [*command, "chain.pem"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    printed = done.stdout.splitlines()
    assert [line.split(None, 1)[-1] for line in printed if line.startswith("key")] == [
        link.key for link in links(EXAMPLE)
    ]
    assert len(printed) == len(describe(EXAMPLE))


def test_the_rows():
    """Each certificate begins with its number; what it has not is left out."""
    told = describe(made(LEAF, MIDDLE) + made(x509.Name([]), ROOT, signs=True))
    first, second = (told.index((f"Certificate {number}", "")) for number in (1, 2))
    assert ("subject", "CN=a.example") in told[first:second]
    assert ("renew", "2026-12-25") in told[first:second]
    assert not {"subject", "renew", "good for"} & {name for name, _ in told[second:]}
