"""The second engine: what runs in a page is run there too, and has to say the same."""

# ruff: noqa: E501 - a sample stands in one line

from __future__ import annotations

import pytest

from runnable import programs
from runnable.integration.command import verify
from runnable.recording import Ending
from runnable.run import pyodide
from runnable.run.needs import MissingError
from runnable.workshop import workshop
from tests.runnable.house import SVG, sample

PLATFORM = "import sys\nprint(sys.platform)"
IN_PAGE = "import sys\nin_page = sys.platform == 'emscripten'\n"
WHERE = "in a page (Python 3.14.2): "


@pytest.mark.parametrize(
    "text",
    [
        sample("print(1)", "1", "browser"),
        sample(">>> 1 + 1\n2\n>>> 1 / 0\nTraceback (most recent call last):\n  …\nZeroDivisionError: division by zero", kind="pycon", options="browser"),
        sample("n = 1", options="hidden name=up") + sample("print(n)", "1", "setup=up browser"),
        sample("n = 1", options="session=s browser") + sample(">>> n\n1", kind="pycon", options="session=s browser"),
        sample("print(1)\nraise ValueError('x')", "1", 'raises="ValueError: x" browser'),
        sample("import sys\nsys.exit(3)", options="exit=3 browser"),
        sample("import atexit\natexit.register(print, 'end')", options="session=s browser") + sample("print(1)", "1\nend", "session=s browser"),
        sample("input()", options='browser raises="EOFError: …"'),
        sample(f"open('a.svg', 'w').write('{SVG}')", options="browser figure=a.svg alt=x"),
        sample("import helper\nprint(helper.n, open('data.txt').read())", "1 x", "browser"),
        sample("import asyncio, flask\nprint(asyncio.run(asyncio.sleep(0, 'x')), flask.Flask('a').name)", "x a", "browser"),
        sample("print(await_ := 1)\nimport asyncio\nawait asyncio.sleep(0)", "1", "browser"),
    ],
)  # fmt: skip
def test_both_engines_say_the_same(article, text):
    """A sample that says the same in both engines is proven, with what is before it in its process."""
    files = {"a.svg": SVG, "helper.py": "n = 1\n", "data.txt": "x"}
    assert article(text, files).verify() == {}


@pytest.mark.parametrize(
    ("code", "output", "options", "told"),
    [
        (PLATFORM, "linux", "", "the output differs from the one on the page\n    --- expected\n    +++ actual\n    -linux\n    +emscripten"),
        (f"{IN_PAGE}1 / (not in_page)", None, "", "raised ZeroDivisionError: division by zero"),
        (f"{IN_PAGE}1 / in_page", None, 'raises="ZeroDivisionError: division by zero"', "was to raise"),
        (f"{IN_PAGE}sys.exit(3 + in_page)", None, "exit=3", "ended with exit status 4, not 3"),
        (f"{IN_PAGE}open('a.svg', 'w').write('{SVG}' * (not in_page) or '<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>')", None, "figure=a.svg alt=x", "made another a.svg than the page shows"),
        (f"{IN_PAGE}while in_page: pass", None, "timeout=0.2", "the sample ran longer than it may"),
        (f"{IN_PAGE}print('x' * 5000 * in_page, end='')", None, "max_output=4KiB", "the sample printed more than it may"),
        ("import importlib\nimportlib.import_module('em' + 'ail')", None, "", "raised ModuleNotFoundError: No module named 'email'"),
    ],
)  # fmt: skip
def test_what_is_not_so_in_a_page(article, code, output, options, told):
    """What a page would do otherwise is told as done there: output, exception, status, picture, time, and imports.

    An archive is there if what the sample imports says so: what it asks for in another way no page would have loaded.
    """
    failure = article(sample(code, output, f"name=a browser {options}"), {"a.svg": SVG}).failure()
    assert f": a: {WHERE}" in failure
    assert told in failure


