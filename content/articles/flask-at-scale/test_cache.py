# needs: redis-server, gunicorn
"""A cached answer is made once, also when many ask in the moment in which it is missing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from stack import gunicorn
from under_load import request


@pytest.fixture(scope="module")
def server(redis_url):
    with gunicorn("gthread 2x20", REDIS_URL=redis_url) as running:
        yield running


# region stampede
@pytest.mark.parametrize(("path", "made"), [("/report", 1), ("/report/plain", 30)])
def test_thirty_at_once(server, redis_url, path, made):
    """Thirty visitors at once have the report made once with the cache, and thirty times without."""
    with Redis.from_url(redis_url) as redis, ThreadPoolExecutor(30) as visitors:
        redis.delete("computed", "report")
        answers = set(visitors.map(lambda _: request(server.port, path), range(30)))
        assert answers == {'{"words":1234}'}
        assert int(redis.get("computed")) == made


# endregion


def test_it_expires(server, redis_url):
    """What is kept has an end."""
    request(server.port, "/report")
    with Redis.from_url(redis_url) as redis:
        assert 0 < redis.ttl("report") <= 10
