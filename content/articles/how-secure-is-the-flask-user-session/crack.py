"""Find the key that signed a session cookie in a list of candidates. Standard library only; no request is made."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from decode import from_base64
from forge import signature

PUBLISHED = Path(__file__).with_name("published_keys.txt")


# region crack
def find_key(cookie: str, candidates: Iterable[bytes]) -> bytes | None:
    """The candidate that signed the cookie, or None."""
    message, _, signed = cookie.rpartition(".")
    wanted = from_base64(signed)
    matches = (key for key in candidates if signature(message.encode(), key) == wanted)
    return next(matches, None)


# endregion


# region published
def published_keys(path: Path = PUBLISHED) -> list[bytes]:
    """Keys out of tutorials and defaults: one bytes literal a line, then its source."""
    return [ast.literal_eval(line) for line in path.read_text().splitlines()]


# endregion


# region years
def years(bits: int, keys_a_second: float) -> float:
    """How long it takes on average to hit a random key of so many bits."""
    return 2 ** (bits - 1) / keys_a_second / (365.25 * 24 * 60 * 60)


# endregion


# region uuid
def uuid1_keys(known: UUID, moments: Iterable[int]) -> Iterator[bytes]:
    """The UUIDs that the maker of a known one makes at moments (100 ns since 1582)."""
    for moment in moments:
        time_fields = moment & 0xFFFFFFFF, moment >> 32 & 0xFFFF, moment >> 48 | 0x1000
        yield str(UUID(fields=(*time_fields, *known.fields[3:]))).encode()


# endregion


def main() -> None:
    key = find_key(sys.argv[1], published_keys())
    if key is None:
        sys.exit("not one of the published keys")
    print("signed with", key)


if __name__ == "__main__":
    main()
