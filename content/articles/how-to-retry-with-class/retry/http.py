"""May this HTTP request be sent again?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


# region failure
class RequestFailed(Exception):
    """A request that got no answer, or one that says no."""

    def __init__(
        self,
        method: str,
        *,
        status: int | None = None,  # None: no answer came
        sent: bool = True,  # False: it never left, for example because the connection was refused
        key: str | None = None,  # its idempotency key, if the server honours one
        retry_after: float | None = None,  # seconds
    ) -> None:
        super().__init__(f"{method}: {status or ('no answer' if sent else 'no connection')}")
        self.method, self.status, self.sent, self.key, self.retry_after = (
            method,
            status,
            sent,
            key,
            retry_after,
        )


# endregion

# region questions
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
NOT_STARTED = frozenset({425, 429})


@dataclass(frozen=True)
class Question:
    text: str
    ask: Callable[[RequestFailed], bool]
    ends_on: bool  # this answer ends the questioning …
    retry: bool  # … with this verdict


QUESTIONS = (
    Question("Did the request leave?", lambda f: f.sent, ends_on=False, retry=True),
    Question(
        "Can the trouble pass?",
        lambda f: f.status is None or f.status in TRANSIENT,
        ends_on=False,
        retry=False,
    ),
    Question(
        "Is the method idempotent?", lambda f: f.method in IDEMPOTENT, ends_on=True, retry=True
    ),
    Question(
        "Does it carry an idempotency key?",
        lambda f: f.key is not None,
        ends_on=True,
        retry=True,
    ),
    Question(
        "Did the server refuse to start?",
        lambda f: f.status in NOT_STARTED,
        ends_on=True,
        retry=True,
    ),
)


def may_retry(failure: BaseException) -> bool:
    """Ask until an answer decides; when none does, the request may not be sent again."""
    if not isinstance(failure, RequestFailed):
        return False
    for question in QUESTIONS:
        if question.ask(failure) is question.ends_on:
            return question.retry
    return False


# endregion
