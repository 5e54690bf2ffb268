"""Users, and the tokens that they get for their passwords."""

import secrets

from flask import Blueprint, current_app, jsonify, request, url_for
from werkzeug.security import generate_password_hash

from chat import db
from chat.auth import by_password
from chat.models import User

bp = Blueprint("users", __name__)


@bp.post("/users")
def create():
    data = request.get_json(silent=True) or {}
    if not data.get("name") or not data.get("password"):
        return jsonify(error="a user has a name and a password"), 400
    if User.query.filter_by(name=data["name"]).first():
        return jsonify(error="that name is taken"), 409
    method = current_app.config["PASSWORD_HASH"]
    user = User(name=data["name"], password=generate_password_hash(data["password"], method))
    db.session.add(user)
    db.session.commit()
    return jsonify(user.told()), 201, {"Location": url_for(".get", user_id=user.id)}


@bp.get("/users")
def list_all():
    return jsonify(users=[user.told() for user in User.query.order_by(User.id)])


@bp.get("/users/<int:user_id>")
def get(user_id):
    return jsonify(db.get_or_404(User, user_id).told())


@bp.post("/tokens")
def create_token():
    user = by_password()
    user.token = secrets.token_hex()
    db.session.commit()
    return jsonify(token=user.token)
