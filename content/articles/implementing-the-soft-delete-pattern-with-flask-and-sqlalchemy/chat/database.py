"""The database of the application: Flask-SQLAlchemy's sessions, with soft deletion."""

import os

from flask_sqlalchemy import SQLAlchemy

from chat.base import Base
from chat.softdelete import install

# region database
db = SQLAlchemy(model_class=Base)
install(db.session)
# endregion


def database_url() -> str:
    """Where DATABASE_URL says; otherwise a file of SQLite."""
    return os.environ.get("DATABASE_URL", "sqlite:///chat.sqlite")
