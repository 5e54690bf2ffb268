"""A chat: users, tokens, messages, and how many requests there were."""

import os

from flask import Flask

from chat import api, stats
from chat.config import CONFIGS
from chat.extensions import db


def create_app(config: str = "") -> Flask:
    app = Flask(__name__)
    app.config.from_object(CONFIGS[config or os.environ.get("CHAT_CONFIG", "production")])
    db.init_app(app)
    for module in (api, stats):
        app.register_blueprint(module.bp)
    with app.app_context():
        db.create_all()
    return app
