"""Environments that a bundle describes: what samples find there, when they are made, and what verdicts depend on."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runnable import environment, interpreters
from runnable.environment import Environments, make
from runnable.interpreters import find_interpreter
from runnable.sample import SampleError, find_samples
from runnable.workshop import workshop
from tests.runnable.house import PLUGINS, fence, interpreter, sample

SIX = """\
six==1.16.0 \\
    --hash=sha256:1e61c37477a1626458e36f7b1d82aa5c9b094fa4802892072e49de9c60c4c926 \\
    --hash=sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254
"""
NEWER = """\
six==1.17.0 \\
    --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274 \\
    --hash=sha256:ff70335d468e7eb6ec65b95b99d3a2836546063f63acc5171de367e834932a81
"""
DOCOPT = """\
docopt==0.6.2 \\
    --hash=sha256:49b3a825280bd66b3aa83585ef59c4a8c82f2c8a522dbe754a8bc8d08c85c491
"""
BUILDERS = """\
setuptools==59.6.0 \\
    --hash=sha256:22c7348c6d2976a52632c67f7ab0cdf40147db7789f9aed18734643fe9cf3373 \\
    --hash=sha256:4ce92f1e1f8f01233ee9952c04f6b81d1e02939d6e1b488428154974a4d0783e
wheel==0.37.1 \\
    --hash=sha256:4bdcd7d840138086126cd09254dc6195fb4fc6f01c050a1d7236f2630db1d22a \\
    --hash=sha256:e9a504e793efbca1b8e0e9cb979a249cf4a0a7b5b8c9e8b65a5e39d49529c1c4
"""
OURS = "{}.{}".format(*sys.version_info)
LEGACY = "environment=legacy name=a"
IN_SESSION = sample("$ true", None, f"{LEGACY} session=s", kind="console")
VERSION = "$ python -c 'import six; print(six.__version__)'\n"


def described(requirements: str = SIX, python: str = "", **others: str) -> dict[str, str]:
    """The files of a bundle that describes an environment `legacy`, and others by their names."""
    line = f"# python: {python}\n" if python else ""
    return {
        "environments/legacy.txt": line + requirements,
        **{f"environments/{name}.txt": others[name] for name in others},
    }


def old_python() -> str:
    """An older version of Python, if there is one; otherwise skip."""
    interpreter("3.6")
    return "3.6"


# What samples find


def test_a_shell_finds_the_environment(article):
    """Its Python and its packages are those of the environment, and no program of the site is on the path."""
    session = VERSION + "1.16.0\n$ command -v pytest ruff pelican || echo none\nnone\n"
    session += "$ test $(command -v python) = $VIRTUAL_ENV/bin/python\n"
    assert article(sample(session, None, LEGACY, kind="console"), described()).verify() == {}


def test_other_samples_do_not_find_it(article):
    """A sample without `environment=` runs with the site's programs, before and after one that has it."""
    ours = '$ test -z "$VIRTUAL_ENV" && command -v pytest | grep -c bin\n1\n'
    text = sample(ours, kind="console") + sample(VERSION + "1.16.0\n", None, LEGACY, kind="console")
    assert article(text + sample(ours, kind="console"), described()).verify() == {}


def test_two_environments(article):
    """Two samples of a text have each their own; the lane of the first ends for that of the second."""
    first = sample(VERSION + "1.16.0\n", None, LEGACY, kind="console")
    second = sample(VERSION + "1.17.0\n", None, "environment=newer", kind="console")
    assert article(first + second + first.replace("name=a", "name=b"), described(newer=NEWER)).verify() == {}


def test_an_older_interpreter(article):
    """The first version that the machine has is taken; nothing of its home is seen besides its installation."""
    version = old_python()
    session = "$ python -c 'import six, sys; print(sys.version_info[:2])'\n(3, 6)\n"
    session += '$ base=$(python -c "import sys; print(sys.base_prefix)")\n'
    session += '$ python -c "import os, sys; print(os.listdir(sys.argv[1]))" $HOME\n[]\n'
    session += '$ ls "$base/.." | grep -v -e 3.6 -e 3.11 || echo none\nnone\n'
    written = article(sample(session, None, LEGACY, kind="console"), described(python=f"2.4, {version}, {OURS}"))
    assert written.verify() == {}


