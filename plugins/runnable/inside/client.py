"""Sends one HTTP request, and tells the answer as text; runs as the first part of a job."""

import http.client
import os
import re


class OldConnection(http.client.HTTPConnection):
    """Speaks HTTP/1.0, which `http.client` is told by these names alone."""

    _http_vsn, _http_vsn_str = 10, "HTTP/1.0"


def answer(text: str, headers: tuple[str, ...]) -> str:
    """The status line, those of the `headers` that are there, and the body of the answer to the request `text`.

    `Host`, `Content-Length` and `Connection` are added where the request has none. ValueError where it is no request.
    """
    head, _, body = text.removesuffix("\n").partition("\n\n")
    line, *fields = head.split("\n")
    match = re.fullmatch(r"([A-Z]+) (\S+)(?: HTTP/1\.([01]))?", line)
    if not match or not all(re.match(r"[\w-]+: ?", field) for field in fields):
        raise ValueError(
            "a request is a line such as 'GET /path HTTP/1.1', headers, a blank line, and a body if it has one"
        )
    kind = OldConnection if match[3] == "0" else http.client.HTTPConnection
    connection = kind("127.0.0.1", int(os.environ["PORT"]))
    send(connection, match[1], match[2], [field.split(":", 1) for field in fields], body.encode())
    response = connection.getresponse()
    content = response.read()
    shown = [
        f"{name}: {value}" for name, value in response.getheaders() if name.lower() in {h.lower() for h in headers}
    ]
    version = f"HTTP/{response.version // 10}.{response.version % 10}"
    lines = [f"{version} {response.status} {response.reason}".rstrip(), *shown]
    return "\n".join(lines) + "\n" + (f"\n{content.decode('utf-8', 'backslashreplace')}" if content else "")


def send(connection: http.client.HTTPConnection, method: str, path: str, fields: list[list[str]], body: bytes) -> None:
    """Send a request with all of its `fields`, names and values, of which two may have one name."""
    given = {name.lower() for name, _ in fields}
    connection.putrequest(method, path, skip_host="host" in given, skip_accept_encoding="accept-encoding" in given)
    for name, value in fields:
        connection.putheader(name, value.strip())
    if (body or method in {"POST", "PUT", "PATCH"}) and not given & {"content-length", "transfer-encoding"}:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body or None)
