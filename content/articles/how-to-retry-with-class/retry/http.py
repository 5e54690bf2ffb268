"""May this HTTP request be sent again?"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


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
        self.method = method
        self.status = status
        self.sent = sent
        self.key = key
        self.retry_after = retry_after


# endregion

# region questions
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
NOT_STARTED = frozenset({425, 429})


def was_sent(failure: RequestFailed) -> bool:
    return failure.sent


def can_pass(failure: RequestFailed) -> bool:
    return failure.status is None or failure.status in TRANSIENT


def is_idempotent(failure: RequestFailed) -> bool:
    return failure.method in IDEMPOTENT


def has_key(failure: RequestFailed) -> bool:
    return failure.key is not None


def was_not_started(failure: RequestFailed) -> bool:
    return failure.status in NOT_STARTED


class Question(NamedTuple):
    text: str
    ask: Callable[[RequestFailed], bool]
    ends_on: bool  # the answer that decides
    retry: bool  # what it decides


YES, NO = True, False
RETRY, RAISE = True, False

QUESTIONS = (
    Question("Did the request leave?", was_sent, NO, RETRY),
    Question("Can the trouble pass?", can_pass, NO, RAISE),
    Question("Is the method idempotent?", is_idempotent, YES, RETRY),
    Question("Does it carry an idempotency key?", has_key, YES, RETRY),
    Question("Did the server refuse to start?", was_not_started, YES, RETRY),
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