@pytest.mark.parametrize("place", ["$VIRTUAL_ENV", "$(python -c 'import sys; print(sys.base_prefix)')"])
def test_it_can_not_be_changed(article, place):
    """A sample writes neither into the environment nor into its interpreter's installation."""
    session = f"$ touch {place}/new 2>/dev/null || echo refused\nrefused\n"
    assert article(sample(session, None, LEGACY, kind="console"), described()).verify() == {}


def test_a_session_in_an_environment(article):
    """The samples of a session in an environment share its shell; so does what sets them up."""
    text = sample("$ x=1\n", None, f"{LEGACY} session=s", kind="console")
    text += sample(f"$ echo $x\n1\n{VERSION}1.16.0\n", None, "environment=legacy session=s", kind="console")
    text += sample(f"$ echo $x\n1\n{VERSION}1.16.0\n", None, "environment=legacy setup=a", kind="console")
    assert article(text, described()).verify() == {}


def test_a_server_in_an_environment(article):
    """A server runs in its environment, and what asks it in its own, or in none."""
    server = (
        "import os, six\nfrom http.server import BaseHTTPRequestHandler, HTTPServer\n"
        "class Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        self.send_response(200)\n"
        "        self.end_headers()\n        self.wfile.write(six.__version__.encode())\n"
        "    def log_message(self, *_): pass\n"
        'HTTPServer(("127.0.0.1", int(os.environ.get("PORT", 8123))), Handler).serve_forever()\n'
    )
    asks = (
        "import os, urllib.request as r\nprint(r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}').read().decode())"
    )
    text = sample("$ python serve.py\n", None, "environment=legacy server=s", kind="console")
    text += sample(asks, "1.16.0", "server=s")
    text += sample(VERSION + "1.17.0\n", None, "environment=newer server=s", kind="console")
    assert article(text, {"serve.py": server, **described(newer=NEWER)}).verify() == {}


def test_a_test_finds_the_folders(article):
    """A test's file that names environments finds the folder of each by a variable, and runs in the site's Python."""
    test = (
        "# environment: legacy, new-er\nimport os, subprocess, sys\n"
        "def version(name):\n    python = f'{os.environ[name]}/bin/python'\n"
        "    command = [python, '-c', 'import six; print(six.__version__)']\n"
        "    return subprocess.check_output(command, text=True).strip()\n"
        "def test_versions():\n    assert version('ENVIRONMENT_LEGACY') == '1.16.0'\n"
        "    assert version('ENVIRONMENT_NEW_ER') == '1.17.0'\n    assert 'VIRTUAL_ENV' not in os.environ\n"
    )
    files = {"test_a.py": test, **described(), "environments/new-er.txt": NEWER}
    assert article(sample("print(1)", "1"), files).verify() == {}


def test_services_begin_anew(article):
    """A service that runs when another environment is to be seen is there for the next sample that needs it."""
    database = "$ psql -Atc 'SELECT 1'\n1\n"
    text = sample(database, None, "needs=postgresql", kind="console")
    text += sample(f"{database}{VERSION}1.16.0\n", None, f"{LEGACY} needs=postgresql", kind="console")
    assert article(text, described()).verify() == {}


