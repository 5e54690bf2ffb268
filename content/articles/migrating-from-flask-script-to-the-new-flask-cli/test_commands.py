"""Each command in Click's runner: with the context that `flask` gives it, and without."""

import json
import unittest

import click
import pytest
from blog import commands, db, posts
from blog.models import Post
from blog.script import cli
from click.testing import CliRunner
from flask import current_app
from flask.cli import FlaskGroup, ScriptInfo
from flask_words import words

import sides


@pytest.fixture
def two_posts(app):
    with app.app_context():
        Post.add("Welcome", published=True)
        Post.add("Secret")


def test_hello(run):
    """`hello` greets whom it is told to, in capitals if asked."""
    assert run("hello").output == "Hello reader\n"
    assert run("hello", "-n", "Ada", "--shout").output == "HELLO ADA\n"


@pytest.mark.usefixtures("two_posts")
def test_list_all(run):
    """`posts list_all` shows addresses and titles, drafts on demand."""
    assert run("posts", "list_all").output == "/posts/1  Welcome\n"
    assert run("posts", "list_all", "-d").output == "/posts/1  Welcome\n/posts/2  Secret\n"


def test_add(run, app):
    """`posts add` stores a draft; without a title it is a usage error."""
    assert run("posts", "add", "News").output == "Draft 1: News\n"
    assert run("posts", "add").exit_code == 2
    with app.app_context():
        assert [post.as_dict() for post in Post.ordered()] == [
            {"id": 1, "title": "News", "published": False}
        ]


@pytest.mark.usefixtures("two_posts")
def test_publish(run, app):
    """`posts publish` publishes, says so unless it is to be quiet, and fails for a post that is not there."""
    assert run("posts", "publish", "2").output == "Published: Secret\n"
    assert run("posts", "publish", "-q", "2").output == ""
    missing = run("posts", "publish", "7")
    assert (missing.exit_code, missing.stderr) == (1, "There is no post 7.\n")
    with app.app_context():
        assert Post.find(2).published


@pytest.mark.usefixtures("two_posts")
def test_export(run):
    """`data export` prints JSON or CSV, and knows no other format."""
    assert [row["title"] for row in json.loads(run("data", "export").output)] == [
        "Welcome",
        "Secret",
    ]
    assert run("data", "export", "-f", "csv").output.splitlines()[1] == "1,Welcome,True"
    assert run("data", "export", "-f", "xml").exit_code == 2


@pytest.mark.usefixtures("two_posts")
@pytest.mark.parametrize(
    ("typed", "status", "left"), [("y\n", 0, 0), ("n\n", 1, 2), ("\n", 1, 2), ("", 1, 2)]
)
def test_reset(run, app, typed, status, left):
    """`data reset` deletes on a yes only; the end of the input is a no."""
    assert run("data", "reset", typed=typed).exit_code == status
    with app.app_context():
        assert Post.query.count() == left


def test_deploy(app, run, monkeypatch):
    """`deploy` migrates an empty database, adds one post, and the second time none."""
    monkeypatch.chdir(sides.HERE / "after")
    with app.app_context():
        db.drop_all()
    first, second = run("deploy"), run("deploy")
    assert first.output == "Added the first post.\nDeployed with 1 posts.\n"
    assert second.output == "Deployed with 1 posts.\n"


@pytest.mark.parametrize(("ok", "status"), [(True, 0), (False, 1)])
def test_test(run, monkeypatch, ok, status):
    """`test` ends with 1 if a test fails: Click would not do that for a return value."""

    def check():
        assert ok

    suite = unittest.TestSuite([unittest.FunctionTestCase(check)])
    monkeypatch.setattr(unittest.defaultTestLoader, "discover", {"tests": suite}.get)
    assert run("test").exit_code == status


def test_profile(run, monkeypatch):
    """`profile` serves the app inside the profiler on the port that it is given."""
    served = []
    monkeypatch.setattr(commands, "run_simple", lambda *given: served.append(given))
    assert run("profile", "-p", "5005", "-l", "3").exit_code == 0
    ((host, port, profiler),) = served
    assert (host, port) == ("127.0.0.1", 5005)
    assert profiler._restrictions == [3]  # noqa: SLF001 - nothing else tells


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (posts.list_all, []),
        (posts.add, ["x"]),
        (posts.publish, ["1"]),
        (commands.export, []),
        (commands.reset, []),
        (commands.deploy, []),
    ],
)
def test_what_flask_registers_gets_its_context(app, command, words, monkeypatch):
    """Called without its group, a command of an AppGroup or blueprint still pushes a context, of ScriptInfo's app."""
    monkeypatch.chdir(sides.HERE / "after")
    info = ScriptInfo(create_app=lambda: app)
    result = CliRunner().invoke(command, words, obj=info, input="y\n")
    assert not isinstance(result.exception, RuntimeError), result.exception


def test_a_plain_command_has_no_context(app):
    """A click.command that nobody wrapped fails outside of `flask`, and works inside."""

    @click.command()
    def name():
        click.echo(current_app.name)

    alone = CliRunner().invoke(name)
    assert isinstance(alone.exception, RuntimeError)
    assert "outside of application context" in str(alone.exception)
    with app.app_context():
        assert CliRunner().invoke(name).output == "blog\n"


def test_a_plain_command_has_a_context_from_flask_alone(app):
    """`flask` pushes one for whatever it calls; the runner of the app does not, so that tests need the decorator."""

    @click.command()
    def name():
        click.echo(current_app.name)

    app.cli.add_command(name)
    flask = FlaskGroup(create_app=lambda: app)
    assert CliRunner().invoke(flask, ["name"]).output == "blog\n"
    assert isinstance(app.test_cli_runner().invoke(args=["name"]).exception, RuntimeError)


def test_a_closure_needs_no_context(app):
    """`hello` of another app greets as that app is configured; it has its app by closure."""
    app.config["GREETING"] = "Good morning"
    hello = app.cli.commands["hello"]
    info = ScriptInfo(create_app=lambda: app)
    assert CliRunner().invoke(hello, obj=info).output == "Good morning reader\n"


@pytest.mark.usefixtures("app")
def test_the_program_of_the_blog():
    """`blog` has the blog's commands without being told where the application is."""
    result = CliRunner().invoke(cli, ["hello", "-n", "Ada"])
    assert result.output == "Hello Ada\n"


@pytest.mark.usefixtures("two_posts")
def test_the_command_of_the_plugin(app):
    """`words` counts the words of a page of whatever application it is called for."""
    info = ScriptInfo(create_app=lambda: app)
    assert CliRunner().invoke(words, [], obj=info).output == "/: 1 words, status 200\n"
    assert "status 404" in CliRunner().invoke(words, ["/posts/2"], obj=info).output
