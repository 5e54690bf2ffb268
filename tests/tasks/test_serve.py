from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tasks.house import ENVIRONMENT, SLUG, House

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 120.0  # seconds, on a machine that has much else to do
LASTING = f"60.{os.getpid()}"  # seconds, by which the samples of these tests are known among others


class Serving:
    """A running `./inv serve`, what it printed, and what it answers."""

    def __init__(self, house: House, process: subprocess.Popen[bytes], log: Path) -> None:
        self.house = house
        self.process = process
        self.log = log

    @property
    def printed(self) -> str:
        """All that was printed so far."""
        return self.log.read_text()

    def wait_for(self, text: str, *, times: int = 1) -> None:
        """Wait until a text was printed so many times."""
        eventually(lambda: self.printed.count(text) >= times, lambda: self.printed)

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body of the page at a path."""
        url = re.findall(r"Serving (http://127\.0\.0\.1:\d+)/", self.printed)[0]
        try:
            with urllib.request.urlopen(url + path, timeout=PATIENCE) as answer:  # noqa: S310  # our own server
                assert answer.headers["Cache-Control"] == "no-store"
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def shows(self, path: str, text: str) -> None:
        """Wait until the page at a path has a text."""
        eventually(lambda: text in self.get(path)[1], lambda: self.printed)

    def verification(self) -> int:
        """Wait until something is verified; return the one process that does it."""
        eventually(lambda: len(self.verifications()) > 0, lambda: self.printed)
        (process,) = self.verifications()
        return process

    def verifications(self) -> list[int]:
        """Return the processes that verify."""
        return [pid for pid in descendants(self.process.pid) if b"verify" in command_of(pid)]

    def running_sample(self) -> int:
        """Wait until a lasting sample runs, and only one; return its process."""
        eventually(lambda: len(lasting_samples()) == 1, lambda: f"{lasting_samples()} {self.printed}")
        (process,) = lasting_samples()
        return process

    def end(self, number: int) -> int:
        """Send a signal, and return the exit code; no process may be left that was started meanwhile."""
        family = [*descendants(self.process.pid), *lasting_samples()]
        self.process.send_signal(number)
        code = self.process.wait(timeout=PATIENCE)
        assert [pid for pid in family if is_running(pid)] == []
        return code


@contextmanager
def serving(house: House) -> Iterator[Serving]:
    """Serve a house on a free port, and make sure of the end."""
    log = house.root.parent / "serve.log"
    with log.open("wb") as stream:
        command = [house.root / "inv", "serve", "--port", "0"]
        process = subprocess.Popen(
            command, cwd=house.root, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT
        )
    try:
        yield Serving(house, process, log)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=PATIENCE)


def eventually(is_so: Callable[[], bool], explain: Callable[[], str]) -> None:
    """Wait until something is so; fail with an explanation if that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, explain()
        time.sleep(0.05)


def descendants(pid: int) -> list[int]:
    """Return the processes that a process started, and those that they started."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    direct = [int(child) for child in children.read_text().split()] if children.exists() else []
    return direct + [later for child in direct for later in descendants(child)]


def command_of(pid: int) -> list[bytes]:
    """Return the program of a process and its arguments; nothing if there is no such process any more."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def lasting_samples() -> list[int]:
    """Return the processes that lasting samples started."""
    processes = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    return [pid for pid in processes if command_of(pid)[:2] == [b"sleep", LASTING.encode()]]


def is_running(pid: int) -> bool:
    """Tell whether there is such a process; where nobody waits for it, one that has ended stays listed."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.fixture(scope="module")
def served(furnished: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server for the tests that only follow changes; each makes a change of its own."""
    house = furnished.copy(tmp_path_factory.mktemp("served") / "house")
    with serving(house) as server:
        server.wait_for("Serving")
        yield server
        assert server.end(signal.SIGTERM) == 0
        assert "Traceback" not in server.printed


