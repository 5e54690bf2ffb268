"""A real HTTP server on loopback that misbehaves by script."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import NamedTuple

from flaky.behaviours import Behaviour, ok
from flaky.shop import Shop


class Call(NamedTuple):
    """One request, as the server saw it."""

    method: str
    path: str
    key: str | None = None


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the next behaviour of the script."""

    server: Flaky

    def handle_one(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        self.rfile.read(size)
        behave = self.server.note(
            Call(self.command, self.path, self.headers.get("Idempotency-Key"))
        )
        try:
            behave(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client did not wait

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815 - as http.server calls it

    def answer(self, code: int, body: str, headers: Mapping[str, str] | None = None) -> None:
        payload = body.encode()
        self.send_response_only(code)
        usual = {"Date": self.date_time_string(), "Content-Length": str(len(payload))}
        for name, value in {**usual, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)

    def idle(self, seconds: float) -> bool:
        """Wait; true when the server stops meanwhile."""
        return self.server.stopping.wait(seconds)

    def log_message(self, *_args: object) -> None:
        """Print nothing: the calls are the log."""

    def finish(self) -> None:
        if not self.rfile.closed:
            super().finish()


class Flaky(ThreadingHTTPServer):
    """Plays its script, one behaviour a request; the last one stays.

    Use it as a context manager. `calls` is what arrived. With `refuse=2` the port refuses the first two
    connections from this process, which `refused` counts, and opens for the third.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = (
        512  # with the usual 5 a crowd waits a second for its SYN to be repeated
    )

    def __init__(self, script: Iterable[Behaviour] = (ok,), *, refuse: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self.calls: list[Call] = []
        self.refused = 0
        self.shop = Shop()
        self.stopping = Event()
        self._script = list(script)
        self._refuse = refuse
        self._lock = Lock()
        self._thread: Thread | None = None
        self.server_bind()
        if refuse:
            closed[self.server_port] = self
        else:
            self.listen()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def listen(self) -> None:
        """Open the port."""
        self.server_activate()
        self._thread = Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def connecting(self) -> None:
        """Somebody connects while the port is closed."""
        if self.refused == self._refuse:
            del closed[self.server_port]
            self.listen()
        else:
            self.refused += 1

    def note(self, call: Call) -> Behaviour:
        """Log a call and say how to treat it."""
        with self._lock:
            self.calls.append(call)
            return self._script[min(len(self.calls), len(self._script)) - 1]

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]  # of TCP only
        if request.fileno() >= 0:  # not closed by the behaviour
            super().shutdown_request(request)

    def __enter__(self) -> Flaky:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stopping.set()
        closed.pop(self.server_port, None)
        if self._thread:
            self.shutdown()
            self._thread.join()
        self.server_close()


closed: dict[
    int, Flaky
] = {}  # by port; nobody can count connections to a port that is closed but their maker


def watch(event: str, args: tuple[object, ...]) -> None:
    """Tell a closed server of connections: Python announces each just before it makes it."""
    if event == "socket.connect" and closed:
        address = args[1]
        if isinstance(address, tuple) and address[1] in closed:
            closed[address[1]].connecting()


sys.addaudithook(watch)
