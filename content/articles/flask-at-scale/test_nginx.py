# needs: gunicorn, nginx
"""nginx keeps slow visitors from the workers."""

import socket
from contextlib import closing

import pytest

from stack import BARE, gunicorn, nginx
from under_load import request

HALF = b"GET /fast HTTP/1.1\r\nHost: app.localhost\r\n"  # and no end


def dawdler(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(HALF)
    return connection


def quick(port, patience):
    """Whether another visitor is answered while the first has not yet said what they want."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    with closing(connection):
        connection.sendall(HALF + b"Connection: close\r\n\r\n")
        connection.settimeout(patience)
        try:
            return b"200 OK" in connection.recv(1000)
        except TimeoutError:
            return False


@pytest.fixture(scope="module")
def server():
    with gunicorn("sync 1", app=BARE) as running:
        yield running


# region slow
def test_without_nginx_one_is_enough(server):
    """One visitor who sends half a request keeps a sync worker, and nobody else is served."""
    with closing(dawdler(server.port)):
        assert not quick(server.port, patience=1)
    assert request(server.port, "/fast") == "fast"


def test_nginx_waits_for_the_whole_request(server):
    """nginx takes ten of them, and others are served meanwhile."""
    with nginx(server.port) as port:
        slow = [dawdler(port) for _ in range(10)]
        assert quick(port, patience=20)
        for connection in slow:
            connection.close()


# endregion
