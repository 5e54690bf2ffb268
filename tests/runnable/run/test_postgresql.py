"""A throw-away PostgreSQL: SQL by psql, and other samples that find it in their environment."""

from __future__ import annotations

import re
import signal
import subprocess
import sys

import pytest

from runnable import programs
from runnable.job import Job
from runnable.programs import find_postgresql
from runnable.recording import Ending
from runnable.run.postgresql import fresh_database
from runnable.sandbox import Sandbox
from runnable.workshop import close_workshops, workshop
from tests.runnable.house import PATIENCE, PLUGINS, bodies, left_folders, processes_with, sample, wait_for

pytestmark = pytest.mark.skipif(not find_postgresql(), reason="postgresql is missing")
NEEDS = "needs=postgresql"
TABLE = "CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\n"
ONE = " a\n---\n 1\n(1 row)\n"


@pytest.fixture(autouse=True, scope="module")
def _end_server():
    """Leave no server to the tests of other modules."""
    yield
    workshop().end_servers()


def sql(code: str, output: str | None = None, options: str = "") -> str:
    """A sample in SQL for PostgreSQL."""
    return sample(code, output, f"{NEEDS} {options}", "sql")


def server():
    """The server that runs now."""
    return workshop().servers["postgresql"]


def test_what_psql_prints(article):
    """A script prints what psql prints: command tags, tables, notices, and the answers to its own commands."""
    code = (
        "DROP TABLE IF EXISTS people;\n"
        "CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY, name text);\n"
        "INSERT INTO people (name) VALUES ('Ada'), (E'Grace\\nHopper') RETURNING id;\n"
        "COPY people (name) FROM stdin;\nAlan\n\\.\n"
        "SELECT * FROM people;\n\\d people\n\\echo done\n"
        "SELECT 1 AS a"
    )
    written = article(sql(code))
    written.record()
    assert bodies(written.text)[1] == (
        'NOTICE:  table "people" does not exist, skipping\nDROP TABLE\nCREATE TABLE\n'
        " id\n----\n  1\n  2\n(2 rows)\n\nINSERT 0 2\nCOPY 1\n"
        " id |  name\n----+--------\n  1 | Ada\n  2 | Grace +\n    | Hopper\n  3 | Alan\n(3 rows)\n\n"
        '                         Table "public.people"\n'
        " Column |  Type   | Collation | Nullable |           Default\n"
        "--------+---------+-----------+----------+------------------------------\n"
        " id     | integer |           | not null | generated always as identity\n"
        " name   | text    |           |          |\n\ndone\n"
        f"{ONE}"
    )
    assert written.verify() == {}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1 AS a, 'x' AS bcd, NULL AS e",
        "SELECT 1 AS much_longer_than_its_value, 'much longer than its name' AS b",
        "SELECT 'a' AS x WHERE 1 = 2",
        "SELECT 1 AS a UNION ALL SELECT NULL UNION ALL SELECT -100",
        "SELECT 1.5 AS a, 1 AS b UNION ALL SELECT 10.25, NULL",
        "SELECT 'a\nbcd\n' AS x, 'e\n\nf' AS y, 1 AS z",
        "SELECT '日本' AS x, 'e\u0301' AS é, 'ab\tc' AS t, 'a\x01b\x7f\x85\r' AS c",
        'SELECT 1 AS "a\nlong", 2 AS b',
    ],
)
def test_tables_of_sqlite(article, query):
    """What SQLite gives is shown in the very form that psql gives to it."""
    texts = [sample(query, None, options, "sql") for options in ("", NEEDS)]
    ours, theirs = (article(text).recordings()["sample-1"].output for text in texts)
    assert ours == theirs != ""


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("SELECT 1;\n\nSELECT * FROM x;\nSELECT 2;", ':4: sample-1: raised ERROR 42P01: relation "x" does not exist'),
        ("SELECT\n  'a' + 1 AS b;", ":3: sample-1: raised ERROR 22P02: invalid input syntax for type integer"),
        ("SELECT 'a", ":2: sample-1: raised ERROR 42601: unterminated quoted string"),
        ("SELECT 1;\n\\nothing", ":3: sample-1: raised psql: invalid command \\nothing"),
        ("\\q\nSELECT 1;", Ending.DIED.value),
        ("\\if false\nSELECT 1;", "reached EOF"),
        ("\\connect template1", "raised"),
        ("BEGIN;\nCREATE TABLE t (a int);", "leaves a transaction open"),
        ("DO $$ BEGIN RAISE NOTICE 'a'; RAISE 'mine; really' USING ERRCODE = 'AB123'; END $$;", "ERROR AB123: mine; r"),
    ],
)
def test_errors(article, code, message):
    """An error is told by its code and its message, at the line where psql met it; no end passes for the last line."""
    assert message in article(sql(code)).failure()


