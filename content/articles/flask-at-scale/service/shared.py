"""The Redis that all processes share."""

from functools import cache

from flask import current_app
from redis import Redis


@cache
def client(url: str) -> Redis:
    return Redis.from_url(url, decode_responses=True)


def redis() -> Redis:
    """One client for each process and address; it keeps connections, and has a lock for threads."""
    return client(current_app.config["REDIS_URL"])
