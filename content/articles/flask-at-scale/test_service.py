# needs: redis-server
# ruff: noqa: PLC0415  the service reads its environment when it is imported
"""The service by itself: through Flask's client and with a real Redis, and no server in between."""

import json
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from redis import Redis

# Celery calls what redis-py advises against.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def app(redis_url):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REDIS_URL", redis_url)
        from service.app import create_app
        from service.tasks import celery

        celery.conf.update(task_always_eager=True, task_store_eager_result=True)
        yield create_app()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def redis(redis_url):
    with Redis.from_url(redis_url, decode_responses=True) as redis:
        yield redis


@pytest.mark.parametrize(
    ("path", "text"), [("fast", "fast"), ("io", "waited"), ("cpu", "computed"), ("version", "")]
)
def test_work(client, path, text):
    """Each kind of work says what it did."""
    assert client.get(f"/{path}").text.strip() == text


def test_visits(client):
    """In one process both numbers agree."""
    for number in (1, 2):
        told = client.post("/visits").json
        assert (told["here"], told["everywhere"]) == (number, number)


def test_the_sixth_attempt(client):
    """Five attempts pass, and the sixth is told when to come back."""
    answers = [client.post("/login") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].json == {"error": "at most 5 per 1 minute"}
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_the_report(client, redis):
    """The second visitor gets what was made for the first."""
    redis.delete("computed")
    assert client.get("/report").json == client.get("/report").json == {"words": 1234}
    assert redis.get("computed") == "1"
    assert client.get("/report/plain").json == {"words": 1234}
    assert redis.get("computed") == "2"


def test_another_was_quicker(monkeypatch):
    """Who had to wait for the lock looks again before making it."""
    from service import cache

    found = iter([None, '{"words": 5}'])
    fake = SimpleNamespace(get=lambda _: next(found), lock=lambda *_, **__: nullcontext())
    monkeypatch.setattr(cache, "redis", lambda: fake)
    assert cache.cached("report", 10, lambda: pytest.fail("made twice")) == {"words": 5}


def test_a_job(client, redis):
    """A job is accepted, has a place, and a result there; one that can't be done says why."""
    made = client.post("/exports?pages=2")
    assert made.status_code == 202
    done = {"state": "SUCCESS", "result": {"file": "export-2.json"}}
    assert client.get(made.headers["Location"]).json == done
    failed = client.post("/exports?pages=0").headers["Location"]
    assert client.get(failed).json == {"state": "FAILURE", "error": "ValueError"}
    redis.set("job:waiting", 1)
    assert client.get("/exports/waiting").json == {"state": "PENDING", "progress": None}
    assert client.get("/exports/nonsense").status_code == 404
    assert client.post("/exports/inline?pages=1").json == {"state": "SUCCESS"}


def test_events(client, redis):
    """A listener is greeted, and gets what is said after the event that they name."""
    from service.events import follow, newest

    assert newest(redis) == "0"
    assert client.post("/said", json={"text": "hello"}).status_code == 202
    last = newest(redis)
    events = follow(redis, "0")
    assert [next(events), next(events)] == [": hello\n\n", f"id: {last}\ndata: hello\n\n"]
    answer = client.get("/events", headers={"Last-Event-ID": "0"})
    assert next(answer.iter_encoded()) == b": hello\n\n"
    answer.close()


def test_a_message_and_silence():
    """After a message it goes on from there; a comment keeps the connection while nobody speaks."""
    from service.events import follow

    asked = []
    found = iter([[("said", [("7-0", {"text": "hi"})])], []])
    fake = SimpleNamespace(xread=lambda after, **_: asked.append(after["said"]) or next(found))
    events = follow(fake, "0")
    told = [": hello\n\n", "id: 7-0\ndata: hi\n\n", ": still here\n\n"]
    assert [next(events) for _ in range(3)] == told
    assert asked == ["0", "7-0"]


def test_the_visitor(monkeypatch):
    """The visitor of the scenario reads, writes, and takes a wrong report for a failure."""
    monkeypatch.setenv("LOCUST_SKIP_MONKEY_PATCH", "1")
    from locustfile import Visitor

    failures, asked = [], []

    class Answer(nullcontext):
        def json(self):
            return json.loads('{"words": 0}')

        def failure(self, words):
            failures.append(words)

        def __enter__(self):
            return self

    me = SimpleNamespace(
        client=SimpleNamespace(
            get=lambda path, **_: asked.append(path) or Answer(),
            post=lambda path, **_: asked.append(path),
        )
    )
    for task in (Visitor.read, Visitor.write, Visitor.report):
        task(me)
    assert asked == ["/fast", "/said", "/report"]
    assert failures == ["not the report"]
