"""Scripts: what is printed, raised, shared and made."""

# ruff: noqa: E501, ISC004 - the code of a sample stands in one piece

from __future__ import annotations

import pytest

from runnable.recording import Ending
from tests.runnable.house import SHARED_MEMORY, SVG, sample, soon


def printed(article, code, options=""):
    """What a run prints."""
    return article(sample(code, options=options)).recordings()["sample-1"].output


def test_both_streams_in_the_order_of_writing(article):
    """What goes to both streams, by print, by write, by descriptor, and by a child, is in the order of writing."""
    code = (
        "import os, sys, subprocess\nprint(1)\nprint(2, file=sys.stderr)\nsys.stdout.write('3\\n')\n"
        "os.write(2, b'4\\n')\nsubprocess.run(['echo', '5'])\nos.system('echo 6 >&2')\n"
        "sys.stderr.write('7\\n')\nprint(8)\nos.write(1, b'9\\n')\n"
    )
    assert printed(article, code) == "".join(f"{number}\n" for number in range(1, 10))


def test_output_at_the_very_end(article):
    """What exit handlers, threads that outlive the last line, and finalizers print is output, in its order."""
    code = (
        "import atexit, threading, time\natexit.register(print, 'handler')\n"
        "threading.Thread(target=lambda: (time.sleep(0.1), print('thread'))).start()\nprint('last line')\n"
        "class Last:\n    def __del__(self):\n        print('finalizer')\nlast = Last()\n"
    )
    assert printed(article, code) == "last line\nthread\nhandler\nfinalizer\n"


def test_daemon_threads_do_not_keep_a_run(article):
    """A daemon thread ends with the run, as it does for everyone."""
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\nprint(1)"
    assert article(sample(code, "1")).verify() == {}


@pytest.mark.parametrize(
    ("code", "type_", "message"),
    [
        ("raise ValueError('x')", "ValueError", "x"),
        ("raise ValueError", "ValueError", ""),
        ("{}['k']", "KeyError", "'k'"),
        ("class Own(Exception): pass\nraise Own('a\\nb')", "Own", "a\nb"),
        ("import json\njson.loads('{')", "json.decoder.JSONDecodeError", "Expecting property name"),
        ("import asyncio\nraise asyncio.CancelledError", "asyncio.exceptions.CancelledError", ""),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", ""),
        ("raise GeneratorExit", "GeneratorExit", ""),
        ("raise ExceptionGroup('g', [ValueError(1)])", "ExceptionGroup", "g (1 sub-exception)"),
        ("def f():\n    class In(Exception): pass\n    raise In(1)\nf()", "f.<locals>.In", "1"),
        ("def (", "SyntaxError", "invalid syntax"),
        ("return", "SyntaxError", "'return' outside function"),
        ("def f(): f()\nf()", "RecursionError", "maximum recursion depth exceeded"),
        ("class E(Exception):\n    def __str__(self): raise TypeError('no')\nraise E", "E", "<TypeError in its __str__>"),
        ("class E(Exception):\n    def __str__(self): raise KeyboardInterrupt\nraise E", "E", ""),
        ("class E(Exception): __module__ = None\nraise E('x')", "E", "x"),
        ("class E(Exception): __module__ = 5\nraise E('x')", "E", "x"),
        ("import sys\nsys.stderr.close()\nraise ValueError('x')", "ValueError", "x"),
        ("import traceback\ntraceback.format_exception = traceback.TracebackException = None\nraise ValueError('x')", "ValueError", "x"),
    ],
)  # fmt: skip
def test_exceptions(article, code, type_, message):
    """An exception is told by the type as tracebacks name it, and its message, whatever class it is of."""
    (recording,) = article(sample(code)).recordings().values()
    assert recording.ending is Ending.FINISHED
    assert recording.raised
    assert type_ in recording.raised.type
    assert message in recording.raised.message


