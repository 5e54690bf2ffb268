"""Reads certificates with nothing but the standard library: python certificate.py FILE

DER, the form inside of a PEM file, is a tree of elements: a tag, a length, and that many bytes (ITU-T X.690).
What stands where in a certificate is said by RFC 5280, section 4.1.
"""

import base64
import ipaddress
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

# region pem
PEM = re.compile(r"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----")


def from_pem(text: str) -> list[bytes]:
    """The certificates of a PEM file in DER, in their order: the server's own comes first."""
    return [base64.b64decode(body, validate=True) for body in map("".join, bodies(text))]


def bodies(text: str) -> list[list[str]]:
    return [match[1].split() for match in PEM.finditer(text)]


# endregion


# region elements
def elements(data: bytes) -> list[tuple[int, bytes]]:
    """The elements of one level, each with its tag; ValueError where they don't fill the data."""
    found, place = [], 0
    while place < len(data):
        tag, length, place = data[place], *length_at(data, place + 1)
        if place + length > len(data):
            raise ValueError(f"an element of {length} bytes does not fit")
        found.append((tag, data[place : place + length]))
        place += length
    return found


def length_at(data: bytes, place: int) -> tuple[int, int]:
    """A length that begins there, and where it ends: below 128 in one byte, otherwise in as many as the first says."""
    if place >= len(data):
        raise ValueError("an element without a length")
    first, place = data[place], place + 1
    if first < 0x80:
        return first, place
    end = place + (first & 0x7F)
    if first == 0x80 or end > len(data):
        raise ValueError("a length that DER does not have")
    return int.from_bytes(data[place:end]), end


# endregion


# region certificate
COMMON_NAME, ALTERNATIVE_NAMES = b"\x55\x04\x03", b"\x55\x1d\x11"  # 2.5.4.3 and 2.5.29.17
BOOLEAN_OR_VERSION, UTC_TIME, EXTENSIONS = 0xA0, 0x17, 0xA3
NAMES = {0x82: bytes.decode, 0x87: lambda raw: str(ipaddress.ip_address(raw))}


@dataclass(frozen=True)
class Certificate:
    serial: int
    issuer: str
    subject: str
    start: datetime
    end: datetime
    names: tuple[str, ...]


def read(der: bytes) -> Certificate:
    """Read one certificate; its signature is not checked. ValueError says why it is none."""
    try:
        [(_, whole)] = elements(der)
        signed, *_ = elements(whole)
        fields = [field for field in elements(signed[1]) if field[0] != BOOLEAN_OR_VERSION]
        (_, serial), _, issuer, validity, subject, _, *rest = fields
        start, end = map(moment, elements(validity[1]))
        names = alternative_names(rest)
    except (IndexError, TypeError, ValueError) as error:
        raise ValueError(f"no certificate: {error}") from None
    return Certificate(
        int.from_bytes(serial, signed=True),
        common_name(issuer),
        common_name(subject),
        start,
        end,
        names,
    )


def moment(element: tuple[int, bytes]) -> datetime:
    """A time; years of two digits are those from 1950 to 2049."""
    tag, text = element[0], element[1].decode()
    if tag == UTC_TIME:
        text = ("19" if text >= "5" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def common_name(name: tuple[int, bytes]) -> str:
    for _, part in elements(name[1]):
        for _, pair in elements(part):
            (_, kind), (_, text) = elements(pair)
            if kind == COMMON_NAME:
                return text.decode()
    return ""


def alternative_names(rest: list[tuple[int, bytes]]) -> tuple[str, ...]:
    """What the certificate is good for: DNS names and IP addresses."""
    for tag, wrapped in rest:
        if tag == EXTENSIONS:
            for _, extension in elements(elements(wrapped)[0][1]):
                (_, kind), *_, (_, value) = elements(extension)
                if kind == ALTERNATIVE_NAMES:
                    names = elements(elements(value)[0][1])
                    return tuple(NAMES[tag](raw) for tag, raw in names if tag in NAMES)
    return ()


# endregion


def main() -> None:
    for der in from_pem(Path(sys.argv[1]).read_text()):
        certificate = read(der)
        print("subject:", certificate.subject or "(empty)")
        print("issuer: ", certificate.issuer)
        print("names:  ", *certificate.names or ["(none)"])
        print("valid:  ", f"{certificate.start:%Y-%m-%d}", "to", f"{certificate.end:%Y-%m-%d}")


if __name__ == "__main__":
    main()
