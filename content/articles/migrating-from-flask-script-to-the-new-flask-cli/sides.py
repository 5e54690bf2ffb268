"""The blog on both sides of the migration, run as a shell runs it."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path

HERE = Path(__file__).parent
SECONDS = 60  # that one command may take
OURS = ("FLASK_", "BLOG_", "PYTHONPATH", "COVERAGE_")  # variables that would change what is run


@dataclass(frozen=True)
class Run:
    """What a command printed on its two streams, and its exit status."""

    out: str
    err: str
    status: int


@dataclass(frozen=True)
class Side:
    """A copy of the blog in `folder`, and the command that its commands belong to."""

    folder: Path
    command: Sequence[str]
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return {**kept, "PYTHONDONTWRITEBYTECODE": "1", **self.variables}

    def run(self, *words: str, typed: str = "") -> Run:
        done = subprocess.run(
            [*self.command, *words],
            cwd=self.folder,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Run(done.stdout, done.stderr, done.returncode)

    def rows(self) -> list[tuple]:
        """The posts in the database, and its revision."""
        file = self.folder / "blog.sqlite"
        if not file.exists():
            return []
        with closing(sqlite3.connect(file)) as database:
            names = [name for (name,) in database.execute("select name from sqlite_master")]
            tables = [name for name in ("alembic_version", "post") if name in names]
            queries = [f"select * from {name}" for name in tables]  # noqa: S608 - names of ours
            return [row for query in queries for row in database.execute(query)]

    @contextmanager
    def serving(self, *words: str) -> Iterator[tuple[str, Path]]:
        """A command that serves on the port that it is given; its address, and the file that it prints into."""
        port = free_port()
        told = self.folder / "served.txt"
        with told.open("w") as stream:
            server = subprocess.Popen(
                [*self.command, *words, "--port", str(port)],
                cwd=self.folder,
                env={**self.environment, "PYTHONUNBUFFERED": "1"},
                stdout=stream,
                stderr=stream,
            )
            try:
                yield f"http://127.0.0.1:{port}/", told
            finally:
                server.terminate()
                server.wait(SECONDS)


def before(folder: Path, legacy: str) -> Side:
    """The blog of 2017, in a copy below `folder`; `legacy` is its environment."""
    copy = shutil.copytree(HERE / "before", folder / "before")
    python = str(Path(legacy, "bin", "python"))
    return Side(copy, [python, "manage.py"], {"PYTHONPATH": "museum"})


def after(folder: Path) -> Side:
    """The blog of today, in a copy below `folder`, with a .flaskenv."""
    copy = shutil.copytree(HERE / "after", folder / "after")
    (copy / ".flaskenv").write_text("FLASK_APP=blog\n")
    return Side(copy, [sys.executable, "-m", "flask"])


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def fetch(url: str) -> str:
    """The page at `url`, of a server that may still be starting."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - ours
                return answer.read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def executed(report: str, file: str) -> int:
    """How many lines of `file` were run, by a report of coverage.py."""
    statements, missed = re.search(rf"{re.escape(file)}\s+(\d+)\s+(\d+)", report).groups()
    return int(statements) - int(missed)


def listed(text: str) -> list[str]:
    """The names of the commands that a help text lists, of argparse or of Click."""
    return sorted(set(re.findall(r"^ {2,4}([a-z]\w*)(?: {2,}\S.*)?$", text, re.MULTILINE)))


def plugged() -> set[str]:
    """The names of the commands that distributions add to any `flask` of this environment."""
    return {point.name for point in entry_points(group="flask.commands")}
