"""What a page is told of its samples."""

from __future__ import annotations

import json

import pytest

from runnable.integration.in_page import PYTHON, told_of
from tests.runnable.house import SVG, sample


def told(written) -> dict:
    """What the page of an article is told, as it comes there."""
    return json.loads(json.dumps(told_of(written.open())))


def test_a_sample(article):
    """A page is told of a sample all that decides on what it does there, and what it is to do, by its id."""
    text = sample("print(1)", "1", 'name=a browser fold="time" timeout=5 max_output=4KiB')
    assert told(article(text)) == {
        "files": {},
        "samples": {
            "sample-a": {
                "name": "a", "kind": "python", "filename": "index.md", "line": 2, "go_on": False, "code": "print(1)\n",
                "before": [], "output": "1\n", "raises": None, "exit": 0, "fold": ["time"], "other": None,
                "timeout": 5.0, "imports": [], "archives": [], "figure": None, "ends": True, "most": 4096,
                "requires": {"python": f">={PYTHON[0]}.{PYTHON[1]}", "distributions": []},
            }
        },
        "scripts": {},
    }  # fmt: skip


def test_what_comes_before(article):
    """Set-ups, hidden ones too, and earlier samples of the session come along, whether they run in a page or not."""
    text = (
        sample("a = 1", options="hidden name=up")
        + sample("b = 1", options="session=s setup=up name=first")
        + sample(">>> a + b\n2", kind="pycon", options="session=s browser name=second")
        + sample("print(b)", "1", 'session=s browser="other: for a reason" name=third')
    )
    samples = told(article(text))["samples"]
    assert list(samples) == ["sample-second", "sample-third"]
    second, third = samples.values()
    assert [part["code"] for part in second["before"]] == ["a = 1\n", "b = 1\n"]
    assert [part["code"] for part in third["before"]] == ["a = 1\n", "b = 1\n", ">>> a + b\n2\n"]
    assert (second["filename"], second["line"], second["go_on"]) == ("<stdin>", 0, True)
    assert (second["output"], second["ends"], third["ends"]) == (">>> a + b\n2\n", False, True)
    assert (second["other"], third["other"]) == (None, "for a reason")


def test_what_is_expected_to_fail(article):
    """What is to raise, or to exit, does not end the job; what prints nothing has no output to be compared with."""
    text = sample("1 / 0", options='raises="ZeroDivisionError: …" browser name=a') + sample(
        "import sys\nsys.exit(2)", options="exit=2 browser name=b"
    )
    raising, leaving = told(article(text))["samples"].values()
    assert (raising["go_on"], raising["raises"], raising["output"]) == (True, "ZeroDivisionError: …", None)
    assert (leaving["go_on"], leaving["exit"]) == (True, 2)


def test_files(article):
    """A page gets the texts of the bundle, less what no sample can need: pictures, long files, tests, pins."""
    files = {
        "app/__init__.py": "", "data.txt": "x\r\n", "a.svg": SVG, "raw.bin": b"\xff", "long.txt": "x" * 70_000,
        "test_app.py": "", "README.md": "", "requirements.txt": "", "conftest.py": "", "__pycache__/a.pyc": b"x",
    }  # fmt: skip
    assert told(article(sample("1", options="browser"), files))["files"] == {"app/__init__.py": "", "data.txt": "x\n"}
    named = sample("open('requirements.txt')", options="browser")
    assert list(told(article(named, files))["files"]) == ["app/__init__.py", "data.txt", "requirements.txt"]


@pytest.mark.parametrize(
    ("code", "imports", "archives"),
    [
        ("import json, asyncio", [], []),
        ("import uuid", ["uuid"], ["more"]),
        ("import ast", ["_ast_unparse"], ["rare"]),
        ("import flask, no_such_module", ["encodings.idna", "flask", "flask.testing"], ["more", "web"]),
        ("import flask_sqlalchemy", ["flask_sqlalchemy"], ["more", "web", "database", "flask-database"]),
        (
            "import sqlalchemy.orm, sqlalchemy.ext.asyncio",
            ["sqlalchemy.dialects.sqlite", "sqlalchemy.ext.asyncio", "sqlalchemy.orm", "sqlite3"],
            ["more", "database", "database-rest"],
        ),
        ("import app", ["encodings.idna", "flask", "flask.testing", "tenacity"], ["more", "web", "retrying"]),
        ("import pdb_of_ours", [], []),
    ],
)
def test_imports(article, code, imports, archives):
    """A page imports, and loads archives of, what a sample imports itself and by the files of the bundle."""
    files = {
        "app/__init__.py": "from app import views", "app/views.py": "import flask, helper",
        "helper.py": "import tenacity", "pdb_of_ours.py": "", "other.py": "import pytest",
    }  # fmt: skip
    (found,) = told(article(sample(code, options="browser"), files))["samples"].values()
    assert (found["imports"], found["archives"]) == (imports, archives)


def test_at_the_prompt(article):
    """What is typed at the prompt is looked into like a script, and what is printed there is not."""
    text = sample(">>> import uuid\n>>> print('import email')\nimport email", kind="pycon", options="browser")
    (found,) = told(article(text))["samples"].values()
    assert found["imports"] == ["uuid"]


def test_a_tool(article):
    """Of a tool a page is told its form, the code that its function needs, and what that imports in the end."""
    code = 'import one\n\n\ndef look(text: str = "") -> str:\n    """Looks."""\n    return text\n'
    text = sample(f"{code}\n\nlook()\n", options="browser tool=look name=a")
    tool = told(article(text, {"one.py": "import email.utils\n"}))["samples"]["sample-a"]["tool"]
    field = {"name": "text", "label": "Text", "kind": "text", "default": "", "bounds": [], "choices": []}
    assert tool == {"function": "look", "title": "Looks", "fields": [field], "code": code, "modules": ["email.utils"]}
