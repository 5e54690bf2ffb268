"""A Redis of one's own, on a free port of the loopback, which keeps nothing."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import ConnectionError as NotThereError

PATIENCE = 10  # seconds for it to start


@contextmanager
def running() -> Iterator[Redis]:
    """A client of a redis-server that runs for as long as the context."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--daemonize", "no"]
    server = subprocess.Popen(["redis-server", *settings], stdout=subprocess.DEVNULL)
    try:
        with Redis(port=port, decode_responses=True) as client:
            wait_for(client)
            yield client
    finally:
        server.terminate()
        server.wait()


def wait_for(client: Redis) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            client.ping()
        except NotThereError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