def test_a_traceback_names_the_lines_of_the_article(article):
    """The line of an exception is the one in index.md, with its text in the traceback, and none of our frames."""
    code = "def f():\n    return 1 / 0\n\nf()\n"
    written = article("Text\n\nText\n\n" + sample(code))
    message = written.failure()
    assert message.startswith(f"{written.path}:7: sample-1: raised ZeroDivisionError: division by zero\n")
    assert 'File "index.md", line 9, in <module>\n    f()\n' in message
    assert 'File "index.md", line 7, in f\n    return 1 / 0\n' in message
    assert "child.py" not in message


def test_the_line_of_a_syntax_error(article):
    """A syntax error is told with its line in index.md."""
    written = article("Text\n\n" + sample("x = 1\ny = (\nz = 2\n"))
    assert written.failure().split(":")[1] in ("5", "6")


def test_traceback_with_odd_line_ends(article):
    """A form feed or line separator in code shifts no line of a traceback."""
    message = article(sample("x = 'a\u2028b'  # \f\nraise ValueError(x)\n")).failure()
    assert "index.md:3:" in message
    assert "\n    raise ValueError(x)" in message


def test_raises(article):
    """The exception that is expected passes; one character less of its type or message fails with its line."""
    text = sample("int('x')", options="""raises="ValueError: invalid literal for int() with base 10: 'x'" """.strip())
    written = article("Text\n\n" + text)
    assert written.verify() == {}
    for changed in (text.replace("'x'\"", "'y'\""), text.replace("ValueError", "ValueErro")):
        assert "index.md:3: sample-1: was to raise" in written.write("Text\n\n" + changed).failure()
    assert "raised nothing" in written.write(text.replace("int('x')", "int('1')")).failure()


def test_what_is_printed_before_an_exception_counts(article):
    """Output and an expected exception go together."""
    code = "print(1)\nraise ValueError('x')"
    assert article(sample(code, "1", 'raises="ValueError: x"')).verify() == {}
    assert "printed what" in article(sample(code, options='raises="ValueError: x"')).failure()


@pytest.mark.parametrize(
    ("code", "status", "output"),
    [
        ("import sys\nsys.exit()", 0, ""),
        ("import sys\nsys.exit(0)", 0, ""),
        ("import sys\nsys.exit(3)", 3, ""),
        ("raise SystemExit(True)", 1, ""),
        ("import sys\nsys.exit('text')", 1, "text\n"),
        ("import sys\nsys.exit(['a'])", 1, "['a']\n"),
        ("import sys\nsys.exit('')", 1, "\n"),
        ("import sys\nsys.exit(-1)", 255, ""),
        ("import sys\nsys.exit(256)", 0, ""),
        ("print(1)\nexit(4)", 4, "1\n"),
        ("import sys\nsys.stderr.close()\nsys.exit('text')", 1, ""),
        ("import sys\nsys.stderr = None\nsys.exit('text')", 1, "text\n"),
        ("import sys, atexit\natexit.register(print, 'bye')\nsys.exit(5)", 5, "bye\n"),
        ("import sys, threading\nthreading.Thread(target=sys.exit, args=(9,)).start()", 0, ""),
    ],
)
def test_exit(article, code, status, output):
    """The exit status is the one that the interpreter itself would end with; a text is printed, and is status 1."""
    (recording,) = article(sample(code)).recordings().values()
    assert (recording.ending, recording.exit, recording.output) == (Ending.FINISHED, status, output)


def test_exit_in_the_middle_of_a_session(article):
    """A sample that exits ends its session: what comes after it did not run."""
    text = sample("raise SystemExit(0)", options="session=a name=a") + sample("print(1)", "1", "session=a name=b")
    assert set(article(text).verify()) == {"b"}


def test_timeout(article):
    """A run that takes longer than it may is ended, soon, and what it printed is told."""
    endless = "import time\nprint('so far', flush=True)\ntime.sleep(60)"
    with soon():
        message = article(sample(endless, options="timeout=1.5")).failure()
    assert "ran longer than it may (1.5 s" in message
    assert "so far" in message


def test_long_timeouts(article):
    """A timeout of years can be waited for, if it is accepted at all."""
    assert article(sample("print(1)", "1", "timeout=3600")).verify() == {}


