"""The report finds each construct of Flask-Script, tells its line and its replacement, and nothing else."""

import runpy
import sys

import pytest

import migrate_report
import sides

MANAGE = (sides.HERE / "before" / "manage.py").read_text()
# the text of a line -> how often the report names a construct of that text
EXPECTED = {
    "manager = Manager(create_app)": "Manager(...)",
    'manager.add_option("-c"': "manager.add_option(...)",
    'manager.add_command("runserver"': 'manager.add_command("runserver", Server)',
    'manager.add_command("shell"': 'manager.add_command("shell", Shell)',
    'manager.add_command("routes"': 'manager.add_command("routes", ShowUrls)',
    'manager.add_command("db"': 'manager.add_command("db", MigrateCommand)',
    "posts = Manager(": "Manager(...)",
    'manager.add_command("posts"': 'manager.add_command("posts", posts)',
    "{url_for('posts.show'": "url_for, in list_all",
    'posts.option("number"': "@posts.option(...)",
    'posts.option("-q"': "@posts.option(...)",
    "        return 1": "return, in publish",
    "data = Manager(": "Manager(...)",
    'manager.add_command("data"': 'manager.add_command("data", data)',
    'data.option("-f"': "@data.option(...)",
    "if prompt_bool(": "prompt_bool(...)",
    "    return 1": "return, in reset",
    "return 0 if result.was": "return, in test",
    "app.run(port=": "app.run, in profile",
    "    manager.run()": "manager.run(...)",
}


def found(source):
    return [(finding.line, finding.construct) for finding in migrate_report.report(source)]


def replaced(source):
    return [finding.replacement for finding in migrate_report.report(source)]


def test_it_finds_each_construct_on_its_line():
    """Every use of the extension in before/manage.py is found once, on its own line, and nothing more."""
    lines = MANAGE.splitlines()
    expected = [
        (number, construct)
        for number, line in enumerate(lines, 1)
        for text, construct in EXPECTED.items()
        if line.startswith(text) or (text in line and not text.startswith(" "))
    ]
    expected += [
        (number, line) for number, line in enumerate(lines, 1) if line.endswith(".command")
    ]
    assert len(expected) == len(EXPECTED) + 7
    assert sorted(found(MANAGE)) == sorted(expected)


def test_it_finds_nothing_after_the_migration():
    """The migrated blog has none of them, though it has commands, a run and a url_for."""
    files = [*sides.HERE.glob("after/**/*.py"), *sides.HERE.glob("plugin/*.py")]
    assert len(files) > 8
    assert [path for path in files if migrate_report.report(path.read_text())] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("prompt", "click.prompt"),
        ("prompt_bool", "click.confirm"),
        ("prompt_pass", "click.prompt(..., hide_input=True)"),
        ("prompt_choices", "click.prompt(..., type=click.Choice(...))"),
        ("Option", "@click.option or @click.argument"),
        ("Group", "@click.option for each option of the group"),
        ("Clean", "nothing: delete the caches with a command of your own"),
        ("Server", "`flask run`; defaults: FLASK_RUN_HOST, FLASK_RUN_PORT"),
    ],
)
def test_names_however_they_are_imported(name, words):
    """A name is known from any import: its own, under another name, through the module."""
    for source in (
        f"from flask_script import {name}\n{name}()",
        f"from flask_script.commands import {name} as other\nother()",
        f"import flask_script as script\nscript.{name}()",
        f"import flask_script\nflask_script.{name}()",
    ):
        assert replaced(source) == [words], source


def test_the_same_names_of_others_are_none():
    """A Manager, a prompt or a run that has nothing to do with Flask-Script is left alone."""
    source = (
        "from queue import Manager\nm = Manager()\n@m.command\ndef f(): return 1\nprompt()\n"
    )
    assert replaced(source) == []


def test_commands_as_classes():
    """A class that is a Command is found, and the options in its list."""
    source = (
        "from flask_script import Command, Option\n"
        "class Hello(Command):\n    option_list = [Option('-n')]\n"
    )
    assert found(source) == [(2, "class Hello(Command)"), (3, "Option(...)")]


