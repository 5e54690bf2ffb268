"""A long job over HTTP: 202 and a Location at once, progress there, and the result in the end."""

import time

from celery.result import AsyncResult
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
    result = AsyncResult(job, app=celery)
    if result.failed():
        return jsonify(state="FAILURE", error=type(result.result).__name__)
    if result.successful():
        return jsonify(state="SUCCESS", result=result.result)
    return jsonify(state=result.state, progress=result.info)


# endregion


# region inline
@bp.post("/exports/inline")
def inline():
    """The same job within the request, which lasts as long."""
    time.sleep(0.05 * request.args.get("pages", 20, type=int))
    return jsonify(state="SUCCESS")


# endregion
