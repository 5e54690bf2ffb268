"""Check the session settings of a Flask app: python harden.py APP, with APP as in flask --app APP."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from typing import Any, NamedTuple
from uuid import UUID

import click
from flask import Flask
from flask.cli import ScriptInfo
from packaging.version import Version

from crack import published_keys

SAFE_FLASK = Version("3.1.3")  # fixes CVE-2025-47278 and CVE-2026-27205
KEY_BYTES = 32
LIFETIME = timedelta(days=14)  # our choice; Flask's default is 31 days


# region finding
class Finding(NamedTuple):
    setting: str
    problem: str


# endregion


# region key
def key_problem(key: Any) -> str | None:
    """What shows a key to be weak, or None; that it is not random never shows."""
    if not key:
        return "is not set"
    raw = key.encode() if isinstance(key, str) else key
    if raw in published_keys():
        return "is published: everyone has it"
    if is_uuid1(raw):
        return "is a version 1 UUID, made of a clock and a network address"
    if len(raw) < KEY_BYTES:
        return f"has {len(raw)} bytes, fewer than {KEY_BYTES}"
    if len(set(raw)) < 8:
        return "repeats a few characters"
    return None


def is_uuid1(raw: bytes) -> bool:
    try:
        return UUID(raw.decode()).version == 1
    except ValueError:
        return False


# endregion


# region check
def check(app: Flask) -> Iterator[Finding]:
    """The weak settings of an app."""
    yield from check_keys(app.config)
    yield from check_cookie(app.config)
    if app.debug:
        yield Finding("DEBUG", "is on: the debugger runs code for those who reach it")
    lifetime = app.permanent_session_lifetime
    if lifetime > LIFETIME:
        yield Finding("PERMANENT_SESSION_LIFETIME", f"is {lifetime.days} days")


def check_keys(config: dict[str, Any]) -> Iterator[Finding]:
    if problem := key_problem(config["SECRET_KEY"]):
        yield Finding("SECRET_KEY", problem)
    fallbacks = config["SECRET_KEY_FALLBACKS"] or []
    if isinstance(fallbacks, str | bytes):
        problem = "is a string: each of its characters is a key"
        yield Finding("SECRET_KEY_FALLBACKS", problem)
    elif any(key_problem(key) for key in fallbacks):
        problem = "holds a weak key, and it still opens sessions"
        yield Finding("SECRET_KEY_FALLBACKS", problem)


# endregion


# region cookie
def check_cookie(config: dict[str, Any]) -> Iterator[Finding]:
    name = config["SESSION_COOKIE_NAME"]
    if not config["SESSION_COOKIE_SECURE"]:
        yield Finding("SESSION_COOKIE_SECURE", "is off: the cookie travels over plain HTTP")
    if not config["SESSION_COOKIE_HTTPONLY"]:
        yield Finding("SESSION_COOKIE_HTTPONLY", "is off: scripts can read the cookie")
    if str(config["SESSION_COOKIE_SAMESITE"]).title() not in {"Lax", "Strict"}:
        yield Finding(
            "SESSION_COOKIE_SAMESITE",
            "is neither Lax nor Strict: other sites' forms carry the cookie",
        )
    if config["SESSION_COOKIE_DOMAIN"]:
        yield Finding("SESSION_COOKIE_DOMAIN", "is set: every subdomain receives the cookie")
    if not name.startswith("__Host-"):
        yield Finding(
            "SESSION_COOKIE_NAME",
            "lacks the __Host- prefix: a subdomain can plant its own cookie",
        )
    elif (config["SESSION_COOKIE_PATH"] or config["APPLICATION_ROOT"]) != "/":
        yield Finding(
            "SESSION_COOKIE_PATH", "is not /: browsers refuse a __Host- cookie with it"
        )


# endregion


def check_flask(installed: str) -> Iterator[Finding]:
    """A Flask release that is older than the last fix to its sessions."""
    if Version(installed) < SAFE_FLASK:
        yield Finding("Flask", f"is {installed}; fixes to sessions came up to {SAFE_FLASK}")


# region main
@click.command()
@click.argument("app")
def main(app: str) -> None:
    """Exit with 0 if no setting looks weak, with 1 and a line for each that does otherwise."""
    findings = [
        *check_flask(version("flask")),
        *check(ScriptInfo(app_import_path=app).load_app()),
    ]
    for finding in findings:
        click.echo(f"{finding.setting} {finding.problem}")
    sys.exit(1 if findings else 0)


# endregion


if __name__ == "__main__":
    main()
