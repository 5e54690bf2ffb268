"""A chat: users, tokens, messages, and how many requests there were."""

import os

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from chat.config import CONFIGS

app = Flask(__name__)
app.config.from_object(CONFIGS[os.environ.get("CHAT_CONFIG", "production")])
db = SQLAlchemy(app)

from chat import messages, users, views  # noqa: E402, F401  they need app and db

app.register_blueprint(messages.bp)
app.register_blueprint(users.bp)

with app.app_context():
    db.create_all()