# What is refused


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (sample("1", None, LEGACY), "goes with a console run, in which `python FILE`"),
        (sample(">>> 1\n1", None, LEGACY, kind="pycon"), "goes with a console run"),
        (sample("$ a", None, "environment=../x", kind="console"), "takes letters, digits"),
        (
            IN_SESSION + sample("$ b", None, "session=s", kind="console"),
            "t.md:5: session 's' is in environment=legacy, as line 1 says",
        ),
        (
            sample("$ a", None, "session=s", kind="console") + IN_SESSION,
            "session 's' is in no environment=, as line 1 says",
        ),
        (
            sample("$ a", None, LEGACY, kind="console") + sample("$ b", None, "setup=a", kind="console"),
            "setup 'a' is in environment=legacy, which this is not",
        ),
    ],
)  # fmt: skip
def test_what_can_not_be_meant(text, message):
    """Only a console has an environment, and what shares a shell names the same."""
    with pytest.raises(SampleError, match=message):
        find_samples(text, Path("t.md"))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "environment=legacy: the article's folder has no text file environments/legacy.txt"),
        (described(python="2.4, 2.5"), "environments/legacy.txt: this machine has no Python 2.4 or 2.5; install one"),
        (described(python="old"), "'old' is no version of Python, such as 3.6"),
        (described(f"-r other.txt\n{SIX}"), "environments/legacy.txt: -r is refused; it takes pinned requirements"),
        (described("six==1.16.0\n"), "environments/legacy.txt: uv pip failed\n"),
        (described(SIX.replace("c4c926", "c4c920").replace("6e0254", "6e0250")), "Hash mismatch"),
        (described(DOCOPT), "docopt"),
    ],
)  # fmt: skip
def test_an_environment_that_can_not_be_made(article, files, message):
    """The sample that names it fails at its line, with what the installer said; no half of it stays for the next."""
    written = article(sample("$ true", None, LEGACY, kind="console"), files)
    for _ in range(2):
        failure = written.failure()
        assert failure.startswith(f"{written.path}:1: a: ")
        assert message in failure


def test_what_builds_is_pinned_too(article):
    """A source archive is built where what builds it is pinned."""
    session = "$ python -c 'import docopt; print(docopt.__version__)'\n0.6.2\n"
    written = article(sample(session, None, LEGACY, kind="console"), described(DOCOPT + BUILDERS))
    assert written.verify() == {}


def test_a_failure_is_not_tried_again_for_each_sample(article, monkeypatch):
    """One trial serves all samples of a text."""
    tried = []
    monkeypatch.setattr(environment, "make", lambda plan, shelf: tried.append(plan) or make(plan, shelf))
    text = sample("$ true", None, LEGACY, kind="console") + sample("$ true", None, "environment=legacy", kind="console")
    failures = article(text, described("six==1.16.0\n")).verify()
    assert ["uv pip failed" in failure for failure in failures.values()] == [True, True]
    assert len(tried) == 1


# How they are made


def environment_of(written) -> Path:
    """The folder of the only environment that was made for an article."""
    (link,) = (path for path in (written.ledger / "environments").iterdir() if path.is_symlink())
    return link.resolve()


def test_it_is_made_once(article):
    """A second run finds it as the first left it."""
    written = article(sample(VERSION + "1.16.0\n", None, LEGACY, kind="console"), described())
    assert written.verify() == {}
    made = environment_of(written)
    written.write(written.text.replace("name=a", "name=b"))
    assert written.stale() == ["b"]
    assert written.verify() == {}
    assert environment_of(written) == made


def test_what_was_interrupted_is_made_anew(article):
    """An environment to which the link that is made last does not lead never counts as one, and does not stay."""
    written = article(sample(VERSION + "1.16.0\n", None, LEGACY, kind="console"), described())
    assert written.verify() == {}
    folder = environment_of(written)
    (link,) = (path for path in folder.parent.iterdir() if path.is_symlink())
    link.unlink()
    (package,) = folder.glob("lib/python*/site-packages/six.py")
    package.unlink()
    written.write(written.text.replace("name=a", "name=b"))
    assert written.verify() == {}
    assert environment_of(written) != folder
    assert not folder.exists()


def test_whoever_makes_it(article):
    """The user of the samples can read it, though who made it lets others read nothing."""
    written = article(sample(VERSION + "1.16.0\n", None, LEGACY, kind="console"), described())
    before = os.umask(0o077)
    try:
        Environments(written.bundle, written.ledger / "environments").get("legacy")
    finally:
        os.umask(before)
    assert written.verify() == {}


def test_two_at_once(article):
    """Who comes while another makes it waits, and takes what that made."""
    written = article(sample("$ true", None, LEGACY, kind="console"), described())
    shelf = written.ledger / "environments"
    others = [Environments(written.bundle, shelf) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda other: other.get("legacy"), others))
    assert len({one.folder for one in made}) == 1
    assert subprocess.run([made[0].folder / "bin" / "python", "-c", "import six"], check=False).returncode == 0


