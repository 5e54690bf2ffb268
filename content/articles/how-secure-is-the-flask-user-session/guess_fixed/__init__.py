"""The same guessing game with its session on the server: the cookie is a random id, and nothing else."""

from datetime import timedelta

from flask import Flask

import guess
from serverside import ServerSideSessions, SQLiteStore


# region app
def create_app(database: str = "sessions.sqlite") -> Flask:
    app = guess.create_app()
    app.config.update(
        SECRET_KEY=None,  # from GUESS_SECRET_KEY in the environment, or none at all
        SESSION_COOKIE_NAME="__Host-session",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
    )
    app.config.from_prefixed_env("GUESS")
    app.session_interface = ServerSideSessions(SQLiteStore(database), owner="player")
    return app


# endregion
