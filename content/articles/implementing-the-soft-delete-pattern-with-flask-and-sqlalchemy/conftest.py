"""Each test that takes `url` runs twice: on SQLite, and on PostgreSQL in a schema of its own."""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.schema import CreateSchema, DropSchema

from chat.base import Base
from chat.database import db
from chat.factory import create_app
from chat.models import Message, User
from chat.softdelete import install, marks
from chat.sqlite import set_up_sqlite


def pytest_report_header() -> str:
    if os.environ.get("DATABASE_URL", "").startswith("postgresql"):
        return "PostgreSQL: the one in DATABASE_URL"
    return (
        "PostgreSQL: none, so that half is skipped; name a database in DATABASE_URL to run it"
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/chat.sqlite"
        return
    base = os.environ.get("DATABASE_URL", "")
    if not base.startswith("postgresql"):
        pytest.skip("no PostgreSQL: name a database in DATABASE_URL to run this half")
    schema = f"test_{uuid4().hex}"
    engine = create_engine(base)
    with engine.begin() as connection:
        connection.execute(CreateSchema(schema))
    place = make_url(base).update_query_dict({"options": f"-csearch_path={schema}"})
    yield place.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(DropSchema(schema, cascade=True))
    engine.dispose()


@pytest.fixture
def engine(url) -> Iterator[Engine]:
    """Two users and three messages: Ben (2) is deleted, and so is Ada's message 3."""
    engine = create_engine(url)
    set_up_sqlite(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        ben = User(id=2, name="ben")
        oops = Message(id=3, text="oops", author_id=1)
        session.add_all([User(id=1, name="ada"), ben])
        session.flush()
        session.add_all(
            [
                Message(id=1, text="hello", author_id=1),
                Message(id=2, text="hi", author_id=2),
                oops,
            ]
        )
        session.flush()
        for row in (ben, oops):
            row.mark_deleted(marks(1))
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine) -> sessionmaker[Session]:
    """Makes sessions that hide what is deleted."""
    factory = sessionmaker(engine)
    install(factory)
    return factory


@pytest.fixture
def session(sessions) -> Iterator[Session]:
    with sessions() as session:
        yield session


@pytest.fixture
def app(url) -> Iterator[Flask]:
    """The application on an empty database with tables, in its context."""
    app = create_app(url)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()
