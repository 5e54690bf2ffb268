"""Sessions that stay on the server: the browser holds a random id, the store holds the rest."""

import hashlib
import secrets
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol

from flask import Flask, Request, Response
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SessionInterface

# Flask's own, so that a session may hold all that it may hold in a cookie.
serializer = TaggedJSONSerializer()


# region store
@dataclass(frozen=True)
class Record:
    """What the server knows of one session; times in seconds since 1970."""

    owner: str | None
    created: float
    seen: float
    data: str


class Store(Protocol):
    """Where the records are. A key is the digest of an id, never the id itself."""

    def insert(self, key: str, record: Record) -> None: ...
    def find(self, key: str) -> Record | None: ...
    def update(self, key: str, record: Record) -> None:
        """Replace a record; write nothing if it is gone."""

    def delete(self, key: str) -> None: ...
    def delete_owner(self, owner: str) -> int:
        """End all sessions of an owner; return their number."""


# endregion


SCHEMA = """
CREATE TABLE IF NOT EXISTS session (
    key TEXT PRIMARY KEY, owner TEXT, created REAL NOT NULL, seen REAL NOT NULL, data TEXT NOT NULL
)
"""


class SQLiteStore:
    """A Store in one SQLite file; each call opens its own connection, so threads and processes may share it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._run(SCHEMA)

    def insert(self, key: str, record: Record) -> None:
        self._run(
            "INSERT INTO session VALUES (?, ?, ?, ?, ?)",
            key,
            record.owner,
            record.created,
            record.seen,
            record.data,
        )

    def find(self, key: str) -> Record | None:
        rows, _ = self._run("SELECT owner, created, seen, data FROM session WHERE key = ?", key)
        return Record(*rows[0]) if rows else None

    def update(self, key: str, record: Record) -> None:
        self._run(
            "UPDATE session SET seen = ?, data = ? WHERE key = ?", record.seen, record.data, key
        )

    def delete(self, key: str) -> None:
        self._run("DELETE FROM session WHERE key = ?", key)

    def delete_owner(self, owner: str) -> int:
        _, count = self._run("DELETE FROM session WHERE owner = ?", owner)
        return count

    def delete_expired(self, created_before: float, seen_before: float) -> int:
        """Delete the sessions that are over; return their number. Run it from time to time."""
        _, count = self._run(
            "DELETE FROM session WHERE created < ? OR seen < ?", created_before, seen_before
        )
        return count

    def _run(self, statement: str, *values: Any) -> tuple[list[tuple[Any, ...]], int]:
        with closing(sqlite3.connect(self.path, isolation_level=None)) as database:
            cursor = database.execute(statement, values)
            return cursor.fetchall(), cursor.rowcount


# region session
class ServerSession(SecureCookieSession):
    """A session, the id that the browser showed, and the record; None while new."""

    def __init__(
        self,
        data: Any = None,
        session_id: str | None = None,
        record: Record | None = None,
    ) -> None:
        super().__init__(data)
        self.session_id = session_id
        self.record = record
        self.cleared = False

    def clear(self) -> None:
        """Forget everything, the id too: what comes next is another session."""
        super().clear()
        self.cleared = True


# endregion


def digest(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()


class ServerSideSessions(SessionInterface):
    """Keep sessions in a store; `owner` names the entry that says whose session it is.

    A session ends `idle` after its last use and `absolute` after its id was issued, whichever comes first.
    """

    def __init__(
        self,
        store: Store,
        owner: str,
        idle: timedelta = timedelta(minutes=30),
        absolute: timedelta = timedelta(hours=12),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self.owner = owner
        self.idle = idle.total_seconds()
        self.absolute = absolute.total_seconds()
        self.clock = clock

    # region open
    def open_session(self, app: Flask, request: Request) -> ServerSession:
        session_id = request.cookies.get(self.get_cookie_name(app), "")
        record = self.store.find(digest(session_id)) if session_id else None
        if record is None:
            return ServerSession()  # an id that we did not issue is never adopted
        if self.is_over(record):
            self.store.delete(digest(session_id))
            return ServerSession()
        return ServerSession(serializer.loads(record.data), session_id, record)

    def is_over(self, record: Record) -> bool:
        now = self.clock()
        return now - record.seen > self.idle or now - record.created > self.absolute

    # endregion

    # region save
    def save_session(self, app: Flask, session: ServerSession, response: Response) -> None:
        if session.accessed or session.modified:
            response.vary.add("Cookie")
        if not session:
            self.end(app, session, response)
        elif self.needs_new_id(session):
            self.start(app, session, response)
        elif session.accessed or session.modified:
            record = replace(
                session.record, seen=self.clock(), data=serializer.dumps(dict(session))
            )
            self.store.update(digest(session.session_id), record)

    def needs_new_id(self, session: ServerSession) -> bool:
        if session.record is None or session.cleared:
            return True
        return session.record.owner != session.get(self.owner)

    def start(self, app: Flask, session: ServerSession, response: Response) -> None:
        """Issue a new id, whose two limits run from now; the old id is dead."""
        if session.record:
            self.store.delete(digest(session.session_id))
        session_id, now = secrets.token_urlsafe(32), self.clock()
        record = Record(session.get(self.owner), now, now, serializer.dumps(dict(session)))
        self.store.insert(digest(session_id), record)
        name, settings = self.get_cookie_name(app), self.cookie_settings(app)
        response.set_cookie(name, session_id, **settings)

    def end(self, app: Flask, session: ServerSession, response: Response) -> None:
        if session.record:
            self.store.delete(digest(session.session_id))
            response.delete_cookie(self.get_cookie_name(app), **self.cookie_settings(app))

    # endregion

    def cookie_settings(self, app: Flask) -> dict[str, Any]:
        return {
            "path": self.get_cookie_path(app),
            "domain": self.get_cookie_domain(app),
            "secure": self.get_cookie_secure(app),
            "httponly": self.get_cookie_httponly(app),
            "samesite": self.get_cookie_samesite(app),
            "partitioned": self.get_cookie_partitioned(app),
        }
