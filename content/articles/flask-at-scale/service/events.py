"""Messages as they come, to browsers that listen: server-sent events out of a stream in Redis."""

import os
from collections.abc import Iterator

from flask import Blueprint, Response, current_app, jsonify, request
from redis import Redis

from service.shared import client, redis

bp = Blueprint("events", __name__)


# region events
@bp.post("/said")
def say():
    redis().xadd("said", {"text": request.get_json()["text"]}, maxlen=1000)
    return jsonify(worker=os.getpid()), 202


@bp.get("/events")
def listen():
    last = request.headers.get("Last-Event-ID") or newest(redis())
    messages = follow(client(current_app.config["REDIS_URL"]), last)
    return Response(messages, mimetype="text/event-stream", headers={"X-Worker": os.getpid()})


def newest(redis: Redis) -> str:
    found = redis.xrevrange("said", count=1)
    return found[0][0] if found else "0"


def follow(redis: Redis, last: str) -> Iterator[str]:
    """Each message after `last` as an event, and a comment when there is none for a while."""
    yield ": hello\n\n"
    while True:
        found = redis.xread({"said": last}, block=5000)
        if not found:
            yield ": still here\n\n"
        for _, entries in found or []:
            for number, fields in entries:
                yield f"id: {number}\ndata: {fields['text']}\n\n"
                last = number


# endregion
