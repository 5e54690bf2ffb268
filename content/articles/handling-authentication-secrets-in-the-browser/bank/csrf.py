"""The older guard: a token that a page of ours can send along, and a page of others can't know."""

import hmac

from flask import abort, current_app, request

from bank.credentials import credential


# region csrf
def token_for(value: str) -> str:
    """The CSRF token that belongs to the value of a cookie."""
    return hmac.digest(current_app.config["KEY"].encode(), value.encode(), "sha256").hex()


def check() -> None:
    """Refuse what changes something and does not bring the token."""
    if request.method in {"GET", "HEAD", "OPTIONS"} or request.endpoint == "login":
        return
    sent = request.headers.get("X-CSRF-Token", "")
    if not hmac.compare_digest(sent, token_for(credential())):
        abort(403, description="refused: no CSRF token")


# endregion
