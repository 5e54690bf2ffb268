"""SQL in SQLite: statements in, tables out."""

from __future__ import annotations

import sqlite3

import pytest

from runnable import programs
from runnable.recording import Ending
from runnable.run.sqlite import statements
from tests.runnable.house import bodies, fence, sample

PEOPLE = """\
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, height REAL);
INSERT INTO people (name, height) VALUES ('Ada', 1.6), ('Grace', NULL);
"""
ALL = "SELECT * FROM people;"
ROWS = """\
 id | name  | height
----+-------+--------
  1 | Ada   |    1.6
  2 | Grace |
(2 rows)
"""
ONE = " a\n---\n 1\n(1 row)\n"


def sql(code: str, output: str | None = None, options: str = "") -> str:
    """A sample in SQL."""
    return sample(code, output, options, "sql")


def test_what_statements_give(article):
    """Rows are shown as psql shows them, and what gives none shows nothing."""
    assert article(sql(PEOPLE + ALL, ROWS)).verify() == {}
    assert article(sql(PEOPLE)).verify() == {}


def test_what_is_not_so_is_told(article):
    """A table that differs from the one on the page is told with its line."""
    written = article(sql(PEOPLE + ALL, ROWS.replace("Grace", "Alan ")))
    assert written.failure().startswith(f"{written.path}:11: sample-1: the output differs")


def test_recording(article):
    """What statements give is recorded, an empty line between two tables and none below the last."""
    written = article(sql("SELECT 1 AS a; SELECT 'x' AS b WHERE 0;"))
    written.record()
    assert bodies(written.text)[1] == " a\n---\n 1\n(1 row)\n\n b\n---\n(0 rows)\n"
    assert written.verify() == {}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("SELECT 1; SELECT 2", [("SELECT 1;", 1), ("SELECT 2", 1)]),
        ("\n-- a; b\n/* c;\n*/ SELECT ';\n;'\n; -- d\n", [("SELECT ';\n;'\n;", 4)]),
        (
            "CREATE TRIGGER t AFTER INSERT ON x BEGIN\n SELECT 1;\n SELECT 2;\nEND;\nSELECT 3;",
            [("CREATE TRIGGER t AFTER INSERT ON x BEGIN\n SELECT 1;\n SELECT 2;\nEND;", 1), ("SELECT 3;", 5)],
        ),
        ("SELECT 'open;\n", [("SELECT 'open;\n", 1)]),
        (";;", [(";", 1), (";", 1)]),
        ("-- only this", []),
        ("", []),
    ],
)
def test_statements(script, expected):
    """A script is split where SQLite says that a statement is complete; each begins behind blanks and comments."""
    assert [(statement.text, statement.line) for statement in statements(script)] == expected


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("SELECT 1;\n\nSELECT * FROM x;\nSELECT 2;", ":4: sample-1: raised OperationalError: no such table: x"),
        ("SELECT\n  1 +;", ':2: sample-1: raised OperationalError: near ";": syntax error'),
        ("SELECT 'a", ':2: sample-1: raised OperationalError: unrecognized token: "\'a\n"'),
        (PEOPLE + PEOPLE, ":4: sample-1: raised OperationalError: table people already exists"),
    ],
)
def test_errors(article, code, message):
    """An error is told as SQLite tells it, at the line where the statement begins."""
    assert message in article(sql(code)).failure()


def test_expected_errors(article):
    """A sample may show an error; what was printed before it is shown, and nothing after it runs."""
    code = PEOPLE + "SELECT 1 AS a;\nINSERT INTO people (name) VALUES ('Ada');\nSELECT 2;"
    raises = "raises='IntegrityError: UNIQUE constraint failed: people.name'"
    assert article(sql(code, ONE, raises)).verify() == {}
    assert "raised nothing" in article(sql(PEOPLE, options=raises)).failure()
    assert "was to raise" in article(sql("SELECT * FROM x", options=raises)).failure()


def test_sessions_and_setups(article):
    """The samples of a session share a database, also after an expected error; others have their own."""
    session = (
        sql(PEOPLE, options="session=a")
        + sql("SELECT * FROM x;", options="session=a raises='OperationalError: …'")
        + sql(ALL, ROWS, "session=a")
    )
    assert article(session).verify() == {}
    assert "no such table" in article(sql(PEOPLE) + sql(ALL)).failure()
    setup = sql(PEOPLE, options="hidden name=people") + sql(ALL, ROWS, "setup=people")
    assert article(setup).verify() == {}


