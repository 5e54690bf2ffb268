"""A chat: users, tokens, messages, and how many requests there were."""

import os

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("DATABASE_URL", "sqlite://")
db = SQLAlchemy(app)

from chat import models, views  # noqa: E402, F401  both need app and db

with app.app_context():
    db.create_all()
