# needs: redis-server, gunicorn, nginx
"""Messages reach all who listen, whichever worker they are connected to."""

import http.client
import json
from contextlib import ExitStack, contextmanager

import pytest

from stack import gunicorn, nginx
from under_load import request


@pytest.fixture(scope="module")
def server(redis_url):
    with gunicorn("gevent 2", REDIS_URL=redis_url) as running:
        yield running


@contextmanager
def listener(port, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/events", headers=headers)
    answer = connection.getresponse()
    try:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        answer.readline()  # the greeting: from here on it listens
        yield answer
    finally:
        answer.close()
        connection.close()


def say(port, text):
    kind = {"Content-Type": "application/json"}
    request(port, "/said", "POST", kind, json.dumps({"text": text}))


def next_event(answer):
    """The id and the data of the next event; comments are passed over."""
    event = {}
    while "data" not in event:
        name, _, value = answer.readline().decode().rstrip().partition(": ")
        if name:
            event[name] = value
    return event["id"], event["data"]


# region events
def test_all_workers_pass_it_on(server):
    """Listeners at both workers get what one of them was told."""
    with ExitStack() as stack:
        answers = []
        while len({answer.headers["X-Worker"] for answer in answers}) < 2 and len(answers) < 60:
            answers.append(stack.enter_context(listener(server.port)))
        assert len({answer.headers["X-Worker"] for answer in answers}) == 2
        say(server.port, "hello")
        assert {next_event(answer)[1] for answer in answers} == {"hello"}


def test_nothing_is_missed(server):
    """Who comes back with the id of the last event gets what was said meanwhile."""
    with listener(server.port) as answer:
        say(server.port, "one")
        last, _ = next_event(answer)
    say(server.port, "two")
    say(server.port, "three")
    with listener(server.port, **{"Last-Event-ID": last}) as answer:
        assert [next_event(answer)[1] for _ in range(2)] == ["two", "three"]


# endregion


def test_through_nginx(server):
    """nginx passes an event on at once, since it does not buffer there."""
    with nginx(server.port) as port, listener(port) as answer:
        say(port, "by nginx")
        assert next_event(answer)[1] == "by nginx"
