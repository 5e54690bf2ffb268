"""Where `flask` looks for an application and for a command, and what is different from Flask-Script there."""

import sys

import pytest

import sides

APP = "from flask import Flask\n{name} = Flask('the_{name}')\n"
FACTORY = (
    "from flask import Flask\ndef {name}(word='none'):\n    return Flask('by_{name}_' + word)\n"
)
SHOW = "print(app.name)\n"


@pytest.fixture
def flask(tmp_path):
    return sides.Side(tmp_path, [sys.executable, "-m", "flask"])


def write(side, files):
    for name, text in files.items():
        (side.folder / name).write_text(text)


def shown(side, *words):
    """The name of the app in which a shell finds itself, or the last line of what went wrong."""
    run = side.run(*words, "shell", typed=SHOW)
    lines = (run.out if run.status == 0 else run.err).replace(">>> ", "").split("\n")
    return [line for line in lines if line.strip()][-1 if run.status else 0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (APP.format(name="app"), "the_app"),
        (APP.format(name="application"), "the_application"),
        (APP.format(name="site"), "the_site"),
        (FACTORY.format(name="create_app"), "by_create_app_none"),
        (FACTORY.format(name="make_app"), "by_make_app_none"),
        (APP.format(name="site") + APP.format(name="app"), "the_app"),
        (FACTORY.format(name="create_app") + APP.format(name="site"), "the_site"),
    ],
)
def test_what_is_looked_for_in_a_module(flask, text, name):
    """An app called app or application, then the only app, then a factory create_app or make_app."""
    write(flask, {"shop.py": text})
    assert shown(flask, "--app", "shop") == name


def test_two_apps_need_a_name(flask):
    """Of two apps with other names neither is taken, until one is named."""
    write(flask, {"shop.py": APP.format(name="one") + APP.format(name="two")})
    assert "Detected multiple Flask applications" in shown(flask, "--app", "shop")
    assert shown(flask, "--app", "shop:two") == "the_two"


def test_where_the_module_comes_from(flask):
    """--app goes before FLASK_APP, that before .env, that before .flaskenv, and all before wsgi.py and app.py."""
    files = {f"{name}.py": APP.format(name=name) for name in ("one", "two", "three", "four")}
    write(flask, files | {"wsgi.py": APP.format(name="wsgi"), "app.py": APP.format(name="app")})
    order = []
    write(flask, {".flaskenv": "FLASK_APP=one\n", ".env": "FLASK_APP=two\n"})
    loud = sides.Side(flask.folder, flask.command, {"FLASK_APP": "three"})
    order += [shown(loud, "--app", "four"), shown(loud), shown(flask)]
    for gone in (".env", ".flaskenv", "wsgi.py"):
        (flask.folder / gone).unlink()
        order.append(shown(flask))
    assert order == ["the_four", "the_three", "the_two", "the_one", "the_wsgi", "the_app"]


def test_a_factory_takes_arguments(flask):
    """The arguments stand in the value of --app, as literals."""
    write(flask, {"shop.py": FACTORY.format(name="create_app")})
    assert shown(flask, "--app", "shop:create_app('red')") == "by_create_app_red"


def test_an_env_file_goes_before_the_others(flask):
    """-e names a file whose values win over .env and .flaskenv."""
    write(flask, {"one.py": APP.format(name="one"), "two.py": APP.format(name="two")})
    write(flask, {".env": "FLASK_APP=one\n", "other.env": "FLASK_APP=two\n"})
    assert shown(flask, "-e", "other.env") == "the_two"


def test_the_own_commands_of_flask_go_first(flask):
    """An app's command called shell is not reached: the one of Flask is."""
    text = APP.format(name="app") + "@app.cli.command()\ndef shell(): print('mine')\n"
    write(flask, {"app.py": text})
    run = flask.run("shell", typed=SHOW)
    assert "mine" not in run.out
    assert "the_app" in run.out


def test_no_app_is_no_traceback(flask):
    """Without an app, `flask --help` lists what is there and says on the error stream what is missing."""
    run = flask.run("--help")
    assert run.status == 0
    assert sides.listed(run.out) == sorted({"routes", "run", "shell"} | sides.plugged())
    assert "Could not locate a Flask application" in run.err


def test_option_variables(flask):
    """FLASK_RUN_PORT is the default of `flask run --port`; FLASK_HELLO_NAME is that of an option of hello."""
    text = (
        "import click\n" + APP.format(name="app") + "@app.cli.command()\n"
        "@click.option('--name', default='reader')\ndef hello(name): print(name)\n"
    )
    write(flask, {"app.py": text})
    named = sides.Side(flask.folder, flask.command, {"FLASK_HELLO_NAME": "Ada"})
    assert (flask.run("hello").out, named.run("hello").out) == ("reader\n", "Ada\n")
    assert named.run("hello", "--name", "Bob").out == "Bob\n"


def test_app_run_is_ignored(flask):
    """In a command `app.run()` returns at once and says so, and the command ends well."""
    text = APP.format(name="app") + "@app.cli.command()\ndef profile(): app.run()\n"
    write(flask, {"app.py": text})
    run = flask.run("profile")
    assert run.status == 0
    assert "Ignoring a call to 'app.run()'" in run.out + run.err


def test_flask_env_is_gone(flask):
    """FLASK_ENV=development does nothing any more; FLASK_DEBUG and --debug do."""
    write(flask, {"app.py": APP.format(name="app")})
    show = "print('debug:', app.debug)\n"
    old = sides.Side(flask.folder, flask.command, {"FLASK_ENV": "development"})
    new = sides.Side(flask.folder, flask.command, {"FLASK_DEBUG": "1"})
    assert "debug: False" in old.run("shell", typed=show).out
    assert "debug: True" in new.run("shell", typed=show).out
    assert "debug: True" in flask.run("--debug", "shell", typed=show).out


def test_a_kept_manage_py(flask):
    """A manage.py of two lines goes on, for those who type it: it hands its words to `flask`."""
    write(flask, {"app.py": APP.format(name="app")})
    manage = (sides.HERE / "after" / "manage.py").read_text()
    write(flask, {"manage.py": manage.replace('"blog"', '"app"')})
    kept = sides.Side(flask.folder, [sys.executable, "manage.py"])
    assert "the_app" in kept.run("shell", typed=SHOW).out
    assert kept.run("nonsense").status == 2
