"""Where the protections come from, what is told where one is missing, and what stays when the engine is ended."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runnable import zygote
from runnable.workshop import Workshop, close_workshops, workshop
from tests.runnable.house import PLUGINS, SHARED_MEMORY, Article, processes_with, sample, wait_for

DAEMON = "import os, subprocess, time\nsubprocess.Popen(['sleep', '{0}'], start_new_session=True)\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(60)\nprint(1, flush=True)"
EACH = (
    sample("print('début')\nraise ValueError('x')", "début", 'raises="ValueError: x" name=script')
    + sample(">>> x = 1\n>>> x + 1\n2", kind="pycon", options="name=prompt")
    + sample("$ echo a\na\n$ exit 3", kind="console", options="exit=3 name=shell")
    + sample("while True: pass", options="timeout=0.3 hidden name=endless")
    + sample("import os\nos._exit(0)", options="hidden name=early")
    + sample("import os\nwhile True: os.write(1, b'x' * 9999)", options="hidden name=flood")
    + sample(DAEMON.format("47.11"), "1", "hidden name=daemon")
    + sample("import sys\nsys.exit(4)", options="exit=4 name=status")
)
FAILING = {"endless": "ran longer", "early": "ended its process", "flood": "printed more"}
SERVER = sample("$ python -u -m http.server $PORT", kind="console", options="server=shop name=start") + sample(
    "GET / HTTP/1.1", "HTTP/1.1 200 OK\n…", "server=shop name=get headers=none", "http"
)


@pytest.fixture
def interpreters(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Jobs run in interpreters of their own, as where there is no zygote."""
    monkeypatch.setattr(Workshop, "_zygote", None)
    monkeypatch.setattr("runnable.workshop._open", {})
    yield
    workshop().tidy()
    close_workshops()


@pytest.mark.skipif(os.geteuid() != 0, reason="it is root whom samples must not be")
def test_a_mask_that_closes_files_to_others(article: Callable[..., Article], monkeypatch):
    """Whatever the mask of its parent, a sample is not root, and makes files with the same modes."""
    monkeypatch.setattr("runnable.workshop._open", {})
    code = "import os; open('a', 'w').close(); print(os.getuid() == 0, oct(os.stat('a').st_mode & 0o777))"
    text = sample(code, "False 0o644") + sample(f'$ python -c "{code}"\nFalse 0o644', kind="console")
    before = os.umask(0o077)
    try:
        assert article(text).verify() == {}
    finally:
        os.umask(before)
        close_workshops()


@pytest.mark.usefixtures("interpreters")
def test_without_a_zygote(article: Callable[..., Article], capsys):
    """An interpreter for each job does what a zygote does, leaves nothing running, and says what it does not keep off."""
    failed = article(EACH).verify()
    assert isinstance(workshop().lane, zygote.Interpreter)
    assert set(failed) == set(FAILING)
    assert all(text in failed[name] for name, text in FAILING.items())
    assert not processes_with("47.11")
    assert "seeing your processes" in capsys.readouterr().err


@pytest.mark.usefixtures("interpreters")
def test_a_server_without_a_zygote(article: Callable[..., Article]):
    """A server runs beside the samples that ask it, and ends after them."""
    told = article(SERVER).verify()
    assert "start" not in told
    assert not processes_with("http.server")


# Absent protections

REFUSED = """\
import ctypes, os, sys
libc, user = ctypes.CDLL(None), 1000
os.setgroups([]); os.setresgid(user, user, user); os.setresuid(user, user, user)
libc.prctl(4, 1, 0, 0, 0)  # or /proc/self would not be its own
assert libc.unshare(0x10000000) == 0
for name, text in (("setgroups", "deny"), ("uid_map", "1000 1000 1"), ("gid_map", "1000 1000 1")):
    with open("/proc/self/" + name, "w") as stream: stream.write(text)
with open("/proc/sys/user/max_user_namespaces", "w") as stream: stream.write("0")
os.execv(sys.argv[1], sys.argv[1:])
"""
USER = ["setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups"]
MASKED = ["unshare", "--mount", "sh", "-c", 'mount --bind /dev/null /proc/cpuinfo && exec "$@"', "sh"]
ASK = """\
import sys
sys.path[:0] = {paths!r}
from runnable.job import Job, Part
from runnable.sandbox import Sandbox
for _ in range(2):
    with Sandbox(None) as sandbox:
        print(sandbox.run(Job(parts=[Part("import os; print(os.getuid(), len([n for n in os.listdir('/proc') if n.isdigit()]) < 3)")])).parts[0].output, end="")
    with Sandbox(None) as sandbox:
        print(sandbox.run(Job(argv=["sh", "-c", "echo shell"])).parts[0].output, end="")
"""
PYTHON = shutil.which("python3", path="/usr/bin") or ""  # which each user may read
LACKING = {
    "root without the right to mount": (
        ["setpriv", "--bounding-set=-sys_admin"],
        "65534 False",
        ("network", "processes"),
    ),
    "a user": (USER, "1000 True", ()),
    "a user in a container that masks a part of /proc": ([*MASKED, *USER], "1000 False", ("processes",)),
    "a user without namespaces": ([sys.executable, "-c", REFUSED], "1000 False", ("network", "processes", "files")),
}


def _is_fit() -> bool:
    ask = "import sys; sys.exit(sys.version_info < (3, 11))"
    return bool(PYTHON) and subprocess.run([PYTHON, "-c", ask], check=False).returncode == 0


@pytest.mark.skipif(os.geteuid() != 0 or not SHARED_MEMORY or not _is_fit(), reason="needs root, and a python3 for all")
@pytest.mark.parametrize(("become", "first", "lacking"), LACKING.values(), ids=LACKING)
def test_what_is_absent_is_told_once(become, first, lacking):
    """Where the system refuses a protection samples run all the same, and what they are not kept from is told once."""
    site = Path(pytest.__file__).parents[1]
    command = [*become, PYTHON, "-c", ASK.format(paths=[str(PLUGINS), str(site)])]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == f"{first}\nshell\n" * 2, done.stderr
    assert done.stderr.count("runnable: this system") == bool(lacking)
    assert all(zygote.PROTECTIONS[name] in done.stderr for name in lacking)


# The end of the engine

STAYING = sample(
    "$ trap '' INT TERM; setsid sleep {0} & python -u -m http.server $PORT",
    kind="console",
    options="server=shop name=start",
) + sample(
    DAEMON.replace("print(1", "open('/dev/shm/x', 'w'); time.sleep(60)\nprint(1") + "\ntime.sleep(60)",
    options="server=shop hidden timeout=60",
)


@pytest.mark.skipif("table" not in workshop().lane.got, reason="this user may not have processes of its own")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_nothing_outlives_the_engine(tmp_path, number):
    """When a verification is ended, however rudely, neither its sample nor its server is left, nor what they started."""
    marker = f"4711.{os.getpid()}{int(number)}"
    (tmp_path / "page.md").write_text(STAYING.replace("{0}", marker))
    environment = {**os.environ, "PYTHONPATH": str(PLUGINS)}
    command = [sys.executable, "-m", "runnable", "verify", "page.md"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) as engine:
        wait_for(lambda: len(processes_with(marker)) >= 2)
        engine.send_signal(number)
    wait_for(lambda: not processes_with(marker))