def test_expected_errors(article):
    """A sample may show an error, and what was printed before it."""
    raises = "raises='ERROR 22012: division by zero'"
    assert article(sql("SELECT 1 AS a;\nSELECT 1 / 0;\nSELECT 2;", ONE, raises)).verify() == {}


def test_databases_are_new(article):
    """The samples of a session share a database; another one finds nothing of it, settings of the role included."""
    memory = " work_mem\n----------\n {}\n(1 row)\n"
    session = (
        sql(TABLE + "ALTER ROLE sample SET work_mem = '1MB';", "CREATE TABLE\nINSERT 0 1\nALTER ROLE\n", "session=a")
        + sql("SELECT * FROM x;", options="session=a raises='ERROR 42P01: …'")
        + sql("SHOW work_mem;\nSELECT * FROM t;", memory.format("1MB") + "\n" + ONE, "session=a")
    )
    alone = sql("SHOW work_mem;\nSELECT * FROM t;", memory.format("4MB"), "raises='ERROR 42P01: …'")
    assert article(session + alone).verify() == {}


def test_setups(article):
    """A sample, or a file of the bundle, fills the database before; what fails there is told with its line."""
    text = sql(TABLE, options="hidden name=table") + sql("SELECT * FROM t;", ONE, "setup=table")
    assert article(text).verify() == {}
    text = sql("SELECT * FROM t;", ONE, "setup=table.sql")
    written = article(text, {"table.sql": TABLE})
    assert written.verify() == {}
    written.write(text, {"table.sql": TABLE + "SELECT 1 / 0;"})
    assert "its set-up failed: table.sql:3: ERROR 22012: division by zero" in written.failure()
    assert "leaves a transaction open" in article(text, {"table.sql": "BEGIN;"}).failure()


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;"


@pytest.mark.parametrize(
    ("code", "options", "message"),
    [
        (ENDLESS, "timeout=0.5", "ran longer than it may"),
        ("SELECT pg_sleep(100);", "timeout=0.5", "ran longer than it may"),
        ("SELECT repeat('x', 3000000);", "", "printed more than it may"),
        ("SELECT repeat('x', 100000000) FROM generate_series(1, 9);", "", "out of memory"),
        ("SELECT repeat('x', 1000000000), repeat('y', 1000000000);", "", "raised ERROR"),
        ("CREATE TABLE t AS SELECT repeat('x', 1000) FROM generate_series(1, 1000000);", "timeout=60", "raised ERROR"),
        ("COPY (SELECT 1) TO PROGRAM 'cat';", "", "raised ERROR 42501: must be superuser"),
        ("COPY (SELECT 1) TO '/tmp/x';", "", "raised ERROR 42501: must be superuser"),
        ("SELECT pg_read_file('/etc/passwd');", "", "raised ERROR 42501: permission denied"),
        ("SELECT * FROM pg_authid;", "", "raised ERROR 42501: permission denied"),
        ("CREATE ROLE other;", "", "raised ERROR 42501: permission denied"),
        ("\\c - postgres", "", "raised psql: \\connect: connection to server"),
        ("\\! psql -U postgres -d template1 -c 'SELECT 1'; kill -9 $PPID", "", Ending.DIED.value),
        (
            "\\! cat ../../*/empty/data/PG_VERSION >data; echo x >../../*/empty/data/PG_VERSION\n\\q",
            "",
            Ending.DIED.value,
        ),
    ],
)
def test_hostile_statements(article, code, options, message):
    """What does not end, what is too large and what reaches out is ended or refused; the next sample works."""
    problems = article(sql(code, options=options) + sql("SELECT 1 AS a;", ONE)).verify()
    assert list(problems) == ["sample-1"]
    assert message in problems["sample-1"]
    assert server().ask("SELECT 1")
    assert "sample" not in databases()


def databases() -> str:
    """The databases of the server."""
    assert server().ask("SELECT datname FROM pg_database")
    return server().told


def test_one_server(article):
    """A server is started once; one that ended is replaced, and leaves nothing."""
    text = sql("SELECT 1 AS a;", ONE)
    assert article(text).verify() == {}
    first = server()
    assert article(text).verify() == {}
    assert server() is first
    room = first._room.root
    first._beside.stop()
    assert not first.is_running
    assert article(text).verify() == {}
    assert server() is not first
    assert not room.exists()


def test_a_server_that_dies_under_a_sample(article):
    """Where the server dies while a sample runs, the sample fails, and the next one has another server."""
    with fresh_database():
        first = server()
        first._beside.stop()
    assert "postgresql" not in workshop().servers
    assert article(sql("SELECT 1 AS a;", ONE)).verify() == {}
    assert server() is not first


def test_a_new_zygote(article):
    """A server that can no longer be reached, since the network of the samples is another, is replaced."""
    text = sql("SELECT 1 AS a;", ONE)
    assert article(text).verify() == {}
    workshop().renew()
    assert article(text).verify() == {}


