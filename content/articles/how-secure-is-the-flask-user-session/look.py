"""What a session cookie says, and who signed it. Standard library only; no request is made."""

import ast
import zlib

from crack import find_key, published_keys
from decode import Cookie, decode

# What decode() raises for what is no cookie: of base64, zlib, JSON, tags, and times that no calendar has.
UNREADABLE = (
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    OSError,
    RecursionError,
    zlib.error,
)


# region look
def look(cookie: str, key: str = "") -> list[tuple[str, str]]:
    """What a cookie holds, when it was signed and by whom, each with its name."""
    value = cookie.strip().removeprefix("session=").partition(";")[0]
    found = read(value)
    moment = f"{found.signed_at:%Y-%m-%d %H:%M:%S} UTC"
    return [
        *entries(found.data),
        ("signed at", moment),
        ("signed", signer(value, found, key)),
    ]


def signer(cookie: str, found: Cookie, key: str) -> str:
    """Whose signature it is, as far as a key that is given and the published ones tell."""
    if len(found.signature) != 20:
        return f"by something else than HMAC-SHA1: {len(found.signature)} bytes"
    if key and find_key(cookie, [as_bytes(key)]):
        return "by this key"
    if known := find_key(cookie, published_keys()):
        return f"by a published key: {known!r}"
    return "not by this key" if key else "by none of the published keys"


# endregion


def read(cookie: str) -> Cookie:
    """As decode(), and ValueError for whatever is no cookie."""
    try:
        return decode(cookie)
    except UNREADABLE as error:
        parts = "it has to be payload.time.signature" if cookie.count(".") < 2 else ""
        raise ValueError(
            f"no session cookie of Flask: {parts or 'its payload or its time makes no sense'}"
        ) from error


def entries(data: object) -> list[tuple[str, str]]:
    """The names in a session, with their values as Python writes them."""
    if isinstance(data, dict) and data:
        return [(str(name), repr(value)) for name, value in data.items()]
    return [("payload", repr(data))]


def as_bytes(key: str) -> bytes:
    r"""A key as Flask takes it: text, or bytes as Python writes them, b'\x9f…'."""
    try:
        value = ast.literal_eval(key)
    except (ValueError, SyntaxError):
        return key.encode()
    return value if isinstance(value, bytes) else key.encode()
