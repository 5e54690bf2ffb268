"""The tokens that users get for their passwords."""

import secrets

from flask import Blueprint, jsonify

from chat.auth import by_password
from chat.extensions import db

bp = Blueprint("tokens", __name__)


@bp.post("/tokens")
def create():
    user = by_password()
    user.token = secrets.token_hex()
    db.session.commit()
    return jsonify(token=user.token)
