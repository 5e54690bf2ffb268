"""What makes a verdict stale, ingredient by ingredient, and what does not."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import json

import pytest

from runnable import document, versions
from tests.runnable.house import SVG, fence, sample

FILES = {
    "data.txt": "x\n",
    "other.txt": "o\n",
    "helper.py": "from pathlib import Path\ntext = Path(__file__).with_name('data.txt').read_text()\n",
    "tool.py": "import sys\nprint(open('data.txt').read(), end='')\n",
    "sizes.py": "import os\nsize = os.stat('other.txt')[6]\n",
    "Makefile": "out: data.txt\n\t@cat data.txt\n",
    "page.html": "<p>{{ x }}</p>\n",
}


@pytest.mark.parametrize(
    "text",
    [
        sample("print(open('data.txt').read(), end='')", "x"),
        sample("import helper\nprint(helper.text, end='')", "x"),
        sample("import os\nprint(os.read(os.open('data.txt', os.O_RDONLY), 9))", "b'x\\n'"),
        sample("import mmap\nwith open('data.txt') as f:\n    print(mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)[:])", "b'x\\n'"),
        sample("print(open('link.txt').read(), end='')", "x"),
        sample("print(open('folder/data.txt').read(), end='')", "x"),
        sample("import os\nos.chdir('/')\nprint(open(os.path.join(os.environ['OLD'], 'data.txt')).read(), end='')".replace("os.environ['OLD']", "os.path.dirname(__file__)"), "x"),
        sample("import subprocess, sys\nsubprocess.run([sys.executable, 'tool.py'], check=True)", "x"),
        sample("import subprocess\nsubprocess.run('cat < data.txt', shell=True, check=True)", "x"),
        sample("import multiprocessing as m\ndef f(): print(open('data.txt').read(), end='', flush=True)\np = m.Process(target=f)\np.start()\np.join()", "x", "hidden"),
        sample("import threading\nt = threading.Thread(target=lambda: print(open('data.txt').read(), end=''))\nt.start()\nt.join()", "x"),
        sample("import atexit\natexit.register(lambda: print(open('data.txt').read(), end=''))", "x"),
        sample("try:\n    1 / len(open('data.txt').read()[5:])\nexcept ZeroDivisionError:\n    print('x')", "x"),
        sample("open('data.txt', 'a').close()"),
        sample("import os\nprint(os.path.getsize('data.txt'))", "2"),
        sample("import pathlib\nprint(pathlib.Path('data.txt').stat().st_size)", "2"),
        sample("import os\nprint(sum(entry.stat().st_size for entry in os.scandir() if entry.name == 'data.txt'))", "2"),
        sample("import sizes\nprint(sizes.size)", "2"),
        sample(">>> open('data.txt').read()\n'x\\n'", kind="pycon"),
        sample(">>> import helper\n>>> helper.text\n'x\\n'", kind="pycon"),
        sample("$ cat data.txt\nx", kind="console"),
        sample("$ python tool.py\nx", kind="console"),
        sample("$ python -c 'import helper; print(helper.text, end=\"\")'\nx", kind="console"),
        sample("$ wc -c < data.txt\n2", kind="console"),
        sample("$ ls -l data.txt | cut -d' ' -f5\n2", kind="console"),
        sample("$ stat -c %s data.txt\n2", kind="console"),
        sample("$ test -s data.txt && echo full\nfull", kind="console"),
        sample("$ [ -s data.txt ] && echo full\nfull", kind="console"),
        sample("$ find . -name data.txt -size -2c\n…", kind="console"),
        sample("$ diff data.txt other.txt > /dev/null || true", kind="console"),
        sample("import flask\napp = flask.Flask('x', template_folder='.', root_path='.')\nwith app.app_context():\n    print(flask.render_template('data.txt'), end='')", "x"),
        sample("n = open('data.txt').read()", options="session=s name=first") + sample("print(n, end='')", "x", "session=s name=second"),
        sample("n = open('data.txt').read()", options="name=up hidden") + sample("print(n, end='')", "x", "setup=up"),
    ],
    ids=range(33),
)  # fmt: skip
def test_a_file_that_was_opened_or_asked_for_its_size(article, text):
    """However a run came to a file, a change of it makes all its samples stale, and back again they are not."""
    written = article(text, FILES)
    (written.bundle / "link.txt").symlink_to("data.txt")
    (written.bundle / "folder").symlink_to(".")
    assert written.verify() == {}
    assert written.stale() == []
    written.write(text, {"data.txt": "xx\n", "other.txt": "oo\n"})
    assert written.stale() == [one.name for one in written.open().samples]
    written.write(text, FILES)
    assert written.stale() == []


@pytest.mark.parametrize(
    "text",
    [
        sample("print(open('data.txt').read(), end='')", "x"),
        sample("import helper\nprint(helper.text, end='')", "x"),
        sample("import os\nprint('other.txt' in os.listdir(), os.path.exists('other.txt'))", "True True"),
        sample(">>> 1\n1", kind="pycon"),
        sample("$ cat data.txt\nx", kind="console"),
        fence("json", "1"),
    ],
    ids=range(6),
)  # fmt: skip
def test_a_file_that_no_run_opened(article, text):
    """A file that was not opened, and whose size nobody may have asked for, can change as it likes."""
    written = article(text, FILES)
    assert written.verify() == {}
    written.write(text, {"other.txt": "another, and longer\n", "page.html": "", "tool.py": "1\n"})
    assert written.stale() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda bundle: (bundle / "new").write_text(""),
        lambda bundle: (bundle / "other.txt").unlink(),
        lambda bundle: (bundle / "other.txt").rename(bundle / "o.txt"),
        lambda bundle: (bundle / "other.txt").chmod(0o755),
        lambda bundle: (bundle / "sub").mkdir() or (bundle / "sub/deep").write_text(""),
        lambda bundle: (bundle / "link").symlink_to("data.txt"),
    ],
    ids=["new", "gone", "renamed", "mode", "deep", "link"],
)
def test_which_files_there_are(article, change):
    """Files that come, go, get another name or mode make each run stale."""
    written = article(sample("print(1)", "1"), FILES)
    assert written.verify() == {}
    change(written.bundle)
    assert written.stale() == ["sample-1"]


def test_a_page_that_begins_to_show_a_file(article):
    """Runs that did not tell which lines they executed run again once a page shows a file."""
    written = article(sample("import f", options="name=run"), {"f.py": "x = 1\n"})
    assert written.verify() == {}
    written.write(fence("python file=f.py") + written.text)
    assert written.stale() == ["f.py", "run"]
    assert written.verify() == {}


def test_a_picture_that_no_run_opened(article):
    """Another picture beside the article makes its sample stale, also where a run only gave a file that name."""
    code = f"import os\nopen('b', 'w').write('{SVG}')\nos.rename('b', 'a.svg')"
    written = article(sample(code, options="figure=a.svg alt=x name=draws"), {"a.svg": SVG})
    assert written.verify() == {}
    assert written.stale() == []
    written.write(written.text, {"a.svg": SVG.replace("/>", ' width="9"/>')})
    assert written.stale() == ["draws"]


def test_a_link_that_leads_elsewhere(article):
    """A link that leads to another file makes stale what read it, though neither file changed."""
    written = article(sample("print(open('link.txt').read(), end='')", "x"), FILES)
    link = written.bundle / "link.txt"
    link.symlink_to("data.txt")
    assert written.verify() == {}
    link.unlink()
    link.symlink_to("other.txt")
    assert written.stale() == ["sample-1"]
    assert "-x" in written.failure()


SERVED = (
    sample("$ python -m http.server -b 127.0.0.1 $PORT", kind="console", options="server=s name=start")
    + sample("GET /data.txt", "HTTP/1.0 200 OK\nContent-type: text/plain\n\nx", "server=s name=get headers=Content-Type", "http")
)  # fmt: skip


def test_what_a_server_opened(article):
    """A file that a server read makes what asked it stale; so does an earlier request, and not a later one."""
    more = sample("GET /none", "HTTP/1.0 404 File not found\n\n…", "server=s name=more headers=X", "http")
    written = article(SERVED, FILES)
    assert written.verify() == {}
    written.write(SERVED, {"data.txt": "y\n"})
    assert "get" in written.stale()
    written.write(SERVED, FILES)
    assert written.stale() == []
    written.write(SERVED + more)
    assert "start" in written.stale()
    assert "more" in written.stale()


@pytest.fixture
def proven(article):
    """A sample that imports a distribution, one that imports none, and one that ran whatever a shell found."""
    text = (
        sample("import flask\nprint(1)", "1", "name=flask")
        + sample("print(1)", "1", "name=plain")
        + sample("$ echo 1\n1", kind="console", options="name=shell")
        + sample("print(1)", "1", "name=named requires=click")
        + sample("import subprocess\nsubprocess.run(['true'])", options="name=child")
        + sample("import os\nos.system('true')", options="name=early session=s")
        + sample("print(1)", "1", "name=late session=s")
        + fence("yaml name=yaml", "a: 1")
    )
    written = article(text, {"test_a.py": "def test_a(): pass\n"})
    assert written.verify() == {}
    return written


EVERY = ["flask", "plain", "shell", "named", "child", "early", "late", "yaml", "test_a.py::test_a"]
UNKNOWN = {"shell", "child", "early", "late"}
"""What started a program, which may have imported anything, or went on after one that did."""


@pytest.mark.parametrize(
    ("name", "stale"),
    [
        ("flask", {"flask"}),
        ("werkzeug", {"flask"}),
        ("click", {"flask", "named"}),
        ("pyyaml", {"yaml"}),
        ("pytest", {"test_a.py::test_a"}),
        ("ruff", set()),
        ("a-new-one", set()),
    ],
)
def test_versions_of_what_is_installed(proven, monkeypatch, name, stale):
    """Another version of a distribution makes stale what imported it, at first hand or not, and what it is not known of."""
    found = {**versions.installed(), name: f"{name}-0.0.1.dist-info"}
    monkeypatch.setattr(versions, "installed", lambda: found)
    assert {*proven.stale()} == stale | UNKNOWN


@pytest.mark.parametrize(
    ("name", "value"),
    [("sys.version", "3.99.0"), ("READERS", ("no-such",)), ("ENGINE", None)],
    ids=["interpreter", "readers", "engine"],
)
def test_interpreter_readers_and_engine(proven, monkeypatch, tmp_path, name, value):
    """Another interpreter, another version of what the engine reads by, or one line more in the engine: all is stale."""
    if name == "ENGINE":
        (tmp_path / "engine").mkdir()
        (tmp_path / "engine/x.py").write_text("1\n")
        value = tmp_path / "engine"
    monkeypatch.setattr(f"runnable.versions.{name}", value)
    monkeypatch.setattr(document, "engine_digest", versions.engine_digest.__wrapped__)
    assert proven.stale() == EVERY


def test_each_file_of_the_engine_counts(monkeypatch, tmp_path):
    """The digest of the engine changes with any of its files, those that run inside of a sandbox included."""
    before = versions.engine_digest.__wrapped__()
    engine = versions.ENGINE
    for name in (
        "verdict.py",
        "run/python.py",
        "inside/runner.py",
        "inside/data/reader.py",
        "inside/hook/sitecustomize.py",
    ):
        copy = tmp_path / name.replace("/", "-")
        for path in [*engine.glob("*.py"), *engine.glob("run/*.py"), *engine.glob("inside/**/*.[pj][ys]")]:
            (copy / path.relative_to(engine)).parent.mkdir(parents=True, exist_ok=True)
            (copy / path.relative_to(engine)).write_bytes(path.read_bytes())
        monkeypatch.setattr(versions, "ENGINE", copy)
        assert versions.engine_digest.__wrapped__() == before
        (copy / name).write_text("1\n")
        assert versions.engine_digest.__wrapped__() != before


def test_what_is_imported_by_chance_is_no_ingredient(proven):
    """The ledger names the distributions of a run, and none for one that imported nothing."""
    (path,) = proven.ledger.glob("*.json")
    known = json.loads(path.read_text())["samples"]
    assert known["plain"]["distributions"] == []
    assert {"flask", "werkzeug", "jinja2"} <= {*known["flask"]["distributions"]}
    assert known["shell"]["distributions"] is None
