"""Our listeners, a view, and an archive, each judged by the same ways to read and to delete."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, StaticPool, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from chat.base import Base
from chat.models import User
from chat.softdelete import install
from compare.ways import Verdicts, judge

FOLDER = Path(__file__).parent


class Plain(DeclarativeBase):
    pass


class PlainUser(Plain):
    """A user as an application sees it that knows nothing of soft deletion."""

    __tablename__ = "users"
    __mapper_args__ = {"confirm_deleted_rows": False}  # noqa: RUF012  SQLite counts none in a view

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def memory() -> Engine:
    return create_engine("sqlite://", poolclass=StaticPool)


def run_script(engine: Engine, name: str) -> None:
    """Run a file of SQL that there is for each database."""
    script = (FOLDER / f"{name}_{engine.dialect.name}.sql").read_text()
    with engine.begin() as connection:
        driver = connection.connection.driver_connection
        driver.executescript(script) if hasattr(driver, "executescript") else driver.execute(
            script
        )


def kept_if(query: str) -> Any:
    return lambda session: bool(session.scalar(text(query)))


def begin_with_listeners() -> tuple[Session, Any]:
    engine = memory()
    Base.metadata.create_all(engine)
    sessions = sessionmaker(engine)
    install(sessions)
    return with_ada(sessions(), User)


def begin_with_script(name: str) -> tuple[Session, Any]:
    engine = memory()
    run_script(engine, name)
    return with_ada(Session(engine), PlainUser)


def with_ada(session: Session, model: Any) -> tuple[Session, Any]:
    session.add(model(id=1, name="ada"))
    session.commit()
    return session, model


def remove(session: Session, model: Any) -> None:
    session.delete(session.scalars(select(model)).one())


def judge_all() -> dict[str, Verdicts]:
    return {
        "listeners": judge(begin_with_listeners, remove, kept_if("SELECT count(*) FROM users")),
        "view": judge(
            lambda: begin_with_script("view"),
            remove,
            kept_if("SELECT count(*) FROM all_users WHERE deleted_at IS NOT NULL"),
        ),
        "archive": judge(
            lambda: begin_with_script("archive"),
            remove,
            kept_if("SELECT count(*) FROM archive"),
        ),
    }
