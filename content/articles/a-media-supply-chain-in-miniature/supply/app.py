"""The REST API, and a page that shows an item on its way."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from supply.models import Item, Move, connect
from supply.queue import Sessions
from supply.receive import BadName, receive
from supply.states import AT_REST, Event, State, after

Answer = tuple[dict[str, Any], int] | tuple[dict[str, Any], int, dict[str, str]]


api = Blueprint("supply", __name__)


def create_app(store: Path, *, poll: float = 0.1, patience: float = 300.0) -> Flask:
    """The application on a store; a stream of events lasts `patience` seconds at most."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024 * 1024
    app.config["FOLLOW"] = {"poll": poll, "patience": patience}
    store = store.resolve()  # Flask takes a relative folder for one beside this module
    app.extensions["supply"] = store, connect(store)
    app.register_blueprint(api)
    return app


def store() -> Path:
    place: Path = current_app.extensions["supply"][0]
    return place


def sessions() -> Sessions:
    made: Sessions = current_app.extensions["supply"][1]
    return made


def reading() -> Session:
    return sessions()()


def writing() -> AbstractContextManager[Session]:
    """A transaction, committed at its end."""
    return sessions().begin()


# region upload
@api.post("/items")
def upload() -> Answer:
    file = request.files.get("file")
    if file is None:
        return {"error": "send the film as a form's file named 'file'"}, 400
    try:
        number = receive(store(), sessions(), file.filename or "", file.stream)
    except BadName as error:
        return {"error": str(error)}, 400
    place = url_for("supply.show", number=number)
    return {"id": number, "state": State.RECEIVED}, 202, {"Location": place}


# endregion


# region show
@api.get("/items")
def index() -> dict[str, Any]:
    with reading() as session:
        items = session.scalars(select(Item).order_by(Item.id))
        return {"items": [described(item) for item in items]}


@api.get("/items/<int:number>")
def show(number: int) -> dict[str, Any]:
    with reading() as session:
        item = find(session, number)
        moves = select(Move).where(Move.item_id == number).order_by(Move.id)
        history = [line(move) for move in session.scalars(moves)]
        return described(item) | {"moves": history}


# endregion


# region delete
@api.delete("/items/<int:number>")
def delete(number: int) -> tuple[str, int]:
    """A worker that has it may finish its step; nobody will write that down."""
    mark(number, time.time(), Item.deleted_at.is_(None))
    return "", 204


@api.post("/items/<int:number>/restore")
def restore(number: int) -> dict[str, Any]:
    """Where it was before: it goes on from the last move."""
    mark(number, None, Item.deleted_at.is_not(None))
    return show(number)


# endregion


# region resubmit
@api.post("/items/<int:number>/resubmit")
def resubmit(number: int) -> Answer:
    """From failed, and from nowhere else, back to the beginning."""
    again = after(State.FAILED, Event.RESUBMIT)
    failed = update(Item).where(Item.id == number, Item.state == State.FAILED)
    with writing() as session:
        item = find(session, number)
        if session.execute(failed.values(state=again, reason=None)).rowcount == 0:
            return {"error": f"an item that is {item.state} can't {Event.RESUBMIT}"}, 409
        now = time.time()
        times = {"started": now, "ended": now, "cpu": 0.0}
        steps = {"before": State.FAILED, "event": Event.RESUBMIT, "after": again}
        session.add(Move(item_id=number, **steps, **times))
    return {"id": number, "state": again}, 202


# endregion


# region costs
@api.get("/costs")
def costs() -> dict[str, Any]:
    """CPU seconds of each item; deleted ones have cost something as well."""
    each = (
        select(Item.id, Item.name, Item.state, func.sum(Move.cpu).label("cpu"))
        .join(Move, Move.item_id == Item.id)
        .group_by(Item.id)
        .order_by(Item.id)
    )
    with reading() as session:
        rows = session.execute(each, execution_options={"include_deleted": True})
        items = [row._asdict() for row in rows]
    return {"items": items, "total": sum(item["cpu"] for item in items)}


# endregion


# region events
@api.get("/items/<int:number>/events")
def events(number: int) -> Response:
    with reading() as session:
        find(session, number)
    last = request.headers.get("Last-Event-ID", type=int)
    messages = follow(sessions(), number, last, **current_app.config["FOLLOW"])
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(messages, mimetype="text/event-stream", headers=headers)


# endregion


# region media
@api.get("/media/<int:number>/<path:name>")
def media(number: int, name: str) -> Response:
    """Only what is published, and only what lies in its folder."""
    with reading() as session:
        if find(session, number).state is not State.PUBLISHED:
            abort(404)
    return send_from_directory(store() / "public" / str(number), name)


# endregion


@api.get("/")
def home() -> str:
    with reading() as session:
        return render_template("home.html", items=session.scalars(select(Item)).all())


@api.get("/items/<int:number>/page")
def page(number: int) -> str:
    with reading() as session:
        item = find(session, number)
    return render_template("item.html", item=item, states=list(State)[:6])


def find(session: Session, number: int) -> Item:
    item = session.scalar(select(Item).where(Item.id == number))
    return item or abort(404)


def mark(number: int, moment: float | None, condition: Any) -> None:
    """Set or clear the flag, if it is the other way round; 404 if not."""
    flag = update(Item).where(Item.id == number, condition).values(deleted_at=moment)
    with writing() as session:
        if session.execute(flag).rowcount == 0:
            abort(404)


def described(item: Item) -> dict[str, Any]:
    return {"id": item.id, "name": item.name, "state": item.state, "reason": item.reason}


def line(move: Move) -> dict[str, Any]:
    return {"event": move.event, "state": move.after, "worker": move.worker, "cpu": move.cpu}


# region follow
def follow(
    database: Sessions, number: int, last: int | None, poll: float, patience: float
) -> Iterator[str]:
    """The states of an item as server-sent events, from the one after `last` on."""
    if last is None:
        last = 0
        yield message(last, {"state": State.RECEIVED})
    end = time.monotonic() + patience
    while time.monotonic() < end:
        news = select(Move).where(Move.item_id == number, Move.id > last).order_by(Move.id)
        with database() as session:
            # the item first: a move that comes in between is then among the news
            item = session.scalar(select(Item).where(Item.id == number))
            moves = session.scalars(news).all()
        for move in moves:
            last = move.id
            yield message(last, line(move))
        if item is None or item.state in AT_REST:
            yield message(last, {"reason": item and item.reason}, kind="end")
            return
        yield ": still here\n\n"  # a browser that went away is noticed by writing to it
        time.sleep(poll)


def message(number: int, data: dict[str, Any], kind: str = "state") -> str:
    return f"id: {number}\nevent: {kind}\ndata: {json.dumps(data)}\n\n"


# endregion
