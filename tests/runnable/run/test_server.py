"""Servers, and what samples get from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from runnable.recording import Ending
from runnable.sample import SampleError, find_samples
from tests.runnable.house import fence, sample

APP = """\
import flask, itertools
app = flask.Flask(__name__)
counter = itertools.count(1)

@app.get("/")
def home():
    return {"visit": next(counter)}

@app.post("/echo")
def echo():
    return flask.request.get_data(), 201, {"Content-Type": "text/plain", "X-Kind": "echo", "Location": "/echo/1"}

@app.get("/broken")
def broken():
    raise RuntimeError("out of order")
"""
START = sample("$ flask --app shop run", kind="console", options="server=shop name=start")
GET = sample(
    "GET / HTTP/1.1", 'HTTP/1.1 200 OK\nContent-Type: application/json\n\n{{"visit":{}}}', "server=shop", "http"
)
POST = sample(
    "POST /echo HTTP/1.1\nContent-Type: text/plain\n\nhello\nthere",
    "HTTP/1.1 201 CREATED\nContent-Type: text/plain\nX-Kind: echo\n\nhello\nthere",
    'server=shop headers="Content-Type X-Kind"',
    "http",
)
FILES = {"shop.py": APP}
ASK = (
    "import os, urllib.request as u; print(u.urlopen('http://localhost:' + os.environ['PORT']).read().decode(), end='')"
)


def test_requests_of_all_kinds(article):
    """A server is started by its real command and answers requests, commands and scripts, in their order."""
    script = (
        "import os, urllib.request\nprint(urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/').read())"
    )
    text = (
        START + GET.format(1) + POST.format() + GET.format(2)
        + sample(f'$ python -c "{ASK}"\n{{"visit":3}}', kind="console", options="server=shop")
        + sample(script, "b'{\"visit\":4}\\n'", "server=shop")
    )  # fmt: skip
    assert article(text, FILES).verify() == {}


def test_the_default_port_is_free(article):
    """A server that says nothing of a port gets the one it would get on an idle machine, and its log is compared."""
    start = sample("$ flask --app shop run\n * Serving Flask app 'shop'\n…\n * Running on http://127.0.0.1:5000\n…",
                   kind="console", options="server=shop")  # fmt: skip
    again = sample("$ python -m http.server 5000\n…", kind="console", options="server=other")
    assert article(start + GET.format(1) + again, FILES).verify() == {}


def test_an_answer_that_differs(article):
    """A wrong answer is told with its line and with the log of the server."""
    told = article(START + GET.format(7), FILES).failure()
    assert '    -{"visit":7}\n    +{"visit":1}' in told
    assert "index.md:13: sample-2: the output differs" in told
    assert '"GET / HTTP/1.1" 200 -' in told


def test_an_error_in_the_server(article):
    """A traceback of the server is told where a sample failed by it."""
    told = article(START + sample("GET /broken", "HTTP/1.1 200 OK", "server=shop", "http"), FILES).failure()
    assert "RuntimeError: out of order" in told


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("python -c 'raise SystemExit(3)'", "did not begin to listen"),
        ("no-such-program", "no-such-program: command not found"),
        ("sleep 60", "did not begin to listen"),
        (
            r"python -c 'import socket; s = socket.create_server((\"\", 80)); s.accept(); print(\"bye\")'",
            "ended by itself",
        ),
        (
            r"python -c 'import socket, time; socket.create_server((\"\", 80)).accept()[0].close(); time.sleep(0.3)'",
            "ended by itself",
        ),
    ],
)
def test_servers_that_fail(article, command, message):
    """A server that does not listen, or ends, is told with what it printed, and so is each sample that would ask it."""
    start = sample(
        f"$ {command}", kind="console", options=f"server=shop timeout={1 if command == 'sleep 60' else 30} name=start"
    )
    written = article(start.replace('\\"', '"') + sample("GET /", "HTTP/1.1 200 OK", "server=shop name=get", "http"))
    failed = written.verify()
    assert set(failed) == {"start", "get"}
    assert message in failed["start"]


def test_samples_after_a_failed_server_are_skipped(article):
    """What asks a server that never listened did not run."""
    start = sample("$ true", kind="console", options="server=shop name=start")
    written = article(start + sample("GET /", "x", "server=shop name=get", "http"))
    assert written.recordings()["get"].ending is Ending.SKIPPED


def test_lines_of_the_server_are_noted(article):
    """The lines of a shown file that only the server executed are proven by the samples that ask it."""
    show = "```python file=shop.py region=home\n```\n\n"
    app = APP.replace('@app.get("/")', '# region home\n@app.get("/")').replace(
        '@app.post("/echo")', '# endregion\n@app.post("/echo")'
    )
    assert article(show + START + GET.format(1), {"shop.py": app}).verify() == {}
    assert "no verified run executes this line" in article(show + START, {"shop.py": app}).failure()


def test_a_server_makes_stale_what_asks_it(article):
    """When a file that the server read changes, the samples that asked it are stale, and no other."""
    written = article(START + GET.format(1) + sample("1", options="name=alone"), {**FILES, "data.txt": "x"})
    assert written.verify() == {}
    assert written.stale() == []
    written.write(written.text, {"data.txt": "y"})
    assert written.stale() == []
    written.write(written.text, {"shop.py": APP + "\n"})
    assert written.stale() == ["start", "sample-2"]


def test_a_server_leaves_no_descriptor(article):
    """What was open for a server is closed when it has ended, whether it was asked or never listened."""
    fails = sample("$ true", kind="console", options="server=other")
    counts = []
    for _ in range(2):
        assert set(article(START + GET.format(1) + fails, FILES).verify()) == {"sample-3"}
        counts.append(len(list(Path("/proc/self/fd").iterdir())))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("request_", ["", "GET", "get /", "GET / HTTP/9\n", "GET /\nno header"])
def test_what_is_no_request(article, request_):
    """What can't be sent is told."""
    if not request_:
        with pytest.raises(SampleError):
            find_samples(fence("http run server=a", request_))
        return
    text = START + sample(request_, "x", "server=shop name=get", "http")
    assert "a request is a line such as" in article(text, FILES).verify()["get"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (fence("http run", "GET /"), "which sample starts what it asks"),
        (fence("http run server=a", "GET /"), "is started by the first sample that names it"),
        (fence("console run server=a", "$ true\n$ true"), "a console run of one command"),
        (fence("python run server=a", "1"), "is started by the first sample that names it"),
        (fence('python unverified="x" server=a', "1"), "server= goes with run"),
        (fence("python run headers=Age", "1"), "headers= goes with http"),
    ],
)
def test_what_is_refused(text, message):
    """A server has to be started by a command of its own before it is asked."""
    with pytest.raises(SampleError, match=message):
        find_samples(text, strict=True)
