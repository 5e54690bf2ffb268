"""A costly answer that is computed once for all who want it within the same ten seconds."""

import json
import time
from collections.abc import Callable

from flask import Blueprint, jsonify

from service.shared import redis

bp = Blueprint("cache", __name__)


# region cache
def cached(key: str, seconds: int, make: Callable[[], dict]) -> dict:
    """What Redis has under the key; otherwise what `make` gives, which one process calls."""
    if (kept := redis().get(key)) is not None:
        return json.loads(kept)
    with redis().lock(f"{key}:lock", timeout=10):
        if (kept := redis().get(key)) is not None:  # another was quicker
            return json.loads(kept)
        made = make()
        redis().set(key, json.dumps(made), ex=seconds)
        return made


def count_words() -> dict:
    redis().incr("computed")
    time.sleep(0.2)  # a query that takes its time
    return {"words": 1234}


@bp.get("/report")
def report():
    return jsonify(cached("report", 10, count_words))


@bp.get("/report/plain")
def plain():
    return jsonify(count_words())


# endregion