def test_after_one_that_was_ended(article):
    """A sample that had to be ended in a page leaves nothing behind for the next."""
    text = sample(f"{IN_PAGE}while in_page: pass", options="name=a timeout=0.2 browser") + sample(
        "print(1)", "1", "browser"
    )
    assert list(article(text).verify()) == ["a"]  # fmt: skip


def test_a_difference_that_is_declared(article):
    """What prints something else in a page may, if it says so with a reason; one that does not has to take it away."""
    other = 'name=a browser="other: it tells where it is"'
    assert article(sample(PLATFORM, "linux", other)).verify() == {}
    assert f"{WHERE}says what the page says; browser=" in article(sample("print(1)", "1", other)).failure()
    assert "raised ZeroDivisionError" in article(sample(f"{IN_PAGE}print(1 / (not in_page))", "1.0", other)).failure()


def test_what_is_recorded(article):
    """What is written into the page is what CPython printed, whatever a page prints."""
    written = article(sample(PLATFORM, options='name=a browser="other: it tells where it is"'))
    assert written.record().changed == ("a",)
    assert "```output\nlinux\n```" in written.text
    assert written.verify() == {}


@pytest.mark.usefixtures("nowhere")
def test_without_pyodide(article, monkeypatch, capsys):
    """Where Pyodide is missing, a sample is not proven, which is named; in continuous integration it is a failure."""
    written = article(sample("print(1)", "1", "name=a browser") + sample("print(1)", "1"))
    monkeypatch.delenv("CI", raising=False)
    assert verify([written.bundle], ledger=written.ledger) == 1
    out, err = capsys.readouterr()
    assert "a: is not verified: pyodide is missing; install it: npm install pyodide" in err
    assert "1 not verified, for want of programs" in out
    monkeypatch.setenv("CI", "true")
    assert "pyodide is missing" in written.failure()
    with pytest.raises(MissingError):
        pyodide.pack()


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A folder below which there is no Pyodide."""
    monkeypatch.chdir(tmp_path)


def test_another_engine_makes_stale(article, monkeypatch):
    """With other files of ours, or another Pyodide, a sample that runs in a page is stale, and no other is."""
    written = article(sample("print(1)", "1", "name=a browser") + sample("print(1)", "1", "name=b"))
    assert written.verify() == {}
    assert written.stale() == []
    with monkeypatch.context() as patched:
        patched.setattr(programs, "_ours", lambda: "changed")
        assert written.stale() == ["a"]
    with monkeypatch.context() as patched:
        patched.setattr(programs, "find_pyodide", lambda: None)
        assert written.stale() == ["a"]


def test_the_badge_names_it(article):
    """The version of Pyodide took part in the verdict."""
    written = article(sample("print(1)", "1", "browser"))
    assert written.verify() == {}
    assert "Pyodide 314.0.7" in written.open().verification().versions


def test_it_is_shut_off(article, tmp_path, monkeypatch):
    """What a sample gets at through JavaScript sees no variable of ours, and writes nowhere."""
    monkeypatch.setenv("SECRET_OF_OURS", "x")
    code = f"""\
{IN_PAGE}
if in_page:
    import js
    print("SECRET_OF_OURS" in js.JSON.stringify(js.process.env))
    try:
        js.process.getBuiltinModule("fs").writeFileSync({str(tmp_path / "written")!r}, "x")
    except Exception as error:
        print(type(error).__name__)
"""
    document = article(sample(code, options="hidden name=up") + sample("1", options="setup=up browser")).open()
    _, tried = document.samples
    job = document.jobs.of_process(document.deciding(tried)[:1])
    recording = pyodide.run(job, 30)
    assert (recording.ending, recording.output) == (Ending.FINISHED, "False\nJsException\n")
    assert not (tmp_path / "written").exists()


def test_one_node_for_all(article):
    """The samples of a thread run in one Node.js, one after the other; closing the workshop ends it."""
    assert article(sample("print(1)", "1", "browser")).verify() == {}
    first = workshop().servers["pyodide"]
    assert article(sample("print(2)", "2", "browser")).verify() == {}
    assert workshop().servers["pyodide"] is first
    workshop().end_servers()
    assert first._process._status is not None
    assert workshop().servers == {}
