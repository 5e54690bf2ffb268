"""A store for each test, and films that are made once for all of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session, sessionmaker

from supply.models import Item, connect
from supply.states import State
from synth import film


@pytest.fixture(scope="session")
def films(tmp_path_factory) -> Callable[[str], Path]:
    """A film with that fault."""
    if missing := [name for name in ("ffmpeg", "ffprobe") if not shutil.which(name)]:
        pytest.skip(f"missing: {', '.join(missing)}")
    folder, made = tmp_path_factory.mktemp("films"), {}

    def get(fault: str) -> Path:
        if fault not in made:
            made[fault] = film(folder / f"{fault}.mp4", fault)
        return made[fault]

    return get


@pytest.fixture
def store(tmp_path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def sessions(store) -> Iterator[sessionmaker[Session]]:
    sessions = connect(store)
    yield sessions
    sessions.kw["bind"].dispose()


@pytest.fixture
def add(store, sessions) -> Callable[..., int]:
    """Put an item into the store; its number."""

    def put(path: Path | None = None, state: State = State.RECEIVED) -> int:
        source = uuid4().hex
        if path:
            shutil.copyfile(path, store / "inbox" / source)
        with sessions.begin() as session:
            item = Item(name="film.mp4", source=source, state=state)
            session.add(item)
            session.flush()
            return item.id

    return put


@pytest.fixture
def item(sessions) -> Callable[[int], Item]:
    """What the database says of an item."""

    def get(number: int) -> Item:
        with sessions() as session:
            return session.get_one(Item, number)

    return get
