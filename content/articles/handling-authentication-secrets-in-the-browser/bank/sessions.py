"""Sessions on the server, each with the token that its browser must not see."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tokens import LIFETIME, issue

SPARE = timedelta(seconds=30)


# region sessions
@dataclass
class Session:
    user: str
    token: str
    expires: datetime


class Sessions:
    """What the bank knows of those who are logged in; a browser has an id of it, and nothing else."""

    def __init__(self, key: str) -> None:
        self._key = key
        self.sessions: dict[str, Session] = {}

    def renew(self, old: str, user: str) -> str:
        """A new id for who has just logged in; the id from before is worth nothing."""
        self.end(old)
        session_id = secrets.token_urlsafe(32)
        self.sessions[session_id] = self._new(user)
        return session_id

    def token(self, session_id: str) -> str:
        """The token of a session, a new one if it is about to expire; without one, none."""
        if not (session := self.sessions.get(session_id)):
            return ""
        if session.expires - SPARE < datetime.now(UTC):
            session = self.sessions[session_id] = self._new(session.user)
        return session.token

    def end(self, session_id: str) -> None:
        self.sessions.pop(session_id, None)

    def _new(self, user: str) -> Session:
        now = datetime.now(UTC)
        return Session(user, issue(user, self._key, now), now + LIFETIME)


# endregion
