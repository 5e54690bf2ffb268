"""What became of the query class of 2016."""

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import sessionmaker

from aged import Base, LiveQuery, User
from chat.base import utcnow


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with sessionmaker(engine, query_cls=LiveQuery)() as session:
        session.add_all([User(id=1, name="ada"), User(id=2, name="ben", deleted_at=utcnow())])
        session.commit()
        yield session
    engine.dispose()


def test_its_base_class_can_not_be_imported():
    """Flask-SQLAlchemy has no BaseQuery any more."""
    with pytest.raises(ImportError, match="cannot import name 'BaseQuery'"):
        from flask_sqlalchemy import BaseQuery  # noqa: F401, PLC0415  it is to fail


def test_it_still_hides(session):
    """An ordinary query does what it did."""
    assert [user.name for user in session.query(User)] == ["ada"]


@pytest.mark.filterwarnings("ignore:The Query.get")
def test_get_raises(session):
    """`get` does not go with a filter that is there already."""
    with pytest.raises(InvalidRequestError, match="existing criterion"):
        session.query(User).get(1)


def test_with_deleted_drops_filters(session):
    """A filter before `with_deleted` is lost: one asks for Ada and gets Ben too."""
    found = session.query(User).filter(User.name == "ada").with_deleted()
    assert [user.name for user in found] == ["ada", "ben"]


def test_select_ignores_it(session):
    """The class has no say in `select`, nor in `session.get`."""
    assert len(session.scalars(select(User)).all()) == 2
    assert session.get(User, 2).name == "ben"


def test_columns_make_it_fail(session):
    """A query for a count has no model to filter."""
    with pytest.raises(InvalidRequestError):
        session.query(func.count()).all()