def lasting(text: str) -> str:
    """Return the text of the article with a sample that takes its time."""
    slow = text.replace("run name=hello", "run timeout=90 name=hello")
    return slow.replace("print(", f"import subprocess; subprocess.run(['sleep', '{LASTING}']); print(", 1)


def append(path: Path, text: str) -> None:
    """Change a file as an editor does: a new file takes its place."""
    changed = path.with_name(f"{path.name}~")
    changed.write_text(path.read_text() + text)
    changed.replace(path)


def test_a_page_that_is_missing_is_answered_by_the_sites_own(served: Serving) -> None:
    """404.html comes with status 404, and no folder is listed."""
    for path in ("/no/such/page/", "/theme/"):
        status, page = served.get(path)
        assert status == 404
        assert page == served.get("/404.html")[1]


def test_a_changed_text_is_served(served: Serving) -> None:
    """A change of an article shows on its page."""
    append(served.house.article, "\nA sentence about swallows.\n")
    served.shows(f"/{SLUG}/", "about swallows")


def test_a_changed_sample_file_is_verified_and_built_again(served: Serving) -> None:
    """The page is built, and loses its badge; a sample that no longer tells the truth is reported after that."""
    built, failed = served.printed.count("Built in"), served.printed.count(" wrong.")
    served.shows(f"/{SLUG}/", "Verified <time")
    path = served.house.article.parent / "a_first_article.py"
    path.write_text(path.read_text().replace("Hello", "Goodbye"))
    served.wait_for(" wrong.", times=failed + 1)
    assert "Goodbye, reader!" in served.printed
    served.wait_for("Built in", times=built + 1)
    assert "Verified <time" not in served.get(f"/{SLUG}/")[1]


@pytest.mark.parametrize(
    ("changed", "addition", "page"),
    [
        ("theme/templates/base.html", "<!-- swifts -->", "/"),
        ("theme/static/css/site.css", "\n.swifts { color: inherit }\n", "/"),
        ("plugins/bundles/__init__.py", "\nfrom pelican import contents\ncontents.Article.swift = 'swifts'\n", None),
        ("pelicanconf.py", "\nSITENAME = 'The house of swifts'\n", "/"),
    ],
)
def test_whatever_a_page_is_made_of_is_watched(served: Serving, changed: str, addition: str, page: str | None) -> None:
    """Templates, styles, plugins and settings take effect without a restart."""
    built = served.printed.count("Built in")
    append(served.house.root / changed, addition)
    if page:
        served.shows(page, "swifts")
    served.wait_for("Built in", times=built + 1)


def test_a_failed_build_leaves_the_last_good_one(served: Serving) -> None:
    """While an article is broken its last good page is served; the terminal says what is wrong."""
    text = served.house.article.read_text()
    _, page = served.get(f"/{SLUG}/")
    served.house.article.write_text(text.replace("Category: Python", "Category: Pyton"))
    served.wait_for("The build failed")
    assert "Pyton" in served.printed
    assert served.get(f"/{SLUG}/") == (200, page)
    served.house.article.write_text(text + "\nMended.\n")
    served.shows(f"/{SLUG}/", "Mended.")


def test_a_change_during_a_build_is_built_too(served: Serving) -> None:
    """The page shows the last of many changes, whatever was going on when it came."""
    for number in range(6):
        append(served.house.article, f"\nChange {number}.\n")
        time.sleep(0.1)
    served.shows(f"/{SLUG}/", "Change 5.")


def test_no_page_is_ever_half_built(served: Serving) -> None:
    """During rebuilds every answer is a whole page."""
    append(served.house.article, "\nThe last words.\n")
    deadline = time.monotonic() + PATIENCE
    while True:
        status, page = served.get(f"/{SLUG}/")
        assert (status, "</html>" in page) == (200, True)
        if "The last words." in page:
            break
        assert time.monotonic() < deadline, served.printed
        time.sleep(0.01)


