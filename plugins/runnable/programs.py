"""Programs that samples use: where they are, which versions they have, and what tells one version from another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from shutil import which

DEBIAN = Path("/usr/lib/postgresql")
ELSEWHERE = "/usr/local/bin:/usr/bin:/bin"  # of what samples see


@cache
def find_postgresql() -> Path | None:
    """The folder of PostgreSQL's programs: Debian's of the newest version, otherwise that of the search path."""
    newest = sorted(DEBIAN.glob("*/bin/postgres"), key=_version, reverse=True)
    found = next(map(str, newest), None) or which("postgres", path=ELSEWHERE)
    return Path(found).resolve().parent if found else None


def _version(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path.parts[-3])]


def used(kind: str, needs: Sequence[str]) -> list[str]:
    """Those programs, as this module calls them, that a sample of `kind` with these `needs` uses."""
    if "postgresql" in needs:
        return ["postgresql"]
    return ["sqlite"] if kind == "sql" else []


def stamps(names: Iterable[str]) -> list[object]:
    """What tells the programs of these names from other versions of them."""
    return [STAMPS[name]() for name in names]


def label(name: str) -> str:
    """The program and its version, such as "SQLite 3.40.1"; ValueError where it is missing."""
    return LABELS[name]()


def _sqlite() -> str:
    from sqlite3 import sqlite_version  # noqa: PLC0415 - costly, and most texts have no SQL

    return f"SQLite {sqlite_version}"


def _postgresql_stamp() -> object:
    """Path, size and time of change (ns), which are there without starting it."""
    folder = find_postgresql()
    if not folder:
        return None
    status = (folder / "postgres").stat()
    return str(folder), status.st_size, status.st_mtime_ns


@cache
def _postgresql() -> str:
    folder = find_postgresql()
    if not folder:
        raise ValueError("postgresql is missing; install it: apt-get install postgresql")
    import subprocess  # noqa: PLC0415 - as above

    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"\d+(\.\d+)*\w*", told)
    return f"PostgreSQL {version[0] if version else told.strip()}"


STAMPS: Mapping[str, Callable[[], object]] = {"sqlite": _sqlite, "postgresql": _postgresql_stamp}
LABELS: Mapping[str, Callable[[], str]] = {"sqlite": _sqlite, "postgresql": _postgresql}
