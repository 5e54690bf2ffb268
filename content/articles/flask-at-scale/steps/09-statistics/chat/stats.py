"""How many requests there were: of this process, since it began."""

from collections import Counter

from flask import Blueprint, jsonify

bp = Blueprint("stats", __name__)
requests_seen = Counter()


@bp.before_app_request
def count():
    requests_seen["all"] += 1


@bp.get("/stats")
def stats():
    return jsonify(requests=requests_seen["all"])
