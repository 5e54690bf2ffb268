"""Five attempts a minute to log in, counted in Redis for all processes together."""

import os

from flask import Blueprint, jsonify
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

bp = Blueprint("limits", __name__)

# region limit
limiter = Limiter(
    get_remote_address,
    storage_uri=os.environ.get("LIMITS_URL") or os.environ.get("REDIS_URL", "memory://"),
    headers_enabled=True,
)


@bp.post("/login")
@limiter.limit("5 per minute")
def login():
    return jsonify(message="hello")


@bp.app_errorhandler(429)
def too_many(error):
    return jsonify(error=f"at most {error.description}"), 429


# endregion
