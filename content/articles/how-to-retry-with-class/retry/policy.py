"""What is worth another try, and how soon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from retry.backoff import Backoff, exponential

# region policy
Errors = type[Exception] | tuple[type[Exception], ...] | Callable[[Exception], bool]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The rules for one kind of operation. It has no state, so all threads may share it."""

    on: Errors  # as in `except`, or a function that looks at the error
    tries: int = 3  # in all, the first one included
    backoff: Backoff = exponential(0.1, cap=5.0, jitter=1.0)
    deadline: float = 30.0  # seconds for the operation: tries and waits
    try_timeout: float = 10.0  # seconds for one try

    def permits(self, error: BaseException) -> bool:
        """Whether another try could help after this error."""
        if not isinstance(error, Exception):
            return False  # KeyboardInterrupt and CancelledError are orders, not failures
        if isinstance(self.on, (type, tuple)):
            return isinstance(error, self.on)
        return self.on(error)

    # endregion

    def __post_init__(self) -> None:
        if self.tries < 1:
            raise ValueError(
                f"tries counts the first try too, so it is at least 1, not {self.tries}"
            )
        if self.deadline <= 0 or self.try_timeout <= 0:
            raise ValueError("deadline and try_timeout are seconds, more than 0")
