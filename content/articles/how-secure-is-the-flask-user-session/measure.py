"""How fast keys are tried: by hashlib alone, and by the library with which Flask signs."""

import hashlib
import time
from collections.abc import Callable, Iterable

from itsdangerous import TimestampSigner

from forge import forge

ROUNDS = 3
Search = Callable[[str, Iterable[bytes]], bytes | None]


def keys_a_second(search: Search, count: int) -> float:
    """Keys a second of one core; the best of some rounds, since what runs beside it slows it."""
    cookie = forge({"player": "ada"}, b"not among them")
    candidates = [f"key {number}".encode() for number in range(count)]
    return count / min(seconds(search, cookie, candidates) for _ in range(ROUNDS))


def seconds(search: Search, cookie: str, candidates: list[bytes]) -> float:
    """The time that a core spends on it, which does not count what the core does for others."""
    started = time.process_time()
    if search(cookie, candidates) is not None:
        raise ValueError("the key is among the candidates, so that not all of them were tried")
    return time.process_time() - started


def by_itsdangerous(cookie: str, candidates: Iterable[bytes]) -> bytes | None:
    """As `find_key`, with the signer that Flask's session interface uses."""
    settings = {
        "salt": "cookie-session",
        "key_derivation": "hmac",
        "digest_method": hashlib.sha1,
    }
    signers = ((key, TimestampSigner(key, **settings)) for key in candidates)
    return next((key for key, signer in signers if signer.validate(cookie)), None)
