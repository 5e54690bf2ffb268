"""A long job over HTTP: 202 and a Location at once, progress there, and the result in the end."""

import time

from flask import Blueprint, abort, jsonify, request, url_for

from service.shared import redis
from service.tasks import celery, export

bp = Blueprint("jobs", __name__)


# region jobs
@bp.post("/exports")
def start():
    task = export.delay(pages=request.args.get("pages", 20, type=int))
    redis().set(f"job:{task.id}", 1, ex=3600)
    place = url_for(".status", job=task.id)
    return jsonify(state="PENDING"), 202, {"Location": place, "Retry-After": "1"}


@bp.get("/exports/<job>")
def status(job):
    if not redis().exists(f"job:{job}"):
        abort(404)  # to Celery an unknown id is a task that has not begun
    # Asked for once: what it says may change between two questions.
    found = celery.backend.get_task_meta(job)
    state, told = found["status"], found["result"]
    if state == "FAILURE":
        return jsonify(state=state, error=type(told).__name__)
    if state == "SUCCESS":
        return jsonify(state=state, result=told)
    return jsonify(state=state, progress=told)


# endregion


# region inline
@bp.post("/exports/inline")
def inline():
    """The same job within the request, which lasts as long."""
    time.sleep(0.05 * request.args.get("pages", 20, type=int))
    return jsonify(state="SUCCESS")


# endregion
