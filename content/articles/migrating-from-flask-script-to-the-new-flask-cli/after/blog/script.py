"""The command `blog`, which knows its application wherever it is called."""

from flask.cli import FlaskGroup

from . import create_app

cli = FlaskGroup(name="blog", help="Look after the blog.", create_app=create_app)