def test_another_process_is_waited_for(article):
    """Nothing is made while another process holds the lock."""
    written = article(sample("$ true", None, LEGACY, kind="console"), described())
    environments = Environments(written.bundle, written.ledger / "environments")
    place = written.ledger / "environments" / f"{environments._plan('legacy').digest}.lock"
    place.parent.mkdir(parents=True)
    with ThreadPoolExecutor(1) as pool, place.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = pool.submit(environments.get, "legacy")
        with pytest.raises(TimeoutError):
            waiting.result(0.5)
        assert not list(place.parent.glob("*/bin"))
        fcntl.flock(lock, fcntl.LOCK_UN)
        assert (waiting.result(60).folder / "bin" / "python").exists()


def test_a_zygote_that_shows_it_goes_on(article):
    """What is shown already needs no other zygote."""
    written = article(sample("$ true", None, LEGACY, kind="console"), described())
    assert written.verify() == {}
    lane = workshop().lane
    workshop().show([str(environment_of(written))])
    assert workshop().lane is lane


# What verdicts depend on


def test_other_requirements_make_a_verdict_stale(article):
    """The digest of a verdict has the requirements of the environment that it names, and of no other."""
    text = sample("$ true", None, LEGACY, kind="console") + sample("$ true", None, "name=b", kind="console")
    written = article(text, described())
    assert written.verify() == {}
    assert written.stale() == []
    written.write(text, described(NEWER))
    assert written.stale() == ["a"]


def test_other_requirements_make_a_test_stale(article):
    """So has that of a test that names it."""
    files = {"test_a.py": "# environment: legacy\ndef test(): pass\n", **described()}
    written = article(sample("print(1)", "1"), files)
    assert written.verify() == {}
    written.write(written.text, described(NEWER))
    assert written.stale() == ["test_a.py::test"]


def test_another_interpreter_makes_all_stale(article, monkeypatch):
    """The version of its interpreter is part of a verdict, and of that of the whole document."""
    written = article(sample("$ true", None, LEGACY, kind="console"), described(python=OURS))
    assert written.verify() == {}
    assert written.open().verification()
    other = interpreters.Python(Path(sys.executable), f"{OURS}.99", Path(sys.base_prefix))
    monkeypatch.setattr(interpreters, "_find", lambda _: other)
    assert written.stale() == ["a"]
    assert written.open().verification() is None


def test_the_badge(article):
    """A badge names the environment's Python and what `requires=` names, by what is installed there."""
    written = article(sample("$ true", None, f"{LEGACY} requires=six", kind="console"), described())
    assert written.verify() == {}
    version = "{}.{}.{}".format(*sys.version_info)
    assert written.open().verification().versions == (
        f"Python {version}",
        f"Python {version} (legacy)",
        "six 1.16.0 (legacy)",
    )


def test_the_badge_of_what_ran_elsewhere(article):
    """What a shown file imports is not named by what the site has, if it ran in an environment only."""
    show = fence("python file=old.py name=b")
    text = show + sample("$ python old.py", None, f"{LEGACY} requires=six", kind="console")
    written = article(
        text, {"old.py": "import six\ntry:\n    import yaml\nexcept ImportError:\n    pass\n", **described()}
    )
    assert written.verify() == {}
    versions = written.open().verification().versions
    assert [version for version in versions if not version.startswith("Python")] == ["six 1.16.0 (legacy)"]


def test_requires_asks_the_environment(article):
    """A distribution that the site has is none of the environment."""
    written = article(sample("$ true", None, f"{LEGACY} requires=pytest", kind="console"), described())
    assert "requires='pytest': the environment 'legacy' has no such distribution" in written.failure()


# Lines


