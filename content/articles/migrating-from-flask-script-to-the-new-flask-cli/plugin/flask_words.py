"""A command for every Flask application, found by its entry point."""

import click
from flask import current_app
from flask.cli import with_appcontext


# region words
@click.command()
@click.argument("path", default="/")
@with_appcontext
def words(path):
    """Count the words of a page."""
    page = current_app.test_client().get(path)
    click.echo(f"{path}: {len(page.text.split())} words, status {page.status_code}")


# endregion
