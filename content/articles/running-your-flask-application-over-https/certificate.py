"""Reads certificates with nothing but the standard library: python certificate.py FILE

DER, the form inside of a PEM file, is a tree of elements: a tag, a length, and that many
bytes (ITU-T X.690). RFC 5280, section 4.1, says what stands where in a certificate.
"""

import base64
import ipaddress
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

DAY = timedelta(days=1)
Element = tuple[int, bytes]  # a tag, and what it holds

# region pem
PEM = re.compile(r"-+BEGIN CERTIFICATE-+\s([A-Za-z0-9+/=\s]+)-+END CERTIFICATE-+")


def from_pem(text: str) -> list[bytes]:
    """The certificates of a PEM file in DER, in their order: the server's is first."""
    return [base64.b64decode(match[1]) for match in PEM.finditer(text)]


# endregion


# region elements
def elements(data: bytes) -> list[Element]:
    """The elements of one level; ValueError where they don't fill the data."""
    found, place = [], 0
    while place < len(data):
        tag, (length, place) = data[place], length_at(data, place + 1)
        if place + length > len(data):
            raise ValueError(f"an element of {length} bytes does not fit")
        found.append((tag, data[place : place + length]))
        place += length
    return found


def length_at(data: bytes, place: int) -> tuple[int, int]:
    """A length, and where it ends: one byte, or as many as the first one says."""
    first = data[place] if place < len(data) else 0x80
    place += 1
    if first < 0x80:
        return first, place
    end = place + (first & 0x7F)
    if first == 0x80 or end > len(data):
        raise ValueError("a length that DER does not have")
    return int.from_bytes(data[place:end]), end


# endregion


# region certificate
@dataclass(frozen=True)
class Certificate:
    serial: int
    issuer: str
    subject: str
    start: datetime
    end: datetime
    names: tuple[str, ...]


def read(der: bytes) -> Certificate:
    """Read a certificate, without a look at its signature; ValueError if it is none."""
    try:
        [(_, whole)] = elements(der)
        (_, signed), *_ = elements(whole)
        fields = [field for field in elements(signed) if field[0] != VERSION]
        (_, serial), _, issuer, validity, subject, _, *rest = fields
        return Certificate(
            int.from_bytes(serial, signed=True),
            common_name(issuer),
            common_name(subject),
            *map(moment, elements(validity[1])),
            alternative_names(rest),
        )
    except (IndexError, TypeError, ValueError) as error:
        raise ValueError(f"no certificate: {error}") from None


# endregion

VERSION, UTC_TIME, EXTENSIONS = 0xA0, 0x17, 0xA3
COMMON_NAME, ALTERNATIVE_NAMES = b"\x55\x04\x03", b"\x55\x1d\x11"  # 2.5.4.3 and 2.5.29.17
NAMES = {0x82: bytes.decode, 0x87: lambda raw: str(ipaddress.ip_address(raw))}


def moment(time: Element) -> datetime:
    """A time; years of two digits are those from 1950 to 2049."""
    text = time[1].decode()
    if time[0] == UTC_TIME:
        text = ("19" if text >= "5" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def common_name(name: Element) -> str:
    for _, part in elements(name[1]):
        for _, pair in elements(part):
            (_, kind), (_, text) = elements(pair)
            if kind == COMMON_NAME:
                return text.decode()
    return ""


def alternative_names(rest: list[Element]) -> tuple[str, ...]:
    """What the certificate is good for: DNS names and IP addresses."""
    for tag, wrapped in rest:
        if tag == EXTENSIONS:
            for _, extension in elements(elements(wrapped)[0][1]):
                (_, kind), *_, (_, value) = elements(extension)
                if kind == ALTERNATIVE_NAMES:
                    names = elements(elements(value)[0][1])
                    return tuple(NAMES[tag](raw) for tag, raw in names if tag in NAMES)
    return ()


def main() -> None:
    for der in from_pem(Path(sys.argv[1]).read_text()):
        certificate = read(der)
        print("subject", certificate.subject or "(empty)")
        print("issuer ", certificate.issuer)
        print("names  ", *certificate.names or ["(none)"])
        print("valid  ", f"{(certificate.end - certificate.start) / DAY:.0f} days")


if __name__ == "__main__":
    main()