@pytest.mark.parametrize("version", ["3.6", "3.10", "3.11", "3.12", "3.13"])
def test_lines_of_its_programs(article, version):
    """Each line that the environment's interpreter executes is noted, in threads too, and no other."""
    interpreter(version)
    code = "import threading\ndef f():\n    print('f')\n"
    code += "thread = threading.Thread(target=f)\nthread.start()\nthread.join()\n"
    text = fence("python file=old.py") + sample("$ python old.py\nf\n", None, LEGACY, kind="console")
    assert article(text, {"old.py": code, **described(python=version)}).verify() == {}
    written = article(text, {"old.py": f"{code}if not thread:\n    print('g')\n", **described(python=version)})
    failed = written.verify()
    assert list(failed) == ["old.py"]
    assert failed["old.py"].startswith(f"{written.bundle / 'old.py'}:8: no verified run executes this line")


DECORATED = """\
def same(thing):
    return thing


@same
@same
class A:
    @property
    def b(self):
        return 1


A().b
try:
    @bad(
        "def c():",
    )
    def c():
        d = 1
except NameError:
    pass
"""


@pytest.mark.parametrize("version", ["3.6", "3.7", "3.11"])
def test_lines_below_decorators(article, version):
    """What is defined below decorators was executed if they were, in a Python that does not tell such lines, too."""
    interpreter(version)
    text = fence("python file=old.py") + sample("$ python old.py", None, LEGACY, kind="console")
    written = article(text, {"old.py": DECORATED, **described(python=version)})
    failed = written.verify()
    assert [line.partition(": ")[0] for line in failed["old.py"].splitlines()] == [
        f"{written.bundle / 'old.py'}:{line}" for line in (18,)
    ]


@pytest.mark.parametrize("options", [LEGACY, "name=a"])
def test_a_sitecustomize_of_the_bundle(article, options):
    """A `sitecustomize` that a command puts on its PYTHONPATH runs once, and the lines of the program are noted.

    In an environment nothing else is on that path.
    """
    shim = "import builtins\nbuiltins.shim = getattr(builtins, 'shim', 0) + 1\n"
    code = "print(shim)\n"
    path = "shims" if options == LEGACY else "$PYTHONPATH:shims"
    session = f"$ PYTHONPATH={path} python old.py\n1\n"
    session += "$ echo [$PYTHONPATH]\n[]\n" if options == LEGACY else ""
    text = fence("python file=old.py") + fence("python file=shims/sitecustomize.py")
    text += sample(session, None, options, kind="console")
    files = {"old.py": code, "shims/sitecustomize.py": shim, **described()}
    assert article(text, files).verify() == {}


def test_the_hook_is_silent_where_nothing_is_traced(article):
    """Without a file on the page, programs of the environment run as they would elsewhere."""
    session = "$ python -c 'import sys; print(sys.gettrace(), \"threading\" in sys.modules)'\nNone False\n"
    assert article(sample(session, None, LEGACY, kind="console"), described()).verify() == {}


# Interpreters


def test_the_own_interpreter_counts():
    """The site's own interpreter is taken for its version, whatever else there is, and where none is wanted."""
    assert find_interpreter([]).path == find_interpreter([OURS]).path == Path(sys.executable)
    assert find_interpreter(["2.4", OURS]).version.startswith(OURS)


def test_versions_are_not_beginnings_of_words():
    """3.1 is another version than 3.11."""
    with pytest.raises(ValueError, match=r"this machine has no Python 3\.1; install"):
        find_interpreter(["3.1"])


def test_what_is_no_interpreter_is_passed_over(tmp_path, monkeypatch):
    """A program by that name that can't say what it is, as a shim of pyenv, is none; the next on the path is tried."""
    for name, script in {"a": "#!/bin/sh\nexit 127\n", "b": "#!/bin/sh\nprintf '3.99.1\\n/there\\n'\n"}.items():
        program = tmp_path / name / "python3.99"
        program.parent.mkdir()
        program.write_text(script)
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'a'}:{tmp_path / 'b'}")
    found = find_interpreter(["3.99"])
    assert (found.path, found.version, found.base) == (tmp_path / "b" / "python3.99", "3.99.1", Path("/there"))


def test_the_noter_is_old_enough():
    """What notes lines can be read by the oldest Python that may run it."""
    command = [interpreter("3.6"), "-m", "py_compile", PLUGINS / "runnable" / "inside" / "noter.py"]
    assert subprocess.run(command, check=False, env={"PYTHONDONTWRITEBYTECODE": "1"}).returncode == 0
