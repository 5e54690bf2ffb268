"""Makes the application. For the command line: `flask --app chat.factory`."""

from flask import Flask
from flask_migrate import Migrate

from chat.api import api
from chat.commands import purge_command
from chat.database import database_url, db
from chat.sqlite import set_up_sqlite


# region app
def create_app(url: str | None = None) -> Flask:
    """The chat, on the database at `url`, or where DATABASE_URL says."""
    app = Flask(__name__)
    app.json.compact = False  # people read it
    app.config["SQLALCHEMY_DATABASE_URI"] = url or database_url()
    db.init_app(app)
    with app.app_context():
        set_up_sqlite(db.engine)
    Migrate(app, db, directory=f"{app.root_path}/migrations")
    app.register_blueprint(api)
    app.cli.add_command(purge_command)
    return app


# endregion
