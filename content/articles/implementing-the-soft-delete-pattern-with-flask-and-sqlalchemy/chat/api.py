"""The chat over HTTP, in JSON. Who asks is told by a bearer token."""

import secrets
from typing import Any

from flask import Blueprint, abort, g, jsonify, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from chat import lifecycle
from chat.database import db
from chat.models import Message, User
from chat.softdelete import get_live, including_deleted

api = Blueprint("api", __name__)


@api.errorhandler(lifecycle.Refused)
def refused(error: lifecycle.Refused) -> Any:
    db.session.rollback()
    return {"error": str(error)}, 409


# region actor
@api.before_request
def find_actor() -> None:
    """Who asks: a live user, since deleted ones are not found."""
    token = request.authorization.token if request.authorization else None
    query = select(User).where(User.token == token)
    g.actor = db.session.scalar(query) if token else None


def actor(*, staff: bool = False) -> User:
    if g.actor is None:
        abort(401)
    if staff and not g.actor.is_staff:
        abort(403)
    return g.actor


def self_or_staff(user_id: int | None) -> User:
    return actor(staff=actor().id != user_id)


# endregion


def told(name: str) -> str:
    """A text of the JSON that was sent."""
    value = request.get_json().get(name)
    return value if isinstance(value, str) else abort(400)


@api.post("/users")
def create_user() -> Any:
    email = request.get_json().get("email")
    user = User(name=told("name"), email=email, token=secrets.token_hex(16))
    db.session.add(user)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return {"error": f"a live user has the name {user.name}"}, 409
    return {"id": user.id, "name": user.name, "token": user.token}, 201


@api.get("/users/<int:user_id>")
def show_user(user_id: int) -> Any:
    user = get_live(db.session, User, user_id) or abort(404)
    return {"id": user.id, "name": user.name}


# region delete
@api.delete("/users/<int:user_id>")
def delete_user(user_id: int) -> Any:
    who = self_or_staff(user_id)
    if get_live(db.session, User, user_id) is None:
        abort(404)
    with_messages = request.args.get("messages", type=int) == 1
    lifecycle.delete_user(db.session, user_id, who, with_messages=with_messages)
    db.session.commit()
    return "", 204


@api.post("/users/<int:user_id>/restore")
def restore_user(user_id: int) -> Any:
    lifecycle.restore_user(db.session, user_id, actor(staff=True))
    db.session.commit()
    return "", 204


# endregion


@api.post("/users/<int:user_id>/erase")
def erase_user(user_id: int) -> Any:
    lifecycle.erase_user(db.session, user_id, self_or_staff(user_id))
    db.session.commit()
    return "", 204


@api.post("/messages")
def create_message() -> Any:
    message = Message(author_id=actor().id, text=told("text"))
    db.session.add(message)
    db.session.commit()
    return message_json(message), 201


# region list
@api.get("/messages")
def list_messages() -> Any:
    query = select(Message).order_by(Message.id)
    if request.args.get("deleted", type=int) != 1:
        page = db.paginate(query)
    else:
        actor(staff=True)
        with including_deleted(db.session()):
            page = db.paginate(query)
    shown = [message_json(message) for message in page]
    return {"total": page.total, "messages": shown}


def message_json(message: Message) -> dict[str, Any]:
    deleted = {} if message.is_live else {"deleted_at": message.deleted_at.isoformat()}
    author = message.author and author_json(message.author)
    return {"id": message.id, "text": message.text, "author": author} | deleted


def author_json(user: User) -> dict[str, Any]:
    """A deleted author keeps the name and loses the link."""
    link = url_for("api.show_user", user_id=user.id) if user.is_live else None
    return {"name": user.name, "url": link}


# endregion


@api.delete("/messages/<int:message_id>")
def delete_message(message_id: int) -> Any:
    message = get_live(db.session, Message, message_id) or abort(404)
    lifecycle.delete_message(db.session, message_id, self_or_staff(message.author_id))
    db.session.commit()
    return "", 204


@api.post("/messages/<int:message_id>/restore")
def restore_message(message_id: int) -> Any:
    lifecycle.restore_message(db.session, message_id, actor(staff=True))
    db.session.commit()
    return "", 204


@api.errorhandler(400)
@api.errorhandler(401)
@api.errorhandler(403)
@api.errorhandler(404)
def failed(error: Any) -> Any:
    return jsonify(error=error.name), error.code
