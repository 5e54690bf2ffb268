"""A request that is made beside what waits for it, as a browser makes one while you debug."""

from __future__ import annotations

import threading
from urllib.error import HTTPError
from urllib.request import urlopen

PATIENCE = 60.0


class Visit:
    """Asks for `url` at once; `answer` waits for what comes back."""

    def __init__(self, url: str) -> None:
        self.text, self.status = "", 0
        self._thread = threading.Thread(target=self._ask, args=(url,), daemon=True)
        self._thread.start()

    def _ask(self, url: str) -> None:
        try:
            with urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310  our own server
                self.text, self.status = answer.read().decode(), answer.status
        except HTTPError as error:
            with error:
                self.text, self.status = error.read().decode(), error.code

    def answer(self) -> str:
        self._thread.join(PATIENCE)
        return self.text

    @property
    def is_waiting(self) -> bool:
        return self._thread.is_alive()
