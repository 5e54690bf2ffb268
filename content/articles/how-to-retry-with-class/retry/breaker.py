"""A circuit breaker: after enough failures, stop asking for a while."""

from __future__ import annotations

from enum import Enum
from threading import Lock

from retry.clock import Clock, SystemClock


# region states
class State(Enum):
    CLOSED = "calls pass"
    OPEN = "no call is made"
    HALF_OPEN = "one call passes, as a probe"


class Event(Enum):
    TRIPPED = "too many failures in a row"
    COOLED = "the pause is over"
    PROBE_SUCCEEDED = "the probe succeeds"
    PROBE_FAILED = "the probe fails"


TRANSITIONS = {
    (State.CLOSED, Event.TRIPPED): State.OPEN,
    (State.OPEN, Event.COOLED): State.HALF_OPEN,
    (State.HALF_OPEN, Event.PROBE_SUCCEEDED): State.CLOSED,
    (State.HALF_OPEN, Event.PROBE_FAILED): State.OPEN,
}
# endregion


class CircuitOpen(Exception):
    """Raised instead of a call that has no chance; `retry_after` says when the next probe is due, in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"circuit open, next probe in {retry_after:g} s")
        self.retry_after = retry_after


# region breaker
class Breaker:
    """Counts failures in a row; at `threshold` it opens, and after `pause` seconds lets one probe through."""

    def __init__(
        self, *, threshold: float = 5, pause: float = 30.0, clock: Clock | None = None
    ) -> None:
        self.state = State.CLOSED
        self._threshold = threshold
        self._pause = pause
        self._clock = clock or SystemClock()
        self._lock = Lock()
        self._failures = 0
        self._opened = 0.0
        self._probing = False

    def admit(self) -> None:
        """Let a call through, or raise CircuitOpen."""
        with self._lock:
            wait = self._opened + self._pause - self._clock.now()
            if self.state is State.OPEN and wait <= 0:
                self._move(Event.COOLED)
            if self.state is State.OPEN or self._probing:
                raise CircuitOpen(max(wait, 0.0))
            self._probing = self.state is State.HALF_OPEN

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0
            if self.state is State.HALF_OPEN:
                self._move(Event.PROBE_SUCCEEDED)

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self.state is State.HALF_OPEN:
                self._move(Event.PROBE_FAILED)
            elif self.state is State.CLOSED and self._failures >= self._threshold:
                self._move(Event.TRIPPED)

    def abandoned(self) -> None:
        """Nothing was learnt from this call: another probe may go."""
        with self._lock:
            self._probing = False

    def _move(self, event: Event) -> None:
        self.state = TRANSITIONS[self.state, event]
        self._probing = False
        if self.state is State.OPEN:
            self._opened = self._clock.now()


# endregion
