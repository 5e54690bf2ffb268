"""A chat whose users and messages are deleted softly."""

from flask import Flask
from flask_migrate import Migrate

from chat.api import api
from chat.commands import purge_command
from chat.database import database_url, db


# region app
def create_app(url: str | None = None) -> Flask:
    """The chat, on the database at `url`, or where DATABASE_URL says."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = url or database_url()
    db.init_app(app)
    Migrate(app, db, directory=f"{app.root_path}/migrations")
    app.register_blueprint(api)
    app.cli.add_command(purge_command)
    return app


# endregion
