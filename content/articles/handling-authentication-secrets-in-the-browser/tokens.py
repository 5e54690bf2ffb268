"""Access tokens of the bank: JWTs for one audience, signed in one way, good for five minutes."""

from datetime import UTC, datetime, timedelta

import jwt

LIFETIME = timedelta(minutes=5)


# region issue
def issue(user: str, key: str, now: datetime | None = None) -> str:
    """A token that says for five minutes: its holder is this user."""
    now = now or datetime.now(UTC)
    claims = {"iss": "bank", "aud": "api", "sub": user, "iat": now, "exp": now + LIFETIME}
    return jwt.encode(claims, key, algorithm="HS256")


# endregion


# region verify
def verify(token: str, key: str) -> str:
    """The user whom a token is for; raise jwt.InvalidTokenError if it is not good here."""
    claims = jwt.decode(
        token,
        key,
        algorithms=["HS256"],
        audience="api",
        issuer="bank",
        options={"require": ["iss", "aud", "sub", "iat", "exp"]},
    )
    return claims["sub"]


# endregion
