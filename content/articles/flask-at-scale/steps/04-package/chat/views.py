"""All that the chat answers."""

import secrets
from collections import Counter

from flask import jsonify, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.security import check_password_hash, generate_password_hash

from chat import app, db
from chat.helpers import now, to_html
from chat.models import Message, User

requests_seen = Counter()


@app.before_request
def count():
    requests_seen["all"] += 1


@app.errorhandler(HTTPException)
def error(problem):
    answer = problem.get_response()
    answer.data = jsonify(error=problem.description).data
    answer.content_type = "application/json"
    return answer


@app.post("/users")
def create_user():
    data = request.get_json(silent=True) or {}
    if not data.get("name") or not data.get("password"):
        return jsonify(error="a user has a name and a password"), 400
    if User.query.filter_by(name=data["name"]).first():
        return jsonify(error="that name is taken"), 409
    user = User(name=data["name"], password=generate_password_hash(data["password"]))
    db.session.add(user)
    db.session.commit()
    return jsonify(user.told()), 201, {"Location": url_for("get_user", user_id=user.id)}


@app.get("/users")
def list_users():
    return jsonify(users=[user.told() for user in User.query.order_by(User.id)])


@app.get("/users/<int:user_id>")
def get_user(user_id):
    return jsonify(db.get_or_404(User, user_id).told())


@app.post("/tokens")
def create_token():
    sent = request.authorization
    user = sent and User.query.filter_by(name=sent.username).first()
    if not user or not check_password_hash(user.password, sent.password or ""):
        return jsonify(error="log in"), 401, {"WWW-Authenticate": "Basic"}
    user.token = secrets.token_hex()
    db.session.commit()
    return jsonify(token=user.token)


@app.post("/messages")
def create_message():
    sent = request.authorization
    user = sent and sent.token and User.query.filter_by(token=sent.token).first()
    if not user:
        return jsonify(error="send a token"), 401, {"WWW-Authenticate": "Bearer"}
    text = (request.get_json(silent=True) or {}).get("text")
    if not text:
        return jsonify(error="a message has a text"), 400
    message = Message(author=user, text=text, html=to_html(text), at=now())
    db.session.add(message)
    db.session.commit()
    place = url_for("get_message", message_id=message.id)
    return jsonify(message.told()), 201, {"Location": place}


@app.get("/messages")
def list_messages():
    after = request.args.get("after", 0, type=int)
    found = Message.query.filter(Message.id > after).order_by(Message.id)
    return jsonify(messages=[message.told() for message in found])


@app.delete("/messages/<int:message_id>")
def delete_message(message_id):
    sent = request.authorization
    user = sent and sent.token and User.query.filter_by(token=sent.token).first()
    if not user:
        return jsonify(error="send a token"), 401, {"WWW-Authenticate": "Bearer"}
    message = db.get_or_404(Message, message_id)
    if message.author is not user:
        return jsonify(error="it is not yours"), 403
    db.session.delete(message)
    db.session.commit()
    return "", 204


@app.get("/messages/<int:message_id>")
def get_message(message_id):
    return jsonify(db.get_or_404(Message, message_id).told())


@app.get("/stats")
def stats():
    return jsonify(requests=requests_seen["all"])
