"""Read a Flask session cookie without its key. Standard library only: nothing is verified."""

import base64
import json
import sys
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pprint import pprint
from typing import Any
from uuid import UUID

# region tags
TAGS = {
    " t": tuple,
    " b": base64.b64decode,
    " m": str,  # Markup: text that a template does not escape
    " u": UUID,
    " d": parsedate_to_datetime,
    " di": lambda escaped: {name[:-2]: value for name, value in escaped.items()},
}


def untag(pairs: dict[str, Any]) -> Any:
    """The value that a one-entry object such as {" t": [1, 2]} stands for."""
    if len(pairs) == 1:
        [(tag, value)] = pairs.items()
        if tag in TAGS:
            return TAGS[tag](value)
    return pairs


# endregion


# region decode
@dataclass(frozen=True)
class Cookie:
    data: dict[str, Any]
    signed_at: datetime
    signature: bytes


def decode(cookie: str) -> Cookie:
    """Take a session cookie apart; raise ValueError if it is not one."""
    try:
        payload, moment, signature = cookie.rsplit(".", 2)
    except ValueError:
        message = "a session cookie has three parts: payload.time.signature"
        raise ValueError(message) from None
    return Cookie(
        data=unpack(payload),
        signed_at=datetime.fromtimestamp(int.from_bytes(from_base64(moment)), UTC),
        signature=from_base64(signature),
    )


def unpack(payload: str) -> dict[str, Any]:
    packed = payload.startswith(".")
    text = from_base64(payload.removeprefix("."))
    if packed:
        text = zlib.decompress(text)
    return json.loads(text, object_hook=untag)


def from_base64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# endregion


def main() -> None:
    cookie = decode(sys.argv[1])
    print("signed at", cookie.signed_at)
    pprint(cookie.data)


if __name__ == "__main__":
    main()
