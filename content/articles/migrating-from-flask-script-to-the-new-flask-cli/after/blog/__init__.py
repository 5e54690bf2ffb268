"""A small blog."""

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

from .config import CONFIGS

db = SQLAlchemy()
migrate = Migrate()


# region factory
def create_app(config="development"):
    app = Flask(__name__)
    app.config.from_object(CONFIGS[config])
    db.init_app(app)
    migrate.init_app(app, db)

    from . import commands, posts  # noqa: PLC0415 - they need the db above

    app.register_blueprint(posts.posts)
    commands.register(app)
    return app


# endregion
