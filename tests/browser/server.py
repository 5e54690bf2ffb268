"""A site as a host serves it: HTTP/1.1 kept alive, brotli or gzip, and caching for ever of what has a fingerprint.

It stands in for nginx with `brotli_static` and `gzip_static`, and needs neither root, nor a configuration, nor a
program that Debian does not have in one release and has in another. As there, each file is compressed once, as hard
as it goes; where the site has one that is, beside the file, that is sent.
"""

from __future__ import annotations

import gzip
import os
import re
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import brotli

from tests.browser.house import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

# Suffix: media type, and whether it is text, which is compressed. Others are what hosts take for unknown.
TYPES = {
    ".avif": ("image/avif", False),
    ".cast": ("text/plain; charset=utf-8", True),
    ".css": ("text/css; charset=utf-8", True),
    ".gif": ("image/gif", False),
    ".html": ("text/html; charset=utf-8", True),
    ".ico": ("image/vnd.microsoft.icon", False),
    ".jpg": ("image/jpeg", False),
    ".js": ("text/javascript; charset=utf-8", True),
    ".json": ("application/json", True),
    ".md": ("text/markdown; charset=utf-8", True),
    ".mjs": ("text/javascript; charset=utf-8", True),
    ".mp4": ("video/mp4", False),
    ".png": ("image/png", False),
    ".svg": ("image/svg+xml", True),
    ".txt": ("text/plain; charset=utf-8", True),
    ".wasm": ("application/wasm", True),
    ".webmanifest": ("application/manifest+json", True),
    ".webp": ("image/webp", False),
    ".woff2": ("font/woff2", False),
    ".xml": ("application/xml", True),
    ".zip": ("application/zip", False),
}
UNKNOWN = ("application/octet-stream", False)
FINGERPRINTED = re.compile(r"[.-][0-9a-f]{8,}\.\w+$")
FOR_EVER = "public, max-age=31536000, immutable"
CODINGS = {"br": lambda data: brotli.compress(data, quality=11), "gzip": lambda data: gzip.compress(data, 9, mtime=0)}


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of loopback; the address ends without a slash."""
    with _Server(("127.0.0.1", 0), folder) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


NGINX = """
worker_processes 1;
daemon off;
pid nginx.pid;
error_log stderr;
events { worker_connections 64; }
http {
    access_log off;
    default_type application/octet-stream;
    types { TYPES }
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    gzip on;
    gzip_types application/json application/wasm text/javascript text/css image/svg+xml;
    server {
        listen 127.0.0.1:PORT;
        root ROOT;
        error_page 404 /404.html;
        location / { add_header Cache-Control no-cache; }
        location ~ "[.-][0-9a-f]{8,}\\.\\w+$" { add_header Cache-Control "public, max-age=31536000, immutable"; }
    }
}
"""


@contextmanager
def serving_by_nginx(folder: Path) -> Iterator[str]:
    """The same by nginx itself, with what Debian has of it; the address ends without a slash."""
    port = free_port()
    types = " ".join(f"{media_type.partition(';')[0]} {suffix[1:]};" for suffix, (media_type, _) in TYPES.items())
    with TemporaryDirectory() as place:
        text = NGINX.replace("TYPES", types).replace("PORT", str(port)).replace("ROOT", str(folder.resolve()))
        Path(place, "nginx.conf").write_text(text, "utf-8")
        command = ["nginx", "-p", place, "-c", "nginx.conf", "-e", "stderr"]
        if os.geteuid() == 0:
            command += ["-g", "user root;"]  # whose folders nobody else may read
        with subprocess.Popen(command) as process:
            try:
                _await(port, process)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nginx ended with {process.returncode}")


@cache
def coded(data: bytes, coding: str) -> bytes:
    """Return the data as it goes over the wire in this content coding, "br" or "gzip"; else as it is."""
    return CODINGS[coding](data) if coding in CODINGS else data


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], folder: Path) -> None:
        super().__init__(address, _Handler)
        self.folder = folder.resolve()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Otherwise the body waits for the client to acknowledge the headers.
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Say nothing: a test's output is its own."""

    def handle(self) -> None:
        # A page that is left does not wait for what it asked for.
        with suppress(ConnectionError):
            super().handle()

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = Path(self.server.folder, path.lstrip("/")).resolve()
        inside = file.is_relative_to(self.server.folder)
        if inside and file.is_dir() and not path.endswith("/"):
            self._send(HTTPStatus.MOVED_PERMANENTLY, {"Location": f"{path}/"}, b"")
        elif inside and file.is_dir() and (file / "index.html").is_file():
            self._send_file(HTTPStatus.OK, file / "index.html")
        elif inside and file.is_file():
            self._send_file(HTTPStatus.OK, file)
        else:
            self._send_file(HTTPStatus.NOT_FOUND, self.server.folder / "404.html")

    def _send_file(self, status: HTTPStatus, file: Path) -> None:
        media_type, is_text = TYPES.get(file.suffix, UNKNOWN)
        headers = {"Content-Type": media_type}
        headers["Cache-Control"] = FOR_EVER if FINGERPRINTED.search(file.name) else "no-cache"
        body = file.read_bytes() if file.is_file() else b""
        accepted = re.split(r"[\s,;]+", self.headers.get("Accept-Encoding", ""))
        made = file.with_name(f"{file.name}.br")
        has_made = made.is_file() and "br" in accepted
        coding = next((coding for coding in CODINGS if coding in accepted), "") if is_text or has_made else ""
        if is_text or has_made:
            headers["Vary"] = "Accept-Encoding"
        if coding:
            headers["Content-Encoding"] = coding
        self._send(status, headers, made.read_bytes() if has_made else coded(body, coding))

    def _send(self, status: HTTPStatus, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
