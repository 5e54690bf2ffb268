"""Samples that change the interpreter they run in."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import pytest

PATCHES = {
    "json": "import json\njson.dumps = json.loads = None",
    "os": "import os\nos.write = os.read = os.fdopen = os.getpid = os.close = None",
    "sys": "import sys\nsys.exit = sys.modules = sys.path = sys.argv = None",
    "sys.modules": "import sys\nsys.modules.clear()",
    "builtins": (
        "import builtins\nfor name in ('repr', 'str', 'compile', 'exec', 'isinstance', 'type', 'len', 'int', 'open'):\n"
        "    setattr(builtins, name, None)"
    ),
    "traceback": "import traceback\nfor name in dir(traceback):\n    if name[0] != '_': setattr(traceback, name, None)",
    "linecache": "import linecache\nlinecache.cache = linecache.getline = linecache.checkcache = None",
    "hooks": "import sys\nsys.excepthook = sys.unraisablehook = sys.displayhook = None",
    "trace": "import sys, threading\nsys.settrace(None)\nthreading.settrace(None)\nsys.setprofile(None)",
    "main": "import sys\nsys.modules['__main__'] = None\nglobals().pop('__name__')",
    "recursion": "import sys\nsys.setrecursionlimit(60)",
    "threads": "import threading\nthreading.Thread = threading.main_thread = None",
    "cwd": "import os\nos.makedirs('gone')\nos.chdir('gone')\nos.rmdir('../gone')",
    "environment": "import os\nos.environ.clear()",
    "umask": "import os\nos.umask(0o777)\nos.makedirs('made')",
    "signals": "import signal\nsignal.set_wakeup_fd(-1)\nsignal.alarm(0)\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))",
    "stderr": "import sys\nsys.stderr = sys.__stderr__ = None",
    "gc": "import gc\ngc.disable()\nfor thing in gc.get_objects(): hash(id(thing))",
    "limits": "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))",
    "locale": "import locale\nlocale.setlocale(locale.LC_ALL, 'C')",
    "importer": "import sys\nsys.meta_path.clear()\nsys.path_hooks.clear()",
}


@pytest.mark.parametrize("code", PATCHES.values(), ids=PATCHES)
def test_patches(attack, code):
    """Whatever a sample does to the interpreter: what it prints then is told, and so is what it raises then."""
    options = 'raises="ValueError: x"'
    assert attack(code + "\nprint(1)\nraise ValueError('x')", options, "1") == ""


@pytest.mark.parametrize(
    "code",
    [
        "import builtins\nfor name in dir(builtins):\n    if name != 'ValueError': delattr(builtins, name)",
        "import atexit\natexit._clear()",
        "import atexit\natexit._run_exitfuncs()",
        "import os\nos.closerange(3, 100)",
        "import os\nos.close(1)",
        "import os\nos.close(1); os.close(2)",
        "import sys\nsys.stdout.close(); sys.stderr.close()",
        "import sys\nsys.stdout = sys.stderr = object()",
        "import sys\ndel sys.stdout, sys.stderr",
        "import sys\nsys.stdout.detach()",
        "import os\nos.dup2(2, 1); os.dup2(os.open('/dev/null', os.O_RDWR), 2)",
        "import os\nfor fd in range(3, 30):\n    try: os.set_blocking(fd, False)\n    except OSError: pass",
        "import gc\nfor thing in gc.get_objects():\n    if type(thing).__name__ == 'Runner': thing.__dict__.clear()",
        "import sys\nframe = sys._getframe()\nwhile frame:\n    frame.f_globals.clear() if frame.f_back else 0\n    frame = frame.f_back",
    ],
)  # fmt: skip
def test_broken_ends(attack, code):
    """Where a sample breaks the way on which it is told that it ended, what follows is no proof of another thing."""
    told = attack(code + "\nraise ValueError('x')", "timeout=1")
    assert told != ""


def test_replaced_streams_print_nothing(attack):
    """What goes to a stream of the sample's own is not printed."""
    assert attack("import io, sys\nsys.stdout = io.StringIO()\nprint(1)") == ""


