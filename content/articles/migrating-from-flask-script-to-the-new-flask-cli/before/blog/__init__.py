"""A small blog, with the versions of 2017 to 2021 in mind."""

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

    from .posts import posts  # noqa: PLC0415 - posts needs the db above

    app.register_blueprint(posts)
    return app


# endregion
