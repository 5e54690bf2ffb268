"""Says what is in a chain of certificates, in plain words: python chain.py FILE

Standard library only. Signatures are not checked: who issued what is taken from the names.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from certificate import (
    DAY,
    EXTENSIONS,
    VERSION,
    Certificate,
    Element,
    elements,
    from_pem,
    read,
)
from lifetimes import renew_at

BMP, T61 = 0x1E, 0x14  # the two kinds of text that are not in UTF-8
TRUE = b"\xff"
BASIC_CONSTRAINTS = "2.5.29.19"
ATTRIBUTES = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
}
KEYS = {
    "1.2.840.113549.1.1.1": "RSA",
    "1.2.840.10045.2.1": "EC",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
}
CURVES = {
    "1.2.840.10045.3.1.7": "P-256",
    "1.3.132.0.34": "P-384",
    "1.3.132.0.35": "P-521",
}
SIGNATURES = {
    "1.2.840.113549.1.1.5": "RSA with SHA-1",
    "1.2.840.113549.1.1.10": "RSA-PSS",
    "1.2.840.113549.1.1.11": "RSA with SHA-256",
    "1.2.840.113549.1.1.12": "RSA with SHA-384",
    "1.2.840.113549.1.1.13": "RSA with SHA-512",
    "1.2.840.10045.4.3.2": "ECDSA with SHA-256",
    "1.2.840.10045.4.3.3": "ECDSA with SHA-384",
    "1.2.840.10045.4.3.4": "ECDSA with SHA-512",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
}


@dataclass(frozen=True)
class Link:
    """One certificate of a chain: what `read` finds in it, and the rest."""

    certificate: Certificate
    subject: str
    issuer: str
    key: str
    signature: str
    is_authority: bool


# region chain
def links(pem: str) -> list[Link]:
    """The certificates of a PEM file, in its order; ValueError says what is wrong with it."""
    if "PRIVATE KEY-----" in pem:
        raise ValueError(
            "there is a private key in it, which is nobody's business but the server's"
        )
    if not (certificates := from_pem(pem)):
        raise ValueError("no certificate in it: each begins with -----BEGIN CERTIFICATE-----")
    return [link(der) for der in certificates]


def issued_by(place: int, chain: list[Link]) -> str:
    """Where in the chain the issuer is; the place of the server's certificate is 0."""
    subjects = [other.subject for other in chain]
    issuer = chain[place].issuer
    if issuer == chain[place].subject:
        return "by itself: a root, which need not be sent" if place else "by itself"
    if issuer not in subjects:
        return "by one that is not here" + ", and should be unless it is a root" * (not place)
    number = subjects.index(issuer)
    return f"by {number + 1}" + ", which should come next" * (number != place + 1)


# endregion


def link(der: bytes) -> Link:
    """Read one certificate; ValueError if it is none."""
    certificate = read(der)
    try:
        [(_, whole)] = elements(der)
        (_, signed), (_, algorithm), _ = elements(whole)
        fields = [field for field in elements(signed) if field[0] != VERSION]
        _, _, issuer, _, subject, key, *rest = fields
        return Link(
            certificate,
            full_name(subject),
            full_name(issuer),
            kind_of_key(key[1]),
            known(SIGNATURES, elements(algorithm)[0]),
            is_authority(rest),
        )
    except (IndexError, TypeError, ValueError) as error:
        raise ValueError(f"no certificate: {error}") from None


def dotted(identifier: Element) -> str:
    """An object identifier as it is written in standards: 2.5.4.3."""
    numbers, value = [], 0
    for byte in identifier[1]:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(value)
            value = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))


def known(table: dict[str, str], identifier: Element) -> str:
    """What the table calls it, otherwise its number."""
    number = dotted(identifier)
    return table.get(number, number)


def full_name(name: Element) -> str:
    """A distinguished name in the order of the certificate: C=…, O=…, CN=…"""
    pairs = [elements(pair) for _, part in elements(name[1]) for _, pair in elements(part)]
    return ", ".join(f"{known(ATTRIBUTES, kind)}={text(value)}" for kind, value in pairs)


def text(value: Element) -> str:
    return value[1].decode({BMP: "utf-16-be", T61: "latin-1"}.get(value[0], "utf-8"))


def kind_of_key(key: bytes) -> str:
    """Its algorithm, and how long it is or on which curve."""
    (_, algorithm), (_, bits) = elements(key)
    kind, *parameters = elements(algorithm)
    name = known(KEYS, kind)
    if name == "RSA":
        (_, modulus), _ = elements(elements(bits[1:])[0][1])
        return f"RSA, {int.from_bytes(modulus).bit_length()} bits"
    return f"EC, {known(CURVES, parameters[0])}" if name == "EC" else name


def is_authority(rest: list[Element]) -> bool:
    """Whether it may issue others."""
    for tag, wrapped in rest:
        if tag == EXTENSIONS:
            for _, extension in elements(elements(wrapped)[0][1]):
                kind, *_, (_, value) = elements(extension)
                if dotted(kind) == BASIC_CONSTRAINTS:
                    return any(held == TRUE for _, held in elements(elements(value)[0][1]))
    return False


# region rows
def describe(pem: str) -> list[tuple[str, str]]:
    """The chain in plain words, each with its name; a certificate begins with its number, which has no words."""
    chain = links(pem)
    return [row for place in range(len(chain)) for row in rows(place, chain)]


def rows(place: int, chain: list[Link]) -> Iterator[tuple[str, str]]:
    link, found = chain[place], chain[place].certificate
    days = (found.end - found.start) / DAY
    yield f"Certificate {place + 1}", ""
    yield "is", "an authority" if link.is_authority else "of a server or a client"
    if link.subject:
        yield "subject", link.subject
    if found.names:
        yield "good for", ", ".join(found.names)
    yield "valid", f"{found.start:%Y-%m-%d} to {found.end:%Y-%m-%d}, {days:.0f} days"
    if not link.is_authority:
        yield "renew", f"{renew_at(found.start, found.end):%Y-%m-%d}"
    yield "key", link.key
    yield "issuer", link.issuer
    yield "issued", issued_by(place, chain)
    yield "signature", link.signature


# endregion


def main() -> None:
    for name, words in describe(Path(sys.argv[1]).read_text()):
        print(f"{name:10} {words}".rstrip())


if __name__ == "__main__":
    main()
