"""The servers of the article on free ports of this machine, in a folder of their own: for tests and pictures."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric import ec

import ca

HERE = Path(__file__).parent
HOST = "app.localhost"
PATIENCE = 20  # seconds for a server to answer


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def program(name: str) -> str:
    """Where a program is: beside this Python, or on the path; where the system keeps servers, too."""
    places = [str(Path(sys.executable).parent), os.environ["PATH"], "/usr/sbin", "/sbin"]
    return shutil.which(name, path=os.pathsep.join(places)) or ""


def make_certificates(folder: Path, *names: str, **when) -> None:
    """A CA and a certificate from it, as `python ca.py` makes them; `when` is for ca.issue."""
    folder.mkdir(exist_ok=True)
    authority, key = ca.make_authority(), ec.generate_private_key(ec.SECP384R1())
    leaf = ca.issue(authority, list(names), key, **when)
    ca.write_certificates(folder / "ca.pem", authority[1])
    ca.write_certificates(folder / "fullchain.pem", leaf)
    ca.write_key(folder / "privkey.pem", key)


def make_certificate_of_old(folder: Path) -> None:
    """A self-signed certificate whose only name is the common name of its subject, as they were before 2017."""
    key, name = ec.generate_private_key(ec.SECP384R1()), ca.common_name(HOST)
    start = datetime.now(UTC) - ca.DAY
    old = ca.draft(name, name, key.public_key(), start, 45).sign(key, ca.HASH)
    for file in ("ca.pem", "fullchain.pem"):
        ca.write_certificates(folder / file, old)
    ca.write_key(folder / "privkey.pem", key)


def wait_for(is_up: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_up():
        if time.monotonic() > deadline:
            raise TimeoutError(f"a server did not come up within {PATIENCE} s")
        time.sleep(0.05)


class Stack:
    """gunicorn behind nginx: at `http` plain, at `https` with TLS, at `direct` gunicorn alone.

    `names` and `when` are of the certificate. `proxies` is the number of them that the
    application is told of, and `edit` may change nginx's configuration of the site.
    """

    def __init__(
        self,
        folder: Path,
        *,
        names: tuple[str, ...] = (HOST,),
        proxies: int = 1,
        edit: Callable[[str], str] = str,
        **when,
    ) -> None:
        self.folder, self.proxies = folder, proxies
        self.http, self.https, self.direct = free_port(), free_port(), free_port()
        for name in ("guestbook.py", "gunicorn.conf.py", "nginx.conf", "deploy.sh"):
            shutil.copy(HERE / name, folder)
        for name in ("run", "webroot"):
            (folder / name).mkdir()
        make_certificates(folder / "certs", *names, **when)
        site = (HERE / "guestbook.conf").read_text()
        for known, port in (("listen 80", self.http), ("listen 443", self.https)):
            assert known in site
            site = site.replace(known, f"listen 127.0.0.1:{port}")
        (folder / "guestbook.conf").write_text(edit(site))

    def __enter__(self) -> Self:
        with ExitStack() as servers:
            servers.enter_context(
                self.run(*self.gunicorn(), GUESTBOOK_PROXIES=str(self.proxies))
            )
            servers.enter_context(self.run(*self.nginx()))
            wait_for(lambda: self.answers(self.direct) and self.answers(self.http))
            self._servers = servers.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._servers.__exit__(*error)

    def gunicorn(self) -> tuple[str, ...]:
        binds = ("--bind", "unix:run/gunicorn.sock", "--bind", f"127.0.0.1:{self.direct}")
        return (program("gunicorn"), "guestbook:create_app()", *binds, "--no-control-socket")

    def nginx(self) -> tuple[str, ...]:
        user = "" if os.geteuid() else " user root;"  # another could not enter the folder
        own = ("-p", ".", "-e", "run/error.log", "-c", "nginx.conf")
        return (program("nginx"), *own, "-g", f"daemon off;{user}")

    def run(self, *command: str, **environment: str) -> Server:
        return Server(command, self.folder, {**os.environ, **environment})

    @staticmethod
    def answers(port: int) -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return False
        return True

    def curl(self, *arguments: str, ca: str = "certs/ca.pem") -> str:
        """What curl prints, with the addresses of the article on the ports of this stack."""
        ports = [("80", self.http), ("443", self.https)]
        to = [f"{HOST}:{known}:127.0.0.1:{port}" for known, port in ports]
        options = [word for place in to for word in ("--connect-to", place)]
        command = [
            program("curl"),
            "-sS",
            "--max-time",
            "20",
            "--cacert",
            ca,
            *options,
            *arguments,
        ]
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=30
        )
        return done.stdout if not done.returncode else f"curl: {done.returncode} {done.stderr}"

    def served(self) -> bytes:
        """The certificate that a new connection gets, in DER, whoever signed it."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection(("127.0.0.1", self.https), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname=HOST) as connection,
        ):
            return connection.getpeercert(binary_form=True)

    def ask_directly(self, path: str, headers: Mapping[str, str]) -> str:
        """What gunicorn answers to a request that did not come by nginx."""
        connection = http.client.HTTPConnection("127.0.0.1", self.direct, timeout=10)
        connection.request("GET", path, headers={"Host": HOST, **headers})
        try:
            return connection.getresponse().read().decode()
        finally:
            connection.close()


class Server:
    """A program that runs while the context lasts; what it prints goes into run/<name>.log."""

    def __init__(
        self, command: tuple[str, ...], folder: Path, environment: Mapping[str, str]
    ) -> None:
        self.command, self.folder, self.environment = command, folder, environment

    def __enter__(self) -> Self:
        log = self.folder / "run" / f"{Path(self.command[0]).name}.log"
        with log.open("wb") as stream:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environment,
                stdout=stream,
                stderr=stream,
            )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
