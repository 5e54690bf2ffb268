"""A service in the middle: it answers by asking another."""

from __future__ import annotations

from collections.abc import Callable

from flaky.behaviours import Behaviour
from flaky.server import Handler


# region relay
def relay(fetch: Callable[[], str]) -> Behaviour:
    """Answer with what `fetch` gets from the next service, or with 502 when it gets nothing."""

    def behave(request: Handler) -> None:
        try:
            request.answer(200, fetch())
        except Exception as error:  # noqa: BLE001  whatever it is, our own client gets an answer
            request.answer(502, type(error).__name__)

    return behave


# endregion
