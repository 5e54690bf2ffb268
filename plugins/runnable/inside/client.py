"""Sends one HTTP request, and tells the answer as text; runs as the first part of a job."""

import http.client
import os
import re


def answer(text: str, headers: tuple[str, ...]) -> str:
    """The status line, those of the `headers` that are there, and the body of the answer to the request `text`.

    `Host`, `Content-Length` and `Connection` are added where the request has none. ValueError where it is no request.
    """
    head, _, body = text.removesuffix("\n").partition("\n\n")
    line, *fields = head.split("\n")
    match = re.fullmatch(r"([A-Z]+) (\S+)(?: HTTP/1\.[01])?", line)
    if not match or not all(re.match(r"[\w-]+: ?", field) for field in fields):
        raise ValueError(
            "a request is a line such as 'GET /path HTTP/1.1', headers, a blank line, and a body if it has one"
        )
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ["PORT"]))
    connection.request(match[1], match[2], body.encode() or None, dict(field.split(": ", 1) for field in fields))
    response = connection.getresponse()
    content = response.read()
    shown = [
        f"{name}: {value}" for name, value in response.getheaders() if name.lower() in {h.lower() for h in headers}
    ]
    version = f"HTTP/{response.version // 10}.{response.version % 10}"
    lines = [f"{version} {response.status} {response.reason}".rstrip(), *shown]
    return "\n".join(lines) + "\n" + (f"\n{content.decode('utf-8', 'backslashreplace')}" if content else "")
