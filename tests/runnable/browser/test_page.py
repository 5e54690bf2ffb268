"""Python's side of a page, as Node.js runs it: what a job does, and that nothing of it is left for the next."""

# ruff: noqa: E501 - code and output stand in one line

from __future__ import annotations

import re
from typing import Any

import pytest

from runnable.browser.archives import with_needs
from runnable.recording import Ending, Recording
from runnable.run import pyodide
from runnable.workshop import workshop


def job(code: str, kind: str = "python", **fields: Any) -> dict[str, Any]:
    """A job of one part."""
    part = {"kind": kind, "filename": "index.md", "line": 1, "go_on": False, "code": code}
    rest = {"files": {}, "imports": [], "archives": [], "figure": None, "most": 1 << 16, "skip": False, "answers": []}
    return {**rest, "asks": False, "parts": [part], **fields}


def run(code: str, kind: str = "python", **fields: Any) -> Recording:
    """What that part did."""
    recording = pyodide.run(job(code, kind, **fields), 60)
    assert recording.ending is Ending.FINISHED
    return recording


def test_a_transcript_that_was_edited():
    """Of a transcript, what is typed runs, and the report is the transcript as it is now; old answers don't matter."""
    edited = ">>> n = 2\n>>> for i in range(n):\n...     i\n...\n9\n>>> n / 0\n"
    assert run(edited, "pycon").output == (
        ">>> n = 2\n>>> for i in range(n):\n...     i\n...\n0\n1\n>>> n / 0\n"
        'Traceback (most recent call last):\n  File "index.md", line 1, in <module>\nZeroDivisionError: division by zero\n'
    )


def test_what_a_reader_types_in():
    """Code without prompts is typed in a statement at a time, and the report is the transcript of that."""
    code = "# two\nn = 2; n\n\n@print\ndef f():\n\n    pass\nfor i in range(n):\n    i\nelse:\n    n\nn / 0\n"
    recording = run(code, "typed")
    assert re.sub(r"<function f at 0x\w+>", "F", recording.output) == (
        ">>> # two\n... n = 2; n\n2\n>>> @print\n... def f():\n...\n...     pass\nF\n"
        ">>> for i in range(n):\n...     i\n... else:\n...     n\n0\n1\n2\n>>> n / 0\n"
        'Traceback (most recent call last):\n  File "index.md", line 1, in <module>\nZeroDivisionError: division by zero\n'
    )
    assert run("\n# nothing\n", "typed").output == ""


def test_what_nobody_could_type_in():
    """What is no Python is told with its line, and nothing of it runs."""
    recording = run("print(1)\nn =\n", "typed")
    assert recording.output == ""
    assert recording.raised
    assert (str(recording.raised), recording.raised.line) == ("SyntaxError: invalid syntax (index.md, line 2)", 2)


def test_no_transcript():
    """A text that does not begin with a prompt is told as what was raised."""
    raised = run("n = 2\n", "pycon").raised
    assert raised
    assert str(raised) == "ValueError: a transcript begins with '>>> '"


def test_a_prompt_that_was_left():
    """At the prompt, exit() is the end, and has a status."""
    recording = run(">>> exit(3)\n>>> 1\n", "pycon")
    assert (recording.output, recording.exit) == (">>> exit(3)\n", 3)


def test_the_end_of_the_interpreter():
    """What exit handlers print is the output of the last part, unless others would come after it."""
    code = "import atexit\natexit.register(print, 'end')\nprint(1)\n"
    assert run(code).output == "1\nend\n"
    assert run(code, ends=False).output == "1\n"


def test_answers():
    """What is asked gets the answers there are, then the end of the input."""
    recording = run("print(input('a? '), input())\ninput()\n", answers=["1", "2"])
    assert recording.output == "a? 1 2\n"
    assert str(recording.raised) == "EOFError: EOF when reading a line"


