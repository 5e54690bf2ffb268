"""The smallest shop that can sell something twice."""

from __future__ import annotations

from threading import Lock


# region shop
class Shop:
    """Orders, and what was answered to each idempotency key."""

    def __init__(self) -> None:
        self.orders: list[str] = []
        self._answers: dict[str, str] = {}
        self._lock = Lock()

    def place(self, key: str | None) -> str:
        """Place an order, unless the key is known: then repeat what was said the first time."""
        with self._lock:  # two tries of one client may arrive together
            if key in self._answers:
                return self._answers[key]
            self.orders.append(answer := f"order {len(self.orders) + 1}")
            if key:
                self._answers[key] = answer
            return answer


# endregion