def test_what_runs_after_a_failure(article):
    """After a statement that fails no other sample of the session runs."""
    text = sql("SELECT * FROM x;", options="session=a") + sql("SELECT 1;", options="session=a")
    problems = article(text).verify()
    assert "no such table" in problems["sample-1"]
    assert Ending.SKIPPED.value in problems["sample-2"]


def test_a_file_as_setup(article):
    """A file of the bundle sets samples up, once for each session; they are stale when it changes, and no other."""
    text = "".join(sql(ALL, ROWS, f"setup=people.sql{session}") for session in ("", " session=a", " session=a"))
    written = article(text, {"people.sql": PEOPLE, "other.txt": ""})
    assert written.verify() == {}
    written.write(written.text, {"other.txt": "changed"})
    assert written.stale() == []
    written.write(written.text, {"people.sql": PEOPLE + "-- changed"})
    assert len(written.stale()) == 3


def test_a_file_that_sets_nothing_up(article):
    """A file that is missing or fails is told, with the line of the failure."""
    text = sql("SELECT 1;", options="setup=people.sql")
    assert "setup=people.sql: the article's folder has no such text file" in article(text).failure()
    message = article(text, {"people.sql": "SELECT 1;\nSELECT * FROM x;"}).failure()
    assert "its set-up failed: people.sql:2: OperationalError: no such table: x" in message
    assert Ending.TIMEOUT.value in article(text.replace("run", "run timeout=0.5"), {"people.sql": ENDLESS}).failure()


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;"


@pytest.mark.parametrize(
    ("code", "options", "message"),
    [
        (ENDLESS, "timeout=0.5", "ran longer than it may"),
        (ENDLESS.replace("count(*)", "i"), "", "printed more than it may"),
        ("SELECT hex(randomblob(3000000));", "", "printed more than it may"),
        (ENDLESS.replace("count(*)", "'        '").replace(";", " LIMIT 200000;"), "", "printed more than it may"),
        ("SELECT zeroblob(2000000000);", "", "raised DataError: string or blob too big"),
        ("ATTACH '/etc/passwd' AS p;\nSELECT * FROM p.x;", "", "raised DatabaseError: file is not a database"),
        ("ATTACH '/etc/runnable.db' AS p;\nCREATE TABLE p.x (a);", "", "raised OperationalError: unable to open"),
        ("SELECT load_extension('x');", "", "raised OperationalError: not authorized"),
        ("VACUUM INTO '/usr/x.db';", "", "raised OperationalError: unable to open"),
    ],
)
def test_hostile_statements(article, code, options, message):
    """What does not end, what is too large and what reaches out is ended or refused; the next sample works."""
    problems = article(sql(code, options=options) + sql("SELECT 1 AS a;", ONE)).verify()
    assert list(problems) == ["sample-1"]
    assert message in problems["sample-1"]


def test_the_badge(article, monkeypatch):
    """The page names the SQLite that the samples ran in; they are stale when there is another one."""
    written = article(sql("SELECT 1 AS a;", ONE))
    assert written.verify() == {}
    assert written.open().verification().versions[1:] == (f"SQLite {sqlite3.sqlite_version}",)
    monkeypatch.setitem(programs.STAMPS, "sqlite", lambda: "another")
    assert written.stale() == ["sample-1"]
    assert written.open().verification() is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (sql("SELECT 1;", options="exit=1"), "exit= goes with python and console"),
        (sql("SELECT 1;", options="figure=a.svg alt=a"), "figure= goes with python, pycon and console"),
        (fence("sql file=a.sql"), "file= goes with python"),
        (fence("sql needs=postgresql unverified=a", "SELECT 1"), "needs= goes with run"),
        (sql("SELECT 1;", options="setup=a") + sample("1", options="name=a"), "setup 'a' is not a sql run"),
        (sample("1", options="setup=a") + sql("SELECT 1;", options="name=a"), "setup 'a' is not a python run"),
        (sample("1", options="session=a") + sql("SELECT 1;", options="session=a"), "session 'a' is of a python run"),
        (
            sql("SELECT 1;", options="session=a") + sql("SELECT 1;", options="session=a needs=postgresql"),
            "session 'a' is of a sql run, as line 1 says",
        ),
        (sample("1", options="setup=a.sql"), "unknown setup 'a.sql'"),
    ],
)
def test_what_does_not_go_together(article, text, message):
    """Options without effect, and samples that can't share a process, are refused."""
    with pytest.raises(ValueError, match=message):
        article(text).verify()
