# needs: redis-server, gunicorn, celery, wrk
"""Long jobs in the background: how they are told of, what they spare others, and what they survive."""

import http.client
import json
import os
import signal
import time
from contextlib import closing

import pytest
from redis import Redis

from stack import celery_worker, gunicorn, redis_server, wait_for
from under_load import load_while
from wrk import wrk


def ask(port, method, path):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, path)
        with connection.getresponse() as answer:
            return answer.status, dict(answer.headers), answer.read().decode()


def state(port, place):
    return json.loads(ask(port, "GET", place)[2])


@pytest.fixture(scope="module")
def server(redis_url):
    with celery_worker(redis_url), gunicorn("sync 2", REDIS_URL=redis_url) as running:
        yield running


def test_accepted_progress_result(server):
    """202 and a place at once; there are the progress, and in the end the result."""
    status, headers, body = ask(server.port, "POST", "/exports?pages=20")
    assert (status, json.loads(body)) == (202, {"state": "PENDING"})
    place = headers["Location"]
    wait_for(lambda: state(server.port, place)["state"] == "PROGRESS", "progress")
    wait_for(lambda: state(server.port, place)["state"] == "SUCCESS", "the result")
    assert state(server.port, place)["result"] == {"file": "export-20.json"}


def test_a_failure_is_told(server):
    """A job that fails says so, and what it was, but not more."""
    _, headers, _ = ask(server.port, "POST", "/exports?pages=-1")
    place = headers["Location"]
    wait_for(lambda: state(server.port, place)["state"] == "FAILURE", "the failure")
    assert state(server.port, place) == {"state": "FAILURE", "error": "ValueError"}


def test_an_unknown_job(server):
    """An id that nobody was given is 404, although Celery would call it pending."""
    assert ask(server.port, "GET", "/exports/nonsense")[0] == 404


def test_others_wait_less(server):
    """The 99th percentile of quick requests falls when long ones no longer keep the workers."""
    slowest = {}
    for path in ("/exports/inline", "/exports?pages=1"):
        runs = []
        load = lambda _: runs.append(wrk(f"{server.url}/fast", 2, connections=4))  # noqa: B023, E731  used at once
        load_while(load, server.port, path, "POST", least=2)
        slowest[path] = runs[0].p99
    assert slowest["/exports/inline"] > 2 * slowest["/exports?pages=1"]


# region killed
@pytest.mark.parametrize(("acks", "starts"), [("late", 2), ("early", 1)])
def test_a_killed_worker(acks, starts):
    """A job whose process is killed begins again elsewhere if it is acknowledged late, and is lost otherwise."""
    with (
        redis_server() as url,
        celery_worker(url, ACKS=acks) as worker,
        gunicorn("sync 1", REDIS_URL=url, ACKS=acks) as server,
        Redis.from_url(url) as redis,
    ):
        place = ask(server.port, "POST", "/exports?pages=20")[1]["Location"]
        victim = int(wait_for(lambda: redis.lindex("starts", 0), "a start"))
        assert victim != worker.pid
        os.kill(victim, signal.SIGKILL)
        ends = {"SUCCESS", "FAILURE"}
        end = wait_for(
            lambda: state(server.port, place)["state"] in ends and state(server.port, place)
        )
        assert end["state"] == ("SUCCESS" if acks == "late" else "FAILURE")
        assert redis.llen("starts") == starts


# endregion


def test_all_workers_killed():
    """When the whole worker is killed, the next one takes the job over after the visibility timeout."""
    short = {"VISIBILITY": "2"}
    with (
        redis_server() as url,
        gunicorn("sync 1", REDIS_URL=url) as server,
        Redis.from_url(url) as redis,
    ):
        with celery_worker(url, **short) as worker:
            place = ask(server.port, "POST", "/exports?pages=20")[1]["Location"]
            wait_for(lambda: redis.llen("starts"), "a start")
            os.killpg(worker.pid, signal.SIGKILL)
        # A worker looks for what others left as it begins, and then once in a hundred seconds.
        (_, taken) = redis.zrange("unacked_index", 0, 0, withscores=True)[0]
        wait_for(lambda: time.time() > taken + 2, "the visibility timeout")
        with celery_worker(url, **short):
            wait_for(lambda: state(server.port, place)["state"] == "SUCCESS", "the result")
        assert redis.llen("starts") == 2
