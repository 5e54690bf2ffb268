"""What a JWT says, and why a service would refuse it, with the standard library alone."""

import base64
import hmac
import json
from datetime import UTC, datetime
from typing import Any


# region parts
def from_base64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """The head, the claims, and the signature; raise ValueError if it is no JWT."""
    try:
        head, claims, signature = token.strip().split(".")
        read = json.loads(from_base64(head)), json.loads(from_base64(claims))
        if isinstance(read[0], dict) and isinstance(read[1], dict):
            return *read, from_base64(signature)
    except (ValueError, RecursionError):
        pass
    raise ValueError("a JWT has three parts with dots between them: head.claims.signature")


# endregion


# region problem
def problem(token: str, key: str, audience: str, now: float) -> str:
    """Why a service of this audience refuses a token, or nothing if it does not."""
    head, claims, signature = parts(token)
    if head.get("alg") != "HS256":
        return f"its algorithm is {head.get('alg')}, and we take HS256 alone"
    message = token.strip().rpartition(".")[0].encode()
    if not hmac.compare_digest(hmac.digest(key.encode(), message, "sha256"), signature):
        return "its signature is not made with this key"
    if claims.get("aud") != audience:
        return f"it is for {claims.get('aud')}, not for {audience}"
    if not isinstance(claims.get("exp"), int | float):
        return "it does not say when it expires"
    if not claims["exp"] > now:  # NaN is never later
        return "it has expired"
    return ""


# endregion


def look(token: str, key: str, audience: str, minutes: int) -> list[tuple[str, str]]:
    """Rows of a table: what it says, and what comes of it, `minutes` after it was issued."""
    head, claims, _ = parts(token)
    rows = [(f"head: {name}", str(value)) for name, value in head.items()]
    for name, value in claims.items():
        moment = name in {"iat", "exp", "nbf"} and isinstance(value, int)
        rows.append((f"claim: {name}", at(value) if moment else str(value)))
    issued = claims.get("iat")
    now = (issued if isinstance(issued, int | float) else 0) + 60 * minutes
    if key:
        refused = problem(token, key, audience, now)
        rows.append(("verdict", f"refused: {refused}" if refused else "accepted"))
    else:
        rows.append(("verdict", "none without a key; all above was readable"))
    return rows


def at(moment: int) -> str:
    try:
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return str(moment)
