"""A chat: users, tokens, messages, and how many requests there were."""

import os

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from chat.config import CONFIGS

app = Flask(__name__)
app.config.from_object(CONFIGS[os.environ.get("CHAT_CONFIG", "production")])
db = SQLAlchemy(app)

from chat import models, views  # noqa: E402, F401  both need app and db

with app.app_context():
    db.create_all()
