"""What is made without an application, and is given one later."""

from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
