"""Sign a session as Flask does, for those who have the key. Standard library only."""

import base64
import hmac
import json
import time
from typing import Any


# region signature
def signature(message: bytes, secret_key: bytes) -> bytes:
    """The 20 bytes that Flask's session interface signs a message with."""
    signing_key = hmac.digest(secret_key, b"cookie-session", "sha1")
    return hmac.digest(signing_key, message, "sha1")


# endregion


# region forge
def forge(data: dict[str, Any], secret_key: bytes, moment: int | None = None) -> str:
    """A session cookie for plain JSON data, signed now or at a moment (Unix time)."""
    moment = int(time.time()) if moment is None else moment
    payload = json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
    message = to_base64(payload) + b"." + to_base64(moment.to_bytes(4))
    return (message + b"." + to_base64(signature(message, secret_key))).decode()


def to_base64(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


# endregion