@pytest.mark.parametrize(
    ("before", "after", "output"),
    [
        ("import json\njson.dumps = None", "import json\nprint(json.dumps(1))", "1\n"),
        ("import os\nos.environ['A'] = 'x'\nos.chdir('/')", "import os\nprint('A' in os.environ, os.getcwd())", "False /sample\n"),
        ("open('left.txt', 'w').write('x')", "import os\nprint(os.listdir())", "[]\n"),
        ("import sys\nsys.stdout = None\nsys.path.clear()", "print(1)", "1\n"),
        ("x = 1", "print('x' in globals())", "False\n"),
        ("import builtins\nbuiltins.len = None", "print(len('a'))", "1\n"),
        ("def f(): return f()\nf()", "print(1)", "1\n"),
        ("import json\njson.JSONEncoder.default = 7", "import json\nprint(callable(json.JSONEncoder.default))", "True\n"),
        ("import decimal\ndecimal.getcontext().prec = 3", "from decimal import Decimal\nprint(Decimal(1) / 3)", f"0.{'3' * 28}\n"),
        ("import sys\nsys.setrecursionlimit(60)", "import sys\nprint(sys.getrecursionlimit() > 100)", "True\n"),
        ("import os\nos.close(1)\nos.close(2)", "print(1)", "1\n"),
        ("import os\nos.dup2(os.open('left.txt', os.O_CREAT | os.O_WRONLY), 1)", "print(1)", "1\n"),
        ("import os\nlast = [os.open('/', os.O_RDONLY) for _ in range(9)]", "import os\nprint(os.open('/', os.O_RDONLY))", "3\n"),
        ("much = bytearray(b'x') * (200 << 20)", "print(any(bytearray(100 << 20)))", "False\n"),
    ],
)  # fmt: skip
def test_nothing_is_left(before, after, output):
    """What a job did to modules and what they consist of, memory, files, the environment or the streams is undone."""
    pyodide.run(job(before), 60)
    assert run(after).output == output
    pyodide.run(job(before), 60)
    assert run(after).output == output


LISTENER = """
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Session
heard = []
event.listen(Session, "after_commit", lambda session: heard.append(session))
class Base(DeclarativeBase): pass
Session().commit()
print(len(heard), Base.metadata.tables)
"""


@pytest.mark.parametrize("imports", [["sqlalchemy"], ["sqlalchemy", "sqlalchemy.orm"]], ids=["alone", "prepared"])
def test_nothing_is_left_in_libraries(imports):
    """What a sample, or a part of a library that it imports, puts into lists and classes of it is gone for the next."""
    for _ in range(3):
        recording = run(LISTENER, imports=imports, archives=with_needs(["database"]))
        assert (recording.raised, recording.output) == (None, "1 FacadeDict({})\n")


def test_a_package_that_broke_while_it_was_prepared():
    """Nothing of it stays: its parts would be taken for those of the package that is imported once all of it is there."""
    code = (
        "import os, pathlib, sys\nimport page\nos.mkdir('half')\npathlib.Path('half/part.py').touch()\n"
        "pathlib.Path('half/__init__.py').write_text('import half.part, absent')\n"
        "page.prepare('[\"half\"]')\nprint([name for name in sys.modules if 'half' in name])\n"
    )
    assert run(code).output == "[]\n"


def test_what_forked_it_is_gone():
    """A Node.js whose zygote was ended, by want of memory for one, has a successor, and nothing of it is left."""
    assert run("print(1)").output == "1\n"
    room = pyodide._node()._room.root
    workshop()._zygote.close()
    workshop().renew()
    assert not room.exists()
    assert run("print(2)").output == "2\n"


def test_waits_that_are_skipped():
    """With waits skipped, an hour passes at once, also for who asks for the time."""
    code = "import time\nstart = time.monotonic()\ntime.sleep(3600)\nprint(time.monotonic() - start >= 3600)\n"
    assert run(code, skip=True).output == "True\n"
    tasks = "import asyncio\nasync def main():\n    await asyncio.gather(*map(asyncio.sleep, (3600, 7200)))\nasyncio.run(main())\n"
    assert run(tasks, skip=True).raised is None


def test_only_what_was_loaded():
    """Modules of archives that a job does not name are not there, even if a job before has imported them."""
    assert run("import uuid\nprint(uuid.NAMESPACE_DNS)", imports=["uuid"], archives=["more"]).raised is None
    assert str(run("import uuid").raised) == "ModuleNotFoundError: No module named 'uuid'"


@pytest.mark.parametrize(
    ("code", "archives"),
    [
        ("import logging.handlers", []),
        ("import importlib.metadata", []),
        ("'ü.example'.encode('idna')", []),
        ("import urllib.request", ["more"]),
        ("import werkzeug.middleware.proxy_fix, flask", ["more", "web"]),
        ("import sqlalchemy.dialects.postgresql", ["more", "database"]),
    ],
)
def test_parts_of_packages(code, archives):
    """Parts of a package that are in another archive than the package are loaded when they are looked for."""
    recording = run(f"print('begun')\n{code}\nprint('done')", archives=archives)
    assert (recording.raised, recording.output) == (None, "begun\ndone\n")


GROUPS_IMPORT = {
    "web": "flask, flask.testing",
    "database": "sqlalchemy.orm",
    "flask-database": "flask_sqlalchemy",
    "testing": "pytest, pytest_asyncio, unittest.mock",
    "retrying": "tenacity, stamina",
    "requesting": "urllib3",
}


@pytest.mark.parametrize(("name", "modules"), GROUPS_IMPORT.items())
def test_groups_have_what_they_need(name, modules):
    """What the distributions of a group import is in the archives that it names, so that none of them comes late."""
    recording = run(f"import {modules}\nprint('done')", archives=with_needs([name]))
    assert (recording.raised, recording.output) == (None, "done\n")
