"""The blog as it is being written: built, served on loopback, and built again on a change.

Every build is a process of its own, so that changed plugins and settings take effect, and has a folder of its
own, which the server turns to when it is whole: no half-built page is ever served. Another process verifies what
changes meanwhile; a page has no badge until its samples are proven.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any

from watchfiles import watch

ROOT = Path(__file__).resolve().parent
WATCHED = ("content", "theme", "plugins")
SETTINGS = ROOT / "pelicanconf.py"
LEDGER = ROOT / ".runnable"
VERIFY = [sys.executable, "-u", str(ROOT / "tasks.py"), "verify", "--watch"]
SETTLED = 0.2  # seconds without a change, after which a build starts
PATIENCE = 5.0  # seconds that a child has for its own cleaning up
NOT_BUILT = "<!doctype html><title>Not built</title><p>There is no good build yet; the terminal says why.\n"


class Pages(SimpleHTTPRequestHandler):
    """Answers one request from the folder that was the newest good build when the request came."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".woff2": "font/woff2",
        ".cast": "text/plain",
        ".avif": "image/avif",
        ".webp": "image/webp",
    }

    def __init__(self, request: Any, address: Any, server: "Server") -> None:
        super().__init__(request, address, server, directory=str(server.folder))

    def end_headers(self) -> None:
        """Keep browsers from showing an older build."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def list_directory(self, _path: Any) -> None:
        """Show no listing: the published site has none."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's 404.html where a page is missing, as the published site does."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        return None

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Report only what was not found; the terminal belongs to the builds."""
        if code == HTTPStatus.NOT_FOUND:
            super().log_request(code, size)


class Server(ThreadingHTTPServer):
    """Serves one folder at a time on 127.0.0.1.

    Raises:
        OSError: the port is taken, or not for this user.
        OverflowError: there is no such port.

    """

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Pages)
        self.folder = ROOT / "nowhere"

    @property
    def url(self) -> str:
        """Where a browser finds the blog."""
        return f"http://127.0.0.1:{self.server_port}/"


class Verification(threading.Thread):
    """The process that verifies what changes: prints what it says, and calls `told` after each line."""

    def __init__(self, told: Callable[[], None]) -> None:
        super().__init__()
        self.told = told
        self.ended = False
        self.child = subprocess.Popen(
            VERIFY, cwd=ROOT, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def run(self) -> None:
        """Follow the child to its end."""
        with self.child:
            # Read here and not inherited, because a child that is ended while it starts prints a traceback.
            for line in self.child.stdout or ():
                if not self.ended:
                    print(line.decode(errors="replace"), end="")
                    self.told()
        if not self.ended:
            print("Nothing is verified any more (see above); the next good build tries again")

    def end(self) -> None:
        """Leave no process and no thread behind."""
        self.ended = True
        if self.is_alive():
            end(self.child, signal.SIGINT)
        self.join()


class Preview:
    """Builds into numbered folders under `workspace`, and points `server` to each that is good."""

    def __init__(self, server: Server, workspace: Path, build: Callable[[Path], list[str]]) -> None:
        self.server = server
        self.workspace = workspace
        self.build = build
        self.number = 0
        self.ledger_built = 0  # the last change of the ledger when the last build started
        self.verification: Verification | None = None
        self.changes: SimpleQueue[set[Path]] = SimpleQueue()
        self.stopping = threading.Event()

    def run(self) -> None:
        """Serve and rebuild until Ctrl-C or SIGTERM, and leave no process behind."""
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, self.stop)
        threads = [
            threading.Thread(target=self.server.serve_forever),
            threading.Thread(target=self.watch, args=[ROOT / name for name in WATCHED]),
            # A watch on the file itself would be lost when an editor replaces the file.
            threading.Thread(target=self.watch, args=[ROOT], kwargs={"recursive": False, "watch_filter": is_settings}),
        ]
        self.serve_placeholder()
        for thread in threads:
            thread.start()
        try:
            self.rebuild()
            self.follow()
        finally:
            self.stopping.set()
            if self.verification:
                self.verification.end()
            self.server.shutdown()
            for thread in threads:
                thread.join()

    def follow(self) -> None:
        """Build again on each change until `stop` is called."""
        if not self.stopping.is_set():
            print(f"Serving {self.server.url} (Ctrl-C ends)")
        while self.next_changes():
            self.rebuild()

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """End `run`; safe to call from a signal handler, because `SimpleQueue.put` is."""
        self.stopping.set()
        self.changes.put(set())

    def watch(self, *paths: Path, **options: Any) -> None:
        """Queue the changes under `paths` until `stop` is called."""
        for changes in watch(*paths, stop_event=self.stopping, rust_timeout=200, **options):
            self.changes.put({Path(path) for _, path in changes})

    def next_changes(self) -> set[Path]:
        """Wait for a change and for the calm after it; empty when `stop` was called."""
        changes = self.changes.get()
        with suppress(Empty):
            while not self.stopping.is_set():
                changes |= self.changes.get(timeout=SETTLED)
        return set() if self.stopping.is_set() else changes

    def rebuild(self) -> None:
        """Build everything, serve the new build if it is good, and see that there is a verification."""
        started = time.monotonic()
        self.number += 1
        self.ledger_built = last_change(LEDGER)
        folder = self.workspace / str(self.number)
        good = self.succeeds(self.build(folder))
        if self.stopping.is_set():
            return
        if good:
            self.server.folder = folder
            print(f"Built in {time.monotonic() - started:.1f} s")
            self.verify()
        else:
            print("The build failed (see above); the last good build is still served")
        self.remove_old_builds()

    def succeeds(self, command: list[str]) -> bool:
        """Run a command to its end, or end it when `stop` is called; tell whether it succeeded."""
        # A session of its own: Ctrl-C in the terminal reaches this process only, which then ends the child.
        child = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        while child.poll() is None:
            if self.stopping.wait(timeout=0.05):
                end(child, signal.SIGTERM)
        return child.returncode == 0

    def verify(self) -> None:
        """Have all verified, and from now on what changes."""
        if not (self.verification and self.verification.is_alive()):
            self.verification = Verification(self.note_verdicts)
            self.verification.start()

    def note_verdicts(self) -> None:
        """Have everything built again if a badge may have changed."""
        if last_change(LEDGER) != self.ledger_built:
            self.changes.put({LEDGER})

    def serve_placeholder(self) -> None:
        """Say why there is no page, in case the first build fails."""
        self.server.folder = self.workspace / "0"
        self.server.folder.mkdir()
        (self.server.folder / "404.html").write_text(NOT_BUILT)

    def remove_old_builds(self) -> None:
        """Remove all builds but the one being served and its predecessor, which a slow request may still read."""
        current = int(self.server.folder.name)
        for folder in self.workspace.iterdir():
            if folder.name not in {str(current), str(current - 1)}:
                shutil.rmtree(folder)


def last_change(folder: Path) -> int:
    """Return when a file in the folder was last made or replaced, in nanoseconds; 0 if there is no such folder."""
    return folder.stat().st_mtime_ns if folder.exists() else 0


def is_settings(_change: object, path: str) -> bool:
    """Tell whether the file is one that the settings consist of."""
    return Path(path) == SETTINGS


def end(child: subprocess.Popen[bytes], ending: signal.Signals) -> None:
    """End a process that leads its own session: let it clean up, then kill the whole group."""
    child.send_signal(ending)
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
