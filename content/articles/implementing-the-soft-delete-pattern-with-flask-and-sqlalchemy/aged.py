"""A query class of the 2016 kind, on a session of today: what is left of it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import DeclarativeBase, Mapped, Query, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    deleted_at: Mapped[datetime | None]


# region query
class LiveQuery(Query[Any]):
    """A query that is filtered before its caller gets it."""

    def __new__(cls, *told: Any, deleted: bool = False) -> Any:
        query = super().__new__(cls)
        if not told:
            return query  # a copy, which SQLAlchemy fills
        Query.__init__(query, *told)
        return query if deleted else query.filter_by(deleted_at=None)

    def __init__(self, *_: Any, **__: Any) -> None:
        """Nothing is left to do: the query was made above."""

    def with_deleted(self) -> Any:
        """The same query, one would think, and deleted rows too."""
        model = self.column_descriptions[0]["entity"]
        return type(self)(model, self.session, deleted=True)


# endregion