def test_sessions_share_what_they_define(article):
    """Samples of a session share names, imports and folders in the order of the page; other samples don't."""
    text = (
        sample("import os\nn = 1\ndef f(): return n\nopen('made', 'w').close()", options="session=a")
        + sample("n = 5\nm = 6", options="session=b")
        + sample("n += 1\nprint(f(), os.path.exists('made'))", "2 True", "session=a")
        + sample("print(n, m)", "5 6", "session=b")
        + sample("print('n' in globals())", "False")
        + sample(">>> n\n2\n>>> f()\n2", kind="pycon", options="session=a")
    )
    assert article(text).verify() == {}


def test_after_a_failure_the_session_ends(article):
    """After a sample that failed, the later ones of its session did not run, and that is told; other samples do."""
    text = (
        sample("print(1)", "1", "session=a name=a")
        + sample("print(2)\nraise ValueError('x')", "2", "session=a name=b")
        + sample("print(3)", "3", "session=a name=c")
        + sample("print(4)", "4", "name=d")
    )
    failed = article(text).verify()
    assert set(failed) == {"b", "c"}
    assert "raised ValueError: x" in failed["b"]
    assert "did not run, since one before it failed" in failed["c"]


def test_after_an_expected_exception_the_session_goes_on(article):
    """A sample that raised what it should is no failure."""
    text = sample("raise ValueError('x')", options='session=a raises="ValueError: x"') + sample(
        "1", options="session=a"
    )
    assert article(text).verify() == {}


def test_a_session_that_dies(article):
    """Where a session's process ends, its sample is told; those before it stay proven, those after it did not run."""
    text = (
        sample("print(1)", "1", "session=a name=a")
        + sample("import os\nos._exit(0)", options="session=a name=b")
        + sample("print(3)", "3", "session=a name=c")
    )
    failed = article(text).verify()
    assert set(failed) == {"b", "c"}
    assert "ended its process before its last line" in failed["b"]


def test_setup(article):
    """A setup runs first, in the same process, for each that names it; setups of setups run before it, each once."""
    text = (
        sample("print(trail)", "['a', 'b']", "setup=b")
        + sample("trail.append('b')", options="hidden name=b setup=a")
        + sample("trail = ['a']", options="hidden name=a")
        + sample("trail.append('c')\nprint(trail)", "['a', 'c']", "setup=a session=s")
        + sample("print(trail)", "['a', 'c']", "setup=a session=s")
        + sample(">>> trail\n['a', 'b']", kind="pycon", options="setup=b")
    )
    assert article(text).verify() == {}


def test_a_failing_setup(article):
    """What a failed setup was to set up did not run."""
    failed = article(sample("1 / 0", options="hidden name=up") + sample("1", options="setup=up name=it")).verify()
    assert set(failed) == {"up", "it"}
    assert "did not run" in failed["it"]


def test_output_of_a_setup_is_its_own(article):
    """What a setup prints is no output of the sample that it sets up."""
    text = sample("print('up')", options="hidden name=up") + sample("print('it')", "it", "setup=up")
    assert article(text).verify() == {}


def test_figures(article):
    """A figure is the file that the run left; one that was not made, or is a link, is told."""
    text = sample(f"open('a.svg', 'w').write('1')\nopen('a.svg', 'w').write({SVG!r})", options="figure=a.svg alt=x")
    written = article(text, {"a.svg": SVG})
    assert written.verify() == {}
    assert "another a.svg" in written.write(text, {"a.svg": SVG.replace("/>", ' width="1"/>')}).failure()
    (written.bundle / "a.svg").unlink()
    assert "a.svg is not recorded" in written.failure()
    assert "made no b.svg" in article(sample("1", options="figure=b.svg alt=x")).failure()
    link = "import os\nos.symlink('/etc/hostname', 'b.svg')"
    assert "made no b.svg" in article(sample(link, options="figure=b.svg alt=x")).failure()


