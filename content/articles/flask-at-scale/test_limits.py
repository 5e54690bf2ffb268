# needs: redis-server, gunicorn
"""A limit on attempts holds for all workers together, if they count in one place."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from stack import gunicorn


def attempt(port):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("POST", "/login")
        with connection.getresponse() as answer:
            answer.read()
            return answer


def statuses(port, many=40):
    with ThreadPoolExecutor(8) as visitors:
        return [answer.status for answer in visitors.map(lambda _: attempt(port), range(many))]


# region limits
def test_five_of_all(redis_url):
    """Counted in Redis, five attempts pass, whichever workers they reach; a 429 says when to come back."""
    with gunicorn("sync 4", REDIS_URL=redis_url) as server:
        assert statuses(server.port).count(200) == 5
        refused = attempt(server.port)
        assert refused.status == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["X-RateLimit-Remaining"] == "0"


def test_five_of_each(redis_url):
    """Counted in memory, each worker has five of its own."""
    with gunicorn("sync 4", REDIS_URL=redis_url, LIMITS_URL="memory://") as server:
        assert 5 < statuses(server.port).count(200) <= 20


# endregion
