"""A server that fails as told."""

from flaky.behaviours import (
    Behaviour,
    commit_then_drop,
    drip,
    hang,
    ok,
    order,
    reset,
    slow,
    status,
)
from flaky.relay import relay
from flaky.server import Call, Flaky

__all__ = [
    "Behaviour",
    "Call",
    "Flaky",
    "commit_then_drop",
    "drip",
    "hang",
    "ok",
    "order",
    "relay",
    "reset",
    "slow",
    "status",
]