def test_a_figure_out_of_reach(article, tmp_path):
    """A figure in a folder that the run linked to elsewhere is not read from there."""
    (tmp_path / "a.svg").write_text("<svg/>")
    link = f"import os\nos.symlink({str(tmp_path)!r}, 'd')"
    assert "made no d/a.svg" in article(sample(link, options="figure=d/a.svg alt=x")).failure()


def test_a_figure_that_was_there_before_was_not_made(article):
    """A picture that lies in the bundle, and that the run did not write, is not what the run made."""
    written = article(sample("1", options="figure=a.svg alt=x"), {"a.svg": "<svg/>"})
    assert "made no a.svg" in written.failure()


def test_what_a_script_finds(article):
    """A script is __main__, alone in its arguments, with its folder first on the path; input is empty."""
    code = (
        "import sys, os, helper\nprint(__name__, sys.argv, sys.path[0] == os.getcwd(), sys.stdin.read() == '')\n"
        "print(__file__ == os.path.join(os.getcwd(), 'index.md'), os.path.basename(os.getcwd()), helper.x)\n"
        "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))) is A, sys.modules['__main__'].A is A)\n"
        "print('runnable' in sys.modules, 'coverage' in sys.modules, sys.flags.hash_randomization)\n"
    )
    expected = "__main__ ['index.md'] True True\nTrue an-article 1\nTrue True\nFalse False 0"
    assert article(sample(code, expected), {"helper.py": "x = 1\n"}).verify() == {}


def test_runs_are_alike(article):
    """Hashes, the time zone, the width and language of the terminal are the same in each run."""
    code = (
        "import os, time, sys\nprint(time.tzname, os.environ['COLUMNS'], sys.stdout.encoding, sys.getfilesystemencoding())\n"
        "print([*{'a', 'b', 'c', 'd', 'e'}], hash('x'))\n"
    )
    first, second = printed(article, code), printed(article, code)
    assert first == second
    assert first.startswith("('UTC', 'UTC') 80 utf-8 utf-8\n")


@pytest.mark.parametrize(
    "code",
    [
        "import os\npid = os.fork()\nif not pid:\n    print('child', flush=True)\n    raise SystemExit(3)\n"
        "os.waitpid(pid, 0)\nprint('parent')",
        "import os\nprint('child', flush=True)\nif os.fork():\n    os.wait()\n    print('parent')",
        "import multiprocessing as m\ndef f(x): print('child', flush=True)\n"
        "p = m.Process(target=f, args=(1,)); p.start(); p.join()\nprint('parent')",
        "from concurrent.futures import ProcessPoolExecutor as P\nprint('child', flush=True)\n"
        "with P(2) as p: assert list(p.map(abs, [-1, 2])) == [1, 2]\nprint('parent')",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', \"print('child')\"], check=True)\nprint('parent')",
    ],
    ids=["exit", "both to the end", "multiprocessing", "pool", "subprocess"],
)
def test_children(article, code):
    """A child that a sample forks, and that comes to its own end, is no end of the sample."""
    if "ProcessPool" in code and not SHARED_MEMORY:
        # Locks between processes live in the memory that all processes share; a sample gets its own, or none.
        assert "PermissionError" in article(sample(code, "child\nparent")).failure()
        return
    assert article(sample(code, "child\nparent", "hidden")).verify() == {}


def test_asyncio_and_warnings(article):
    """Event loops run; warnings name the line of index.md."""
    code = (
        "import asyncio, warnings\nasync def f():\n    await asyncio.sleep(0)\n    print('ran')\nasyncio.run(f())\n"
        "warnings.warn('old')\n"
    )
    assert article(sample(code, "ran\nindex.md:7: UserWarning: old\n  warnings.warn('old')")).verify() == {}


def test_old_garbage_ends_with_the_process(article):
    """A finalizer that only the collector calls runs at the end, also of what has grown old by then."""
    code = (
        "import gc\n\nclass Last:\n    def __del__(self):\n        print('finalizer')\n\n"
        "last = Last()\nlast.itself = last\ngc.collect(1)\nprint('old')"
    )
    assert printed(article, code) == "old\nfinalizer\n"
