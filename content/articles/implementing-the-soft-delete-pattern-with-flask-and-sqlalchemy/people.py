"""Puts three invented people and their messages into the chat as it was before soft deletion."""

from sqlalchemy import text

from chat.database import db
from chat.factory import create_app

USERS = (
    "INSERT INTO users (name, email, token, is_staff) VALUES (:name, :email, :token, :staff)"
)
MESSAGES = """
INSERT INTO messages (text, sent_at, author_id) VALUES (:text, :sent_at, :author_id)
"""
PEOPLE = {"ada": False, "ben": False, "cleo": True}
SAID = (("hello", 1), ("anybody here", 2), ("ignore me", 1))

with create_app().app_context(), db.engine.begin() as connection:
    for name, staff in PEOPLE.items():
        values = {"name": name, "email": f"{name}@mail.example", "token": f"{name}-token"}
        connection.execute(text(USERS), values | {"staff": staff})
    for minute, (words, author_id) in enumerate(SAID):
        values = {"text": words, "author_id": author_id}
        connection.execute(text(MESSAGES), values | {"sent_at": f"2026-11-25 12:0{minute}:00"})
print("users", len(PEOPLE), "messages", len(SAID))
