"""What a server can do to its clients. A behaviour is a function that handles one request."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flaky.server import Handler

# region behaviours
Behaviour = Callable[["Handler"], object]


def ok(request: Handler) -> None:
    """The answer that everybody hopes for."""
    request.answer(200, "hello")


def status(code: int, **headers: str) -> Behaviour:
    """Answer with this status; `Retry_After="2"` becomes the header Retry-After: 2."""
    return lambda request: request.answer(
        code, "no", {name.replace("_", "-"): v for name, v in headers.items()}
    )


def hang(seconds: float) -> Behaviour:
    """Say nothing for a while, then close the connection."""
    return lambda request: request.idle(seconds)


def slow(seconds: float) -> Behaviour:
    """Answer, but late."""

    def behave(request: Handler) -> None:
        request.idle(seconds)
        request.answer(200, "hello, at last")

    return behave


def drip(seconds: float, *, pause: float) -> Behaviour:
    """Send a byte at a time, fast enough that no single read ever times out."""

    def behave(request: Handler) -> None:
        end = time.monotonic() + seconds
        request.answer(200, "", {"Content-Length": "1000"})
        while time.monotonic() < end and not request.idle(pause):
            request.wfile.write(b".")

    return behave


def reset(request: Handler) -> None:
    """Break the connection with a TCP reset."""
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.close_connection = True
    # The handler's file shares the descriptor, and the reset goes out when the last one closes.
    request.rfile.close()
    request.connection.close()


def order(request: Handler) -> None:
    """Store an order, once for every idempotency key, and confirm it."""
    request.answer(201, request.server.shop.place(request.headers.get("Idempotency-Key")))


def commit_then_drop(request: Handler) -> None:
    """Store the order, then lose the connection before a word of it gets out."""
    request.server.shop.place(request.headers.get("Idempotency-Key"))
    reset(request)


# endregion