FORGED = [
    "{'part': 0, 'last': True}",
    "{'part': 0, 'last': True, 'lines': {}, 'protected': True}",
    "{'part': 0}",
    "{'part': 0, 'exit': 0, 'last': True}",
]
BROKEN = [
    "5",
    "{}",
    "{'part': 0, 'raised': 5, 'last': True}",
    "{'part': 0, 'raised': [1, 2, 3, 4, 5, 6], 'last': True}",
    "{'part': 0, 'raised': [1, [], {}, 'x'], 'last': True}",
    "{'part': 0, 'exit': 'x', 'last': True}",
    "{'part': 0, 'exit': 1e999, 'last': True}",
    "{'part': 0, 'lines': 5, 'last': True}",
    "{'part': 0, 'lines': {'a': 5}, 'last': True}",
    "{'part': 0, 'lines': {5: ['x']}, 'last': True}",
    "{[]: 1}",
    "'\\ud800'",
    "-" * 100_000 + "1",
    "[" * 100_000,
    "9" * 10_000,
    "\\0",
    "\\xff",
]


def forge(line: str) -> str:
    """Code that writes `line` to whatever is open, and goes at once with status 0."""
    return (
        f"import os\nline = {line.encode().decode('unicode_escape')!r}.encode('latin-1', 'replace') + b'\\n'\n"
        "for fd in range(3, 40):\n    try: os.write(fd, line)\n    except OSError: pass\n"
        "import time; time.sleep(0.02)\nos._exit(0)"
    )


@pytest.mark.parametrize("line", FORGED + BROKEN, ids=range(len(FORGED + BROKEN)))
def test_forged_reports(attack, line):
    """A sample that writes an end mark itself and goes is not taken at its word; nonsense does not break us."""
    assert attack(forge(line)) != ""


def test_a_message_can_not_forge_a_report(attack):
    """A message that is a text of the sample's own class can't write the report in our place."""
    code = (
        "class Text(str):\n    def __repr__(self): return '0]}\\n' + repr({'part': 0, 'last': True})\n"
        "class Error(Exception):\n    def __str__(self): return Text('x')\nraise Error"
    )
    assert "raised" in attack(code)


def test_a_shells_python_can_not_break_the_notes(article):
    """What a console sample leaves in the place of noted lines does not break us."""
    from tests.runnable.house import fence, sample  # noqa: PLC0415 - only here

    text = fence("python file=a.py") + sample(
        "$ for x in '[]' '5' '{\"a\": 5}' '{\"a\": [\"x\"]}' '{'; do echo $x > $TMPDIR/lines-$RANDOM.json; done\n"
        "$ python a.py",
        kind="console",
    )
    assert article(text, {"a.py": "x = 1\n"}).verify() == {}


OUTPUTS = {
    "many lines": ("print('\\n'.join(map(str, range(10_000))), end='')", "\n".join(map(str, range(10_000)))),
    "invalid UTF-8": ("import os\nos.write(1, b'a\\xff\\xfeb\\n')", "a\\xff\\xfeb"),
    "half a character": ("import os\nos.write(1, b'\\xe2\\x82')", "\\xe2\\x82"),
    "a character in two writes": ("import os, time\nos.write(1, b'\\xe2\\x82')\ntime.sleep(0.05)\nos.write(1, b'\\xac')", "€"),
    "Windows lines": ("import os\nos.write(1, b'a\\r\\nb\\r\\n')", "a\nb"),
    "escape sequences": ("print('\\x1b[31mred\\x1b[0m')", "\x1b[31mred\x1b[0m"),
    "surrogates": ("print('\\ud800'.encode('utf-8', 'surrogatepass'))", "b'\\xed\\xa0\\x80'"),
    "like a report": ("print({'part': 0, 'last': True})", "{'part': 0, 'last': True}"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "output"), OUTPUTS.values(), ids=OUTPUTS)
def test_odd_output(attack, code, output):
    """Output of any size and shape is told as it was printed."""
    assert attack(code, output=output) == ""


def test_nul_bytes(attack):
    """NUL bytes in the output break nothing; no page can show them."""
    assert attack("print('a\\0b')", output="a") != ""