def test_the_shell_decorator():
    """`@manager.shell` becomes a shell context processor."""
    source = (
        "from flask_script import Manager\nm = Manager(app)\n@m.shell\ndef c(): return {}\n"
    )
    assert replaced(source)[1:2] == ["@app.shell_context_processor"]


@pytest.mark.parametrize(
    ("parameters", "lines"),
    [
        ("name", ['@click.argument("name")']),
        ("name='x'", ['@click.option("-n", "--name", default="x")']),
        ("loud=False", ['@click.option("-l", "--loud", is_flag=True)']),
        (
            "path, n=3",
            ['@click.argument("path")', '@click.option("-n", "--n", default=3)'],
        ),
    ],
)
def test_what_flask_script_guessed_from_parameters(parameters, lines):
    """A parameter without a default is an argument, one with is an option, and a bool is a flag."""
    source = (
        "from flask_script import Manager\nm = Manager(app)\n"
        f"@m.command\ndef say({parameters}): pass\n"
    )
    assert replaced(source)[1].split("\n      ") == ["@app.cli.command()", *lines]


@pytest.mark.parametrize(
    ("option", "line"),
    [
        ("'-n', '--name', dest='who'", '@click.option("-n", "--name", "who")'),
        ("'-v', action='count'", '@click.option("-v", count=True)'),
        ("'-t', action='append'", '@click.option("-t", multiple=True)'),
        ("'file', help='which'", '@click.argument("file")'),
        ("'-c', choices=['a']", '@click.option("-c", type=click.Choice(["a"]))'),
        ("'-p', type=int, default=5", '@click.option("-p", type=int, default=5)'),
    ],
)
def test_options_in_the_words_of_click(option, line):
    """What argparse calls dest, action and choices has other names in Click."""
    source = (
        "from flask_script import Manager\nm = Manager(app)\n"
        f"@m.option({option})\ndef say(): pass\n"
    )
    assert replaced(source)[1] == f"@app.cli.command()\n      {line}"


def test_it_is_a_command(capsys, monkeypatch):
    """From a shell it prints the findings and their number; its exit status is 1 while there are any."""
    script = str(sides.HERE / "migrate_report.py")
    for path, status, last in (
        ("before/manage.py", 1, "27 to replace"),
        ("after/blog/commands.py", 0, "0 to replace"),
    ):
        monkeypatch.setattr(sys, "argv", [script, str(sides.HERE / path)])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(script, run_name="__main__")
        assert end.value.code == status
        assert capsys.readouterr().out.splitlines()[-1] == last


def test_what_is_no_python_is_an_error():
    """Python 2's print statement can't be read, and the report says so instead of finding nothing."""
    with pytest.raises(SyntaxError):
        migrate_report.report("print 'Hello'\n")


def test_the_report_in_words():
    """Each finding is as the command prints it, and the last line is their number."""
    *lines, last = migrate_report.describe(MANAGE).splitlines()
    assert "\n".join(lines) == "\n".join(map(str, migrate_report.report(MANAGE)))
    assert last == f"{len(found(MANAGE))} to replace"


@pytest.mark.parametrize(
    ("source", "line"), [("print 'Hello'\n", 1), ("x = 1\n\n  y = 2\n", 3), ("(", 1)]
)
def test_words_for_what_is_no_python(source, line):
    """Who pastes something else is told the line."""
    with pytest.raises(ValueError, match=rf"^line {line} is no Python 3: \S"):
        migrate_report.describe(source)


def test_a_name_with_an_underscore_is_given():
    """Click would call it list-all: the report gives the old name, to whichever group the command belongs."""
    source = (
        "from flask_script import Manager\nm = Manager(app)\nposts = Manager()\n"
        "@m.command\ndef list_all(): pass\n@posts.command\ndef add_one(): pass\n"
    )
    assert replaced(source)[2:] == ['@app.cli.command("list_all")', '@posts.command("add_one")']