def test_ctrl_c_during_a_build_leaves_no_process(house: House) -> None:
    """Ctrl-C ends the server at once and cleanly, with the build that it interrupts."""
    with (house.root / "pelicanconf.py").open("a") as settings:
        settings.write("\nimport time\nPath(__file__).with_name('begun').touch()\ntime.sleep(60)\n")
    with serving(house) as server:
        eventually((house.root / "begun").exists, lambda: server.printed)
        assert server.end(signal.SIGINT) == 0
        assert "Traceback" not in server.printed
        assert not list((house.root / ".preview").iterdir())


def test_sigterm_during_a_verification_leaves_no_process(house: House) -> None:
    """The processes that run samples end with the server."""
    with serving(house) as server:
        server.wait_for("Serving")
        house.article.write_text(lasting(house.article.read_text()))
        server.running_sample()
        time.sleep(0.5)
        assert server.end(signal.SIGTERM) == 0
        assert "Traceback" not in server.printed
        assert not lasting_samples()


def test_a_change_is_served_while_samples_still_run(house: House) -> None:
    """A change waits for no verdict: the sample that runs is ended, and what the page says now is run.

    A change of what is no part of an article ends nothing. In a new clone, which has no ledger, all runs; the badge
    appears when it has.
    """
    text = house.article.read_text()
    house.article.write_text(lasting(text))
    for ledger in (house.root / ".runnable").glob("*.json"):
        ledger.unlink()
    with serving(house) as server:
        server.wait_for("Serving")
        verification, first = server.verification(), server.running_sample()
        assert "Verified <time" not in server.get(f"/{SLUG}/")[1]
        house.article.write_text(lasting(text) + "\nA sentence about swallows.\n")
        server.shows(f"/{SLUG}/", "about swallows")
        eventually(lambda: not is_running(first), lambda: server.printed)
        second = server.running_sample()
        append(house.root / "theme/static/css/site.css", "\n.swifts { color: inherit }\n")
        server.wait_for("Built in", times=3)
        assert server.running_sample() == second
        house.article.write_text(text)
        server.shows(f"/{SLUG}/", "Verified <time")
        assert not lasting_samples()
        assert server.verification() == verification
        assert "Traceback" not in server.printed


def test_a_changed_engine_verifies_all_again(house: House) -> None:
    """What verifies is loaded anew when it changes; what was proven by the old one is proven again."""
    with serving(house) as server:
        server.wait_for(" proven (0 run)")
        append(house.root / "plugins/runnable/verdict.py", "\nprint('Swifts')\n")
        server.wait_for("Swifts")
        server.wait_for("(3 run)")
        server.verification()
        server.shows(f"/{SLUG}/", "Verified <time")
        assert "Traceback" not in server.printed


def test_a_server_that_is_killed_leaves_no_verification(house: House) -> None:
    """What nobody reads any more ends by itself."""
    with serving(house) as server:
        server.wait_for("Serving")
        house.article.write_text(lasting(house.article.read_text()))
        sample, family = server.running_sample(), descendants(server.process.pid)
        assert server.verification() in family
        server.process.kill()
        server.process.wait()
        eventually(lambda: not any(map(is_running, [sample, *family])), lambda: server.printed)


def test_the_first_build_may_fail(house: House) -> None:
    """The server waits for a build that is good, and then serves it."""
    text = house.article.read_text()
    house.article.write_text(text.replace("Category: Python", "Category: Pyton"))
    with serving(house) as server:
        server.wait_for("Serving")
        status, page = server.get("/")
        assert (status, "no good build" in page) == (404, True)
        house.article.write_text(text)
        eventually(lambda: server.get("/")[0] == 200, lambda: server.printed)


@pytest.mark.parametrize("port", ["taken", "99999"])
def test_a_port_that_cannot_be_had_is_a_clear_error(house: House, port: str) -> None:
    """The error names the port and says how to choose another."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = str(other.getsockname()[1]) if port == "taken" else port
        done = house.inv("serve", "--port", number)
    assert done.returncode == 1
    assert number in done.stdout
    assert "--port 8001" in done.stdout
    assert "Traceback" not in done.stdout
