"""The service of the simulator, behind a real port."""

from __future__ import annotations

import time
from random import Random
from threading import Lock

from flaky.server import Handler
from storm import Server, Storm


# region service
class Service:
    """A behaviour that answers 200 or 503 as the simulator's server would, by the real clock.

    Its `storm` holds what arrived, second by second from the first call of `start`.
    """

    def __init__(self, server: Server) -> None:
        self.storm = Storm()
        self._server = server
        self._random = Random(1)  # of use only to an outage that is not whole
        self._lock = Lock()
        self._started = 0.0

    def start(self) -> None:
        """Now is second 0."""
        self._started = time.monotonic()

    def __call__(self, request: Handler) -> None:
        with self._lock:
            now = time.monotonic() - self._started
            served = self._server.serves(now, self._random)
            self.storm.note(now, served=served)
        request.answer(200 if served else 503, "")


# endregion
