"""Requests, and what of an answer is shown and compared."""

from __future__ import annotations

import pytest

from tests.runnable.house import sample

# Answers with the lines of the request that it got, so that a page can show what was sent.
MIRROR = """\
import os
from http.server import BaseHTTPRequestHandler, HTTPServer


class Mirror(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        size = int(self.headers.get("Content-Length", 0))
        shown = [f"{name}: {value}" for name, value in self.headers.items() if name.startswith("X-")]
        told = "\\n".join([self.requestline, *shown, self.rfile.read(size).decode()]).encode()
        self.send_response(302 if self.path == "/old" else 200)
        self.send_header("content-type", "text/plain")
        self.send_header("Location", "/new") if self.path == "/old" else None
        self.send_header("X-Token", "secret")
        self.send_header("X-Token", "other")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else told)

    do_GET = do_HEAD = do_POST = do_DELETE = answer

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", 80), Mirror).serve_forever()
"""
START = sample("$ python mirror.py", kind="console", options="server=mirror")
HEAD = "HTTP/1.1 200 OK\ncontent-type: text/plain\n"


@pytest.fixture
def asked(article):
    """What is wrong with the answers to requests, each with what the page shows as its answer, and options."""

    def ask(*asks):
        text = "".join(sample(request, answer, f"server=mirror {options}", "http") for request, answer, options in asks)
        return article(START + text, {"mirror.py": MIRROR}).verify()

    return ask


def test_what_is_sent_is_what_the_page_shows(asked):
    """Method, path, version, each header, also two of one name, and the body arrive as they stand there."""
    assert asked(
        ("GET /a?b=c HTTP/1.1\nX-One: 1\nX-Two:2", f"{HEAD}\nGET /a?b=c HTTP/1.1\nX-One: 1\nX-Two: 2\n", ""),
        ("GET /\nX-One: 1\nX-One: 2", f"{HEAD}\nGET / HTTP/1.1\nX-One: 1\nX-One: 2\n", ""),
        ("GET / HTTP/1.0", f"{HEAD}\nGET / HTTP/1.0\n", ""),
        ("DELETE /a", f"{HEAD}\nDELETE /a HTTP/1.1\n", ""),
        ("POST /\n\nä\n\nb", f"{HEAD}\nPOST / HTTP/1.1\nä\n\nb", ""),
        ("POST /", f"{HEAD}\nPOST / HTTP/1.1\n", ""),
        ("HEAD /", HEAD, ""),
    ) == {}  # fmt: skip


def test_the_headers_that_are_shown(asked):
    """Type and place are shown unless others are named, by whatever case; a redirection is shown and not followed."""
    found = HEAD.replace("200 OK", "302 Found") + "Location: /new\n\nGET /old HTTP/1.1\n"
    tokens = "HTTP/1.1 200 OK\nX-Token: secret\nX-Token: other\n\nGET / HTTP/1.1\n"
    assert asked(("GET /old", found, ""), ("GET /", tokens, "headers=x-token")) == {}


@pytest.mark.parametrize(
    "shown",
    [
        "HTTP/1.1 201 OK\ncontent-type: text/plain\n\nGET / HTTP/1.1\n",
        "HTTP/1.1 200 Fine\ncontent-type: text/plain\n\nGET / HTTP/1.1\n",
        "HTTP/1.1 200 OK\ncontent-type: text/html\n\nGET / HTTP/1.1\n",
        "HTTP/1.1 200 OK\n\nGET / HTTP/1.1\n",
        "HTTP/1.1 200 OK\ncontent-type: text/plain\n\nGET /b HTTP/1.1\n",
        "HTTP/1.1 200 OK\ncontent-type: text/plain\n",
    ],
)
def test_another_answer_is_told(asked, shown):
    """Status, reason, headers and body are each compared."""
    assert set(asked(("GET /", shown, "name=get"))) == {"get"}
