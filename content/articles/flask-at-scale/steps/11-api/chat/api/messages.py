"""Messages."""

from flask import Blueprint, g, jsonify, request, url_for

from chat.auth import token_required
from chat.extensions import db
from chat.helpers import now, to_html
from chat.models import Message

bp = Blueprint("messages", __name__)


@bp.post("/messages")
@token_required
def create():
    text = (request.get_json(silent=True) or {}).get("text")
    if not text:
        return jsonify(error="a message has a text"), 400
    message = Message(author=g.user, text=text, html=to_html(text), at=now())
    db.session.add(message)
    db.session.commit()
    return jsonify(message.told()), 201, {"Location": url_for(".get", message_id=message.id)}


@bp.get("/messages")
def list_all():
    after = request.args.get("after", 0, type=int)
    found = Message.query.filter(Message.id > after).order_by(Message.id)
    return jsonify(messages=[message.told() for message in found])


@bp.get("/messages/<int:message_id>")
def get(message_id):
    return jsonify(db.get_or_404(Message, message_id).told())


@bp.delete("/messages/<int:message_id>")
@token_required
def delete(message_id):
    message = db.get_or_404(Message, message_id)
    if message.author is not g.user:
        return jsonify(error="it is not yours"), 403
    db.session.delete(message)
    db.session.commit()
    return "", 204
