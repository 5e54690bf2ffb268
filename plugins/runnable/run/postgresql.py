"""A throw-away PostgreSQL: one server for the samples of a workshop, a new database for each process of samples."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from runnable.job import Job, PartResult
from runnable.programs import find_postgresql
from runnable.room import Room
from runnable.sandbox import Beside, Sandbox
from runnable.workshop import ENVIRONMENT, workshop

HOST, PORT = "127.0.0.1", 5432
OWNER, NAME = "postgres", "sample"
"""The superuser, whom only we can be, and the role and the database of the samples."""
SECONDS, FOREVER = 60.0, 1e6
LIMITS: Mapping[str, int | None] = {"RLIMIT_AS": 1 << 30}  # of one process of the server
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    # No crash of the machine has to be survived.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "64MB",
    "min_wal_size": "32MB",
    # A sample that is ended is no longer worked for, and can't fill the disk.
    "client_connection_check_interval": "100ms",
    "temp_file_limit": "256MB",
    "shared_buffers": "32MB",
    "max_connections": "50",
    # What a plan says is the same each time.
    "autovacuum": "off",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "log",
    "log_checkpoints": "off",
}
READY = "database system is ready to accept connections"
# The role may have settings of its own, so that it is made anew too.
CREATE = f"""\
DROP DATABASE IF EXISTS {NAME} WITH (FORCE);
DROP ROLE IF EXISTS {NAME};
CREATE ROLE {NAME} LOGIN;
CREATE DATABASE {NAME} OWNER {NAME} TEMPLATE template0;
"""
DROP = f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE);"


@contextmanager
def fresh_database() -> Iterator[Mapping[str, str]]:
    """A new database, and the variables by which programs find it; ValueError where there is no PostgreSQL."""
    server = _create()
    try:
        yield server.environment
    finally:
        if not server.ask(DROP):
            _discard()  # the next one gets another server


def _create() -> Server:
    """The server, with a new database in it; one that is broken, or out of reach, is replaced."""
    for _ in range(2):
        server = _server()
        if server.ask(CREATE):
            return server
        _discard()
    raise ValueError(f"PostgreSQL makes no database:\n{server.told}")


def _server() -> Server:
    """The server of this workshop, started if need be."""
    servers = workshop().servers
    if "postgresql" in servers and not servers["postgresql"].is_running:
        _discard()
    if "postgresql" not in servers:
        servers["postgresql"] = Server()
        try:
            servers["postgresql"].start()
        except BaseException:
            _discard()
            raise
    server: Server = servers["postgresql"]
    return server


def _discard() -> None:
    if server := workshop().servers.pop("postgresql", None):
        server.close()


class Server:
    """A server with data, and a room, of its own. `told`: what its superuser was last answered."""

    def __init__(self) -> None:
        folder = find_postgresql()
        if not folder:
            raise ValueError("postgresql is missing; install it: apt-get install postgresql")
        self.folder, self._password = folder, secrets.token_hex(32)
        self._room = Room(None)
        self._port = PORT if "network" in workshop().lane.got else _free_port()
        self._beside: Beside | None = None
        self.told = ""

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables by which the programs of samples find the server and their database."""
        return {
            "PATH": f"{self.folder}{os.pathsep}{ENVIRONMENT['PATH']}",
            "PGHOST": HOST,
            "PGPORT": str(self._port),
            "PGUSER": NAME,
            "PGDATABASE": NAME,
            "DATABASE_URL": f"postgresql://{NAME}@{HOST}:{self._port}/{NAME}",
        }

    @property
    def is_running(self) -> bool:
        """Whether it has not ended; samples may be where they can't reach it, if the zygote is another one."""
        return bool(self._beside and self._beside.is_running)

    def start(self) -> None:
        """Make its data, and start it; ValueError with what it said if it can't be started."""
        self._make_data()
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        rules = self._write("rules", f"host {NAME} {NAME} {HOST}/32 trust\nhost all {OWNER} {HOST}/32 scram-sha-256\n")
        argv = [str(self.folder / "postgres"), "-D", self._data, "-p", str(self._port), "-c", f"hba_file={rules}"]
        job = Job(argv=[*argv, *settings], timeout=FOREVER, max_output=64 << 20, limits=LIMITS)
        self._beside = Beside(job, self._room)
        end = time.monotonic() + SECONDS
        while READY not in self._beside.output:
            if not self._beside.is_running or time.monotonic() > end:
                raise ValueError(f"PostgreSQL does not start:\n{self._beside.stop().parts[-1].output}")
            time.sleep(0.01)

    @property
    def _data(self) -> str:
        return str(self._room.folder / "data")

    def _make_data(self) -> None:
        password = self._write("password", self._password)
        argv = [str(self.folder / "initdb"), "-D", self._data, "-U", OWNER, f"--pwfile={password}", "--wal-segsize=4"]
        argv += ["--auth=scram-sha-256", "--locale=C.UTF-8", "--encoding=UTF8", "--no-sync", "--no-instructions"]
        done = self._run(argv)
        password.unlink()  # the samples run as the user who could read it
        if done.exit:
            raise ValueError(f"PostgreSQL's initdb failed:\n{done.output}")

    def _write(self, name: str, text: str) -> Path:
        path = self._room.folder / name
        path.write_text(text)
        return path

    def ask(self, statements: str) -> bool:
        """Have the superuser run `statements`, each by itself; whether all of them were done."""
        argv = [str(self.folder / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "template1", "-U", OWNER]
        argv += [word for line in statements.splitlines() for word in ("-c", line)]
        done = self._run(argv, {"PGHOST": HOST, "PGPORT": str(self._port), "PGPASSWORD": self._password})
        self.told = done.output
        return done.exit == 0

    def _run(self, argv: list[str], environment: Mapping[str, str] | None = None) -> PartResult:
        with Sandbox(None, self._room) as sandbox:
            return sandbox.run(Job(argv=argv, timeout=SECONDS, environment=environment or {})).parts[-1]

    def close(self) -> None:
        """End it, and remove its data."""
        with suppress(EOFError, OSError):  # it is gone already
            if self._beside:
                self._beside.stop()
        self._room.remove()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
