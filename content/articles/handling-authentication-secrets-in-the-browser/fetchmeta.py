"""Refuse what pages of others have a browser send, by Fetch Metadata, and by Origin where that is missing."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask, abort, request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


# region decide
class Decision(NamedTuple):
    reason: str
    allowed: bool


def decide(
    method: str,
    headers: Mapping[str, str],
    host: str,
    trusted: Collection[str] = (),
) -> Decision:
    """Whether a request may change something here.

    `host` is ours, with its port; `trusted` are origins of others that may.
    """
    site, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin")
    if method in SAFE_METHODS:
        return Decision("changes nothing", allowed=True)
    if origin in trusted:
        return Decision("trusted", allowed=True)
    if site is not None:
        return Decision(site, allowed=site in {"same-origin", "none"})
    if origin is not None:
        return Decision(f"Origin {origin}", allowed=urlsplit(origin).netloc == host)
    return Decision("neither header", allowed=True)


# endregion


# region protect
def protect(app: Flask, trusted: Collection[str] = (), exempt: Collection[str] = ()) -> None:
    """Guard each view of an app; `exempt` names endpoints that check for themselves."""

    @app.before_request
    def guard() -> None:
        if request.endpoint in exempt:
            return
        decision = decide(request.method, request.headers, request.host, trusted)
        if not decision.allowed:
            app.logger.warning("refused %s: %s", request.path, decision.reason)
            abort(403, description=f"refused: {decision.reason}")


# endregion
