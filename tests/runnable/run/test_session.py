"""Sessions: samples that go on where another ended, each with limits, and an end, of its own."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import pytest

from runnable.recording import Ending
from tests.runnable.house import Article, sample


def session(*codes: str | tuple[str, str] | tuple[str, str, str]) -> str:
    """A session of samples named a, b, c …, each a code, its output, and its options."""
    text = ""
    for name, given in zip("abcdefgh", codes, strict=False):
        code, output, options = (*((given,) if isinstance(given, str) else given), "", "")[:3]
        text += sample(code, output or None, f"hidden session=s name={name} {options}".strip())
    return text


@pytest.mark.parametrize(
    ("first", "second", "output"),
    [
        ("import os\npid = os.getpid()", "print(os.getpid() == pid)", "False"),
        ("n = [1]", "n.append(2)\nprint(n)", "[1, 2]"),
        ("stream = open('f', 'w')\nstream.write('a')", "stream.write('b')\nstream.close()\nprint(open('f').read())", "ab"),
        ("stream = open('f', 'w+')\nstream.write('a\\nb\\n')\nstream.seek(0)\nnext(stream)", "print(next(stream), end='')", "b"),
        (
            "import sqlite3\ndb = sqlite3.connect(':memory:')\ndb.execute('create table t (x)')",
            "db.execute('insert into t values (1)')\nprint(*db.execute('select x from t'))",
            "(1,)",
        ),
        (
            "import sqlite3\ndb = sqlite3.connect('f.db')\ndb.execute('create table t (x)')\ndb.execute('insert into t values (1)')",
            "db.commit()\nprint(*db.execute('select x from t'))",
            "(1,)",
        ),
        ("import random\nrandom.seed(1)", "print(random.randrange(1000))", "137"),
        ("import os\nos.mkdir('d')\nos.chdir('d')\nos.environ['X'] = '1'", "print(os.path.basename(os.getcwd()), os.environ['X'])", "d 1"),
        ("import asyncio\nloop = asyncio.new_event_loop()\ntask = loop.create_task(asyncio.sleep(0, 7))", "print(loop.run_until_complete(task))\nloop.close()", "7"),
        ("import asyncio\nasyncio.set_event_loop(asyncio.new_event_loop())\nloop = asyncio.get_event_loop()", "print(asyncio.get_event_loop() is loop)\nloop.close()", "True"),
        ("import subprocess\nchild = subprocess.Popen(['sh', '-c', 'exit 3'])", "print(child.wait())", "3"),
        ("import os\nr, w = os.pipe()", "os.close(w)\nprint(os.read(r, 1))", "b''"),
        ("import socket\na, b = socket.socketpair()", "a.close()\nprint(b.recv(1))", "b''"),
        (
            "import threading, queue\nq = queue.Queue()\nthreading.Thread(target=lambda: q.put(q.get() + 1)).start()",
            "import time\nq.put(1)\ntime.sleep(0.1)\nprint(q.get(timeout=9))",
            "2",
        ),
        ("import threading, os\npid = os.getpid()\nthreading.Thread(target=threading.Event().wait, daemon=True).start()", "print(os.getpid() == pid)", "True"),
        ("import signal\nsignal.signal(signal.SIGUSR1, lambda *_: print('got'))", "signal.raise_signal(signal.SIGUSR1)", "got"),
        ("import tempfile\nplace = tempfile.TemporaryDirectory()", "import os\nprint(os.path.isdir(place.name))", "True"),
    ],
    ids=[
        *("process", "names", "written", "read", "memory", "locked", "chance", "surroundings", "loop", "current loop"),
        *("child", "pipe", "socket", "thread", "process of a thread", "signal", "temporary"),
    ],
)  # fmt: skip
def test_what_lives_on(article, first, second, output):
    """What a sample has, the next one has: in a process of its own, or in the same where a fork would not have it."""
    assert article(session(first, (second, output))).verify() == {}


def test_exit_handlers_run_once_and_at_the_end(article):
    """Handlers, finalizers and threads of any sample end with the session, once, and print in the last sample."""
    text = session(
        ("import atexit\natexit.register(print, 'first')\nprint(1)", "1"),
        ("atexit.register(print, 'second')\nprint(2)", "2"),
        ("class Last:\n    def __del__(self): print('third')\nlast = Last()\nprint(3)", "3\nsecond\nfirst\nthird"),
    )
    assert article(text).verify() == {}


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("1 / 0", 'raises="ZeroDivisionError: division by zero"'),
        ("raise SystemExit(2)", "exit=2"),
        ("exit(7)", "exit=7"),
        ("raise SystemExit('text')", "exit=1"),
    ],
)
def test_an_expected_end_lets_the_session_go_on(article, code, options):
    """A sample that raises, or exits, as it should has proven itself, and those after it have its names."""
    output = "text" if "text" in code else ""
    assert article(session("n = 1", (f"n += 1\n{code}", output, options), ("print(n)", "2"))).verify() == {}


@pytest.mark.parametrize(
    ("code", "options", "told"),
    [
        ("while True: pass", "timeout=0.3", "ran longer than it may (0.3 s"),
        ("while True: print('x' * 1000)", "max_output=10KiB", "printed more than it may (10,240 bytes"),
        ("import os\nos._exit(0)", "", "ended its process before its last line"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "", "ended its process before its last line"),
        ("1 / 0", "", "raised ZeroDivisionError"),
        ("raise SystemExit(3)", "", "exit status 3"),
    ],
    ids=["hangs", "floods", "leaves", "dies", "raises", "exits"],
)
def test_a_sample_that_goes_wrong_fails_alone(article, code, options, told):
    """What came before it stays proven; what comes after did not run, and is told so."""
    failed = article(session(("print(1)", "1"), (code, "", options), "2", "3")).verify()
    assert set(failed) == {"b", "c", "d"}
    assert told in failed["b"]
    assert "did not run, since one before it failed" in failed["c"]
    assert "did not run, since one before it failed" in failed["d"]


def test_limits_are_those_of_each_sample(article):
    """Each sample has all of its own time and output, however much those before it took, and in a prompt as well."""
    slow = "import time\ntime.sleep(0.9)"
    assert article(session(*[(slow, "", "timeout=2.5")] * 3)).verify() == {}
    loud = "print('x' * 900)"
    assert article(session(*[(loud, "x" * 900, "max_output=1KiB")] * 3)).verify() == {}
    failed = article(session((slow, "", "timeout=9"), (slow, "", "timeout=0.2"), slow)).verify()
    assert set(failed) == {"b", "c"}
    assert "(0.2 s" in failed["b"]
    typed = sample(
        ">>> import time\n>>> time.sleep(0.3)\n>>> time.sleep(0.3)",
        kind="pycon",
        options="session=s name=b timeout=0.4",
    )
    assert "(0.4 s" in article(session(slow) + typed).verify()["b"]


TRAIL = session(
    ("import atexit\nn = 1\natexit.register(print, 'bye')\nprint(n)", "1"),
    ("n += 1\nopen('trail', 'a').write('b')\nprint(n)", "2"),
    ("n += 1\n1 / 0", "", 'raises="ZeroDivisionError: division by zero"'),
    ("print(n, 'wrong')", "3"),
    ("print(n)", "3\nbye"),
)


def alone(written: Article, name: str) -> tuple[str, Ending, list[str]]:
    """What is told of the one sample `name` where no other is asked for, how it ended, and which samples ran."""
    document = written.open()
    (wanted,) = [found for found in document.samples if found.name == name]
    document.want([wanted])
    told = document.verdict(wanted).explain()
    return told, document.recording(wanted).ending, sorted(document._recordings)


@pytest.mark.parametrize("name", "abcde")
def test_a_sample_verified_alone_has_the_verdict_of_the_whole(article, name):
    """One sample is verified by running the session up to it, and its verdict is the one it has in the whole."""
    whole = article(TRAIL)
    failed = whole.verify()
    assert set(failed) == {"d"}
    written = article(TRAIL)
    told, ending, ran = alone(written, name)
    assert told == failed.get(name, "").replace(str(whole.path), str(written.path))
    assert ending is Ending.FINISHED
    assert ran == sorted("abcde"[: "abcde".index(name) + 1])


def test_what_comes_after_the_wanted_sample_does_not_run(article):
    """A sample after the one that is asked for is not begun, and so can't do harm to it."""
    told, ending, ran = alone(article(session(("print(1)", "1"), "while True: print(1)")), "a")
    assert (told, ending, ran) == ("", Ending.FINISHED, ["a"])


def test_each_session_runs_once(article, monkeypatch):
    """To verify all samples, each session, the set-ups of its samples and each file of tests is run once."""
    ran = []
    text = TRAIL + sample("1", options="name=up") + sample("2", options="setup=up name=it")
    document = article(text, {"test_a.py": "def test_a(): pass\ndef test_b(): pass\n"}).open()
    run = document._run

    def count(process, **options):
        ran.append([one.name for one in process])
        return run(process, **options)

    monkeypatch.setattr(document, "_run", count)
    document.want(document.all_samples)
    for one in document.all_samples:
        document.verdict(one)
    assert ran == [[*"abcde"], ["up"], ["up", "it"], ["test_a.py::test_a", "test_a.py::test_b"]]


def test_a_session_that_grows_is_run_again(article):
    """Where a session ends, exit handlers print; so its last sample is stale once another comes after it."""
    first = ("import atexit\natexit.register(print, 'bye')", "bye")
    written = article(session(first))
    assert written.verify() == {}
    written.write(session(first, "1"))
    assert written.stale() == ["a", "b"]
    assert set(written.verify()) == {"a"}