CONNECT = """\
import os, socket
from urllib.parse import urlsplit
url = urlsplit(os.environ["DATABASE_URL"])
assert (url.hostname, str(url.port)) == (os.environ["PGHOST"], os.environ["PGPORT"])
assert url.username == os.environ["PGUSER"] and url.path == "/" + os.environ["PGDATABASE"]
socket.create_connection((url.hostname, url.port)).close()
"""
PSQL = "$ psql -Atc 'CREATE TABLE t AS SELECT 7 AS a' -c 'SELECT * FROM t'\nSELECT 1\n7\n"
TEST = """\
# needs: postgresql
import subprocess


def test_it():
    subprocess.check_call(["psql", "-c", "SELECT 1"])
"""


def test_other_kinds(article):
    """Python, a prompt, a shell and a test find the server, and a database that is new to each of them."""
    pycon = ">>> import subprocess\n>>> subprocess.check_output(['psql', '-Atc', 'SELECT 1'])\nb'1\\n'\n"
    texts = [
        sample(CONNECT, options=NEEDS),
        sample(pycon, kind="pycon", options=NEEDS),
        sample(PSQL, kind="console", options=NEEDS),
        sample(PSQL, kind="console", options=NEEDS),
        sample("$ pg_dump | grep -c TABLE\n0", kind="console", options=f"{NEEDS} exit=1"),
    ]
    assert article("".join(texts), {"test_it.py": TEST}).verify() == {}


def test_what_does_not_need_it_does_not_get_it(article):
    """A sample that does not name the server knows nothing of it, and a test that does not, either."""
    text = sample("import os\nprint([name for name in os.environ if 'PG' in name or 'DATA' in name])", "[]")
    assert article(text).verify() == {}
    assert set(article(text, {"test_it.py": TEST.replace("needs", "wants")}).verify()) == {"test_it.py::test_it"}


def test_the_badge(article, monkeypatch):
    """The page names the PostgreSQL that the samples used; they are stale when there is another one."""
    written = article(sample(CONNECT, options=NEEDS) + sample("1"))
    assert written.verify() == {}
    (version,) = written.open().verification().versions[1:]
    assert re.fullmatch(r"PostgreSQL \d+\.\d+", version)
    monkeypatch.setitem(programs.STAMPS, "postgresql", lambda: "another")
    assert written.stale() == ["sample-1"]
    assert written.open().verification() is None


ENGINE = """\
import sys, time
sys.path[:0] = [{plugins!r}]
from runnable.run.postgresql import fresh_database
from runnable.workshop import workshop
with fresh_database():
    print(workshop().folder.name, flush=True)
    {then}
"""


@pytest.mark.parametrize(
    ("then", "number", "folder_stays"),
    [
        ("pass", None, False),
        ("raise KeyError", None, False),
        ("time.sleep(60)", signal.SIGINT, False),
        ("time.sleep(60)", signal.SIGKILL, True),
    ],
)
def test_nothing_is_left(then, number, folder_stays):
    """However an engine ends, its server ends with it; but for a kill its folder goes, too."""
    code = ENGINE.format(plugins=str(PLUGINS), then=then)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-c", code], text=True, **pipes) as engine:
        folder = engine.stdout.readline().strip()
        if number:
            assert processes_with(f"{folder}/")
            engine.send_signal(number)
        engine.wait(PATIENCE)
    wait_for(lambda: not processes_with(f"{folder}/"))
    assert (folder in left_folders()) == folder_stays


def test_a_workshop_that_closes():
    """A server ends before its folder goes, to which it writes."""
    with fresh_database():
        running = server()
    workshop().close()
    assert not running.is_running
    assert not workshop().folder.exists()
    close_workshops()


def test_what_is_in_the_way(monkeypatch):
    """Where there is no PostgreSQL, or it does not start, that is told."""
    workshop().end_servers()
    monkeypatch.setattr("runnable.run.postgresql.SETTINGS", {"shared_buffers": "nonsense"})
    with pytest.raises(ValueError, match=r"does not start:\n.*shared_buffers"), fresh_database():
        pass
    monkeypatch.setattr("runnable.run.postgresql.find_postgresql", lambda: None)
    with pytest.raises(ValueError, match="apt-get install postgresql"), fresh_database():
        pass
    assert workshop().servers == {}


def test_the_server_is_no_root():
    """No program of a sample, nor of the server, reads what only its superuser may."""
    with fresh_database() as environment, Sandbox(None, environment=environment) as sandbox:
        argv = ["psql", "-w", "-U", "postgres", "-d", "template1", "-c", "SELECT 1"]
        part = sandbox.run(Job(argv=argv)).parts[-1]
        assert [path.name for path in server()._room.folder.iterdir() if "password" in path.name] == []
    assert part.exit == 2
    assert "password" in part.output
