"""The servers of the article on free ports of this machine: each runs while its context does."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

HERE = Path(__file__).parent
PATIENCE = 40  # seconds for a server to come up
BARE = "service.bare:app"  # without Redis and Celery
KINDS = {
    "sync 1": ["--workers", "1"],
    "sync 2": ["--workers", "2"],
    "sync 4": ["--workers", "4"],
    "gthread 2x20": ["--worker-class", "gthread", "--workers", "2", "--threads", "20"],
    "gevent 2": ["--worker-class", "gevent", "--workers", "2"],
}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def program(name: str) -> str:
    """Where a program is: beside this Python, on the path, or where the system keeps servers."""
    places = [str(Path(sys.executable).parent), os.environ["PATH"], "/usr/sbin", "/sbin"]
    return shutil.which(name, path=os.pathsep.join(places)) or ""


def wait_for(is_so: Callable[[], object], what: str = "a server", patience: float = PATIENCE):
    """Ask until it is so, and give back what it is."""
    deadline = time.monotonic() + patience
    while not (answer := is_so()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {patience} s")
        time.sleep(0.02)
    return answer


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def process(*command: str, **environment: str) -> Iterator[subprocess.Popen]:
    """A program in a group of its own, which is ended with all that it started."""
    running = subprocess.Popen(
        command,
        cwd=HERE,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield running
    finally:
        running.terminate()
        with suppress(subprocess.TimeoutExpired):
            running.wait(5)
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


@contextmanager
def redis_server() -> Iterator[str]:
    """The address of a Redis that keeps nothing."""
    port = free_port()
    own = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--daemonize", "no"]
    with process(program("redis-server"), *own), Redis(port=port) as client:
        wait_for(lambda: answers(client))
        yield f"redis://127.0.0.1:{port}/0"


def answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


class Gunicorn:
    """gunicorn at `port`, its master the process `pid`."""

    def __init__(self, port: int, running: subprocess.Popen) -> None:
        self.port, self.running = port, running
        self.url = f"http://127.0.0.1:{port}"

    def reload(self) -> None:
        self.running.send_signal(signal.SIGHUP)


@contextmanager
def gunicorn(
    kind: str = "sync 2",
    *options: str,
    app: str = "service.app:create_app()",
    **environment: str,
) -> Iterator[Gunicorn]:
    """The service in workers of this kind."""
    port = int(environment.pop("PORT", 0)) or free_port()
    own = ["--bind", f"127.0.0.1:{port}", "--no-control-socket", "--graceful-timeout", "10"]
    command = [program("gunicorn"), *own, *KINDS[kind], *options, app]
    workers = int(KINDS[kind][KINDS[kind].index("--workers") + 1])
    with (
        tempfile.TemporaryDirectory() as ready,
        process(*command, READY=ready, **environment) as running,
    ):
        wait_for(lambda: len(list(Path(ready).iterdir())) >= workers, "gunicorn's workers")
        yield Gunicorn(port, running)


@contextmanager
def nginx(upstream: int) -> Iterator[int]:
    """The port of an nginx in front of the service at `upstream`."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        text = (HERE / "nginx.conf").read_text()
        for known, own in (
            ("listen 80", f"listen 127.0.0.1:{port}"),
            (":8000", f":{upstream}"),
        ):
            assert known in text
            text = text.replace(known, own)
        Path(folder, "nginx.conf").write_text(text)
        user = "" if os.geteuid() else " user root;"  # another could not enter the folder
        own = ("-p", folder, "-e", "error.log", "-c", "nginx.conf", "-g", f"daemon off;{user}")
        with process(program("nginx"), *own):
            wait_for(lambda: listens(port))
            yield port


@contextmanager
def celery_worker(url: str, **environment: str) -> Iterator[subprocess.Popen]:
    """A Celery worker with two processes that do the work."""
    own = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    command = [program("celery"), "-A", "service.tasks", "worker", *own, "--loglevel", "ERROR"]
    with Redis.from_url(url) as client:
        client.delete("ready")
        with process(*command, REDIS_URL=url, **environment) as running:
            wait_for(lambda: int(client.get("ready") or 0) >= 2, "celery")
            yield running
