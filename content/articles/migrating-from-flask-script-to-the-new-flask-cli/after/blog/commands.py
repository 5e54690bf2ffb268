"""The commands of the blog, for the `flask` command."""

import csv
import json
import subprocess
import sys
import unittest

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade
from werkzeug.middleware.profiler import ProfilerMiddleware
from werkzeug.serving import run_simple

from . import db
from .models import Post

# region data
FORMATS = click.Choice(["csv", "json"])
data = AppGroup("data", short_help="Export or delete what the blog holds")


@data.command()
@click.option("-f", "--format", "form", type=FORMATS, default="json")
def export(form):
    """Print all posts."""
    rows = [post.as_dict() for post in Post.ordered()]
    if form == "json":
        click.echo(json.dumps(rows))
    else:
        columns = ["id", "title", "published"]
        table = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


@data.command()
def reset():
    """Delete all posts."""
    if not click.confirm("Delete all posts?"):
        click.echo("Nothing was deleted.")
        raise click.exceptions.Exit(1)
    click.echo(f"Deleted {Post.query.delete()}.")
    db.session.commit()


# endregion


# region register
def register(app):
    for command in (data, test, profile, deploy):
        app.cli.add_command(command)

    @app.shell_context_processor
    def shell_context():
        return {"db": db, "Post": Post}

    # endregion

    # region hello
    @app.cli.command()
    @click.option("-n", "--name", default="reader", show_default=True)
    @click.option("-s", "--shout", is_flag=True)
    def hello(name, shout):
        """Say hello."""
        text = f"{app.config['GREETING']} {name}"
        click.echo(text.upper() if shout else text)

    # endregion


# region test
@click.command()
@click.option("--coverage", is_flag=True, help="Measure what the tests run.")
def test(coverage):
    """Run the tests."""
    if coverage:
        measure = [sys.executable, "-m", "coverage"]
        tests = ["run", "--source=blog", "-m", "unittest", "discover", "tests"]
        status = subprocess.call([*measure, *tests])
        subprocess.call([*measure, "report"])
        raise click.exceptions.Exit(status)
    suite = unittest.defaultTestLoader.discover("tests")
    if not unittest.TextTestRunner().run(suite).wasSuccessful():
        raise click.exceptions.Exit(1)


# endregion


# region profile
@click.command()
@click.option("-l", "--length", default=10, show_default=True, help="Lines to show.")
@click.option("-p", "--port", default=5000, show_default=True)
@with_appcontext
def profile(length, port):
    """Serve, and print a profile of each request."""
    profiled = ProfilerMiddleware(current_app.wsgi_app, restrictions=[length])
    run_simple("127.0.0.1", port, profiled)


# endregion


# region deploy
@click.command()
@with_appcontext
def deploy():
    """Bring the database up to date, and give it a first post."""
    upgrade()
    if not Post.query.count():
        Post.add("Welcome", published=True)
        click.echo("Added the first post.")
    click.echo(f"Deployed with {Post.query.count()} posts.")


# endregion
