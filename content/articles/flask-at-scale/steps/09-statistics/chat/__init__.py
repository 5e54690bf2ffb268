"""A chat: users, tokens, messages, and how many requests there were."""

import os

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from chat.config import CONFIGS

app = Flask(__name__)
app.config.from_object(CONFIGS[os.environ.get("CHAT_CONFIG", "production")])
db = SQLAlchemy(app)

from chat import errors, messages, stats, users  # noqa: E402  they need db

for module in (errors, messages, stats, users):
    app.register_blueprint(module.bp)

with app.app_context():
    db.create_all()
