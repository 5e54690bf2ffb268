"""A limit on retries that all operations of a client share."""

from __future__ import annotations

from threading import Lock


# region budget
class Budget:
    """One retry for every so many operations, and a few saved up for quiet times.

    Whole numbers on purpose: 0.1 added up ten times is 0.9999999999999999, which buys nothing.
    """

    def __init__(self, *, operations_per_retry: int = 10, reserve: int = 10) -> None:
        self._price = operations_per_retry
        self._limit = self._savings = operations_per_retry * reserve
        self._lock = Lock()

    def earn(self) -> None:
        """Note that an operation began."""
        with self._lock:
            self._savings = min(self._limit, self._savings + 1)

    def spend(self) -> bool:
        """Pay for one retry, if there is enough to pay with."""
        with self._lock:
            if self._savings < self._price:
                return False
            self._savings -= self._price
            return True


# endregion
