"""Each command of before/ and its successor in after/: the same effect, the same words, the same exit status."""

# environment: legacy
import os
import re

import pytest

import sides

LEGACY = os.environ.get("ENVIRONMENT_LEGACY")
pytestmark = pytest.mark.skipif(
    not LEGACY, reason="needs ENVIRONMENT_LEGACY: a venv with environments/legacy.txt in it"
)
TESTING = ["--app", 'blog:create_app("testing")']
# what is typed before, what is typed after where that differs, what is typed at its prompt
STEPS = [
    (["hello"], None, ""),
    (["hello", "-n", "Ada", "--shout"], None, ""),
    (["-c", "testing", "hello"], [*TESTING, "hello"], ""),
    (["db", "upgrade", "0001"], None, ""),
    (["deploy"], None, ""),
    (["deploy"], None, ""),
    (["db", "current"], None, ""),
    (["db", "history"], None, ""),
    (["posts", "add", "Secret"], None, ""),
    (["posts", "add"], None, ""),
    (["posts", "list_all"], None, ""),
    (["posts", "list_all", "--drafts"], None, ""),
    (["posts", "publish", "7"], None, ""),
    (["posts", "publish", "seven"], None, ""),
    (["posts", "publish", "2"], None, ""),
    (["posts", "publish", "-q", "2"], None, ""),
    (["data", "export"], None, ""),
    (["data", "export", "-f", "csv"], None, ""),
    (["data", "export", "-f", "xml"], None, ""),
    (["data", "reset"], None, "n\n"),
    (["data", "reset"], None, ""),
    (["data", "reset"], None, "y\n"),
    (["db", "downgrade"], None, ""),
    (["test"], None, ""),
    (["hell"], None, ""),
    (["nonsense"], None, ""),
    (["posts"], None, ""),
    ([], None, ""),
]
REFUSED = [
    ["posts", "add"],
    ["posts", "publish", "seven"],
    ["hell"],
    ["nonsense"],
    ["posts"],
    [],
]
FAILED = [["posts", "publish", "7"]]


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    return sides.before(tmp_path_factory.mktemp("old"), LEGACY)


@pytest.fixture(scope="module")
def new(tmp_path_factory):
    return sides.after(tmp_path_factory.mktemp("new"))


def words(text):
    """What a command said, less the form of its prompt."""
    return re.sub(r" \[[^]]*\]:? ", " ", text)


def test_each_command_does_the_same_on_both_sides(old, new):
    """One after the other: output, exit status and database are the same before and after."""
    statuses = {}
    for typed_before, typed_after, answer in STEPS:
        was = old.run(*typed_before, typed=answer)
        now = new.run(*(typed_after or typed_before), typed=answer)
        assert now.status == was.status, (typed_before, was, now)
        if was.status != 2:  # usage texts are each library's own
            assert words(now.out) == words(was.out), typed_before
        assert new.rows() == old.rows(), typed_before
        statuses[tuple(typed_before)] = was.status
    assert [statuses[tuple(typed)] for typed in REFUSED] == [2] * len(REFUSED)
    assert [statuses[tuple(typed)] for typed in FAILED] == [1]


def test_what_a_failure_says_is_the_same(old, new):
    """What a command itself writes to standard error is the same on both sides."""
    for side in (old, new):
        side.run("deploy")
    was, now = (side.run("posts", "publish", "7") for side in (old, new))
    assert was.err == now.err == "There is no post 7.\n"


def test_both_shells_have_the_same_names(old, new):
    """The shell's context is there on both sides, and its value is printed."""
    line = "print('there are', Post.query.count(), app.name, sorted(db.metadata.tables))\n"
    for side in (old, new):
        side.run("deploy")
    was, now = (side.run("shell", typed=line) for side in (old, new))
    assert "there are 1 blog ['post']" in was.out
    assert "there are 1 blog ['post']" in now.out


@pytest.mark.parametrize(("side", "command"), [("old", "runserver"), ("new", "run")])
def test_both_servers_answer(request, side, command):
    """The development server shows the published post."""
    blog = request.getfixturevalue(side)
    blog.run("deploy")
    with blog.serving(command) as (url, _):
        assert sides.fetch(url) == "Welcome"


@pytest.mark.parametrize("side", ["old", "new"])
def test_both_profilers_profile(request, side):
    """The profiling server answers, and prints how often functions were called for the request."""
    blog = request.getfixturevalue(side)
    blog.run("deploy")
    with blog.serving("profile", "--length", "3") as (url, told):
        assert sides.fetch(url) == "Welcome"
        text = told.read_text()
    assert "PATH: '/'" in text
    assert "due to restriction <3>" in text


def test_help_lists_the_same_commands(old, new):
    """`-?` before and `--help` after list the same names; only runserver is called run now."""
    was, now = old.run("-?"), new.run("--help")
    assert (was.status, now.status) == (0, 0)
    expected = set(sides.listed(was.out)) - {"runserver"} | {"run"} | sides.plugged()
    assert sides.listed(now.out) == sorted(expected)
    assert {"hello", "posts", "data", "db", "deploy", "profile", "test"} <= expected


def test_the_old_help_option_is_unknown_now(old, new):
    """`-?` is an error for Click; `--help` is understood on both sides."""
    assert new.run("hello", "-?").status == 2
    assert old.run("hello", "--help").status == new.run("hello", "--help").status == 0


def test_an_abbreviated_option_is_refused_now(old, new):
    """argparse takes --sh for --shout; Click does not."""
    was, now = old.run("hello", "--sh"), new.run("hello", "--sh")
    assert (was.status, was.out) == (0, "HELLO READER\n")
    assert now.status == 2
    assert "--shout" in now.err


@pytest.mark.parametrize("side", ["old", "new"])
def test_coverage_measures_what_is_run_on_import(request, side):
    """Columns of a model are defined while it is imported; the report counts those lines."""
    run = request.getfixturevalue(side).run("test", "--coverage")
    assert run.status == 0, run.err
    assert sides.executed(run.out, "blog/models.py") > 15


def test_what_did_not_change():
    """Models, settings, migrations and the blog's own tests are the same files on both sides."""
    same = ["blog/models.py", "blog/config.py", "tests/tests.py"]
    same += [
        str(path.relative_to(sides.HERE / "before"))
        for path in sides.HERE.glob("before/migrations/**/*.*")
        if path.suffix != ".pyc"
    ]
    assert len(same) == 8
    for name in same:
        old, new = ((sides.HERE / side / name).read_bytes() for side in ("before", "after"))
        assert old == new, name


def test_which_interpreter_it_is(old):
    """The environment has a Python and a Flask with which Flask-Script works, given the shim."""
    script = (
        "import flask, flask_script, sys; print(flask.__version__, sys.version_info >= (3, 11))"
    )
    python = sides.Side(old.folder, old.command[:1], old.variables)
    version, is_modern = python.run("-c", script).out.split()
    assert version == "1.1.4"
    without = sides.Side(old.folder, old.command)
    assert without.run("hello").status == int(is_modern == "True")
