"""sqlalchemy-easy-softdelete, judged like the others. It needs SQLAlchemy before 2.1."""

from importlib.metadata import version

from sqlalchemy import StaticPool, create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy_easy_softdelete.mixin import generate_soft_delete_mixin_class

from compare.ways import judge, table

# region library
Mixin = generate_soft_delete_mixin_class()


class Base(DeclarativeBase):
    pass


class User(Mixin, Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def remove(session, model):
    session.get(model, 1).delete()


# endregion


def begin():
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    session = Session(engine)
    session.add(User(id=1, name="ada"))
    session.commit()
    return session, User


def is_kept(session):
    return bool(session.scalar(text("SELECT count(*) FROM users")))


if __name__ == "__main__":
    name = "sqlalchemy-easy-softdelete"
    print(name, version(name))
    print(table({"library": judge(begin, remove, is_kept)}))
