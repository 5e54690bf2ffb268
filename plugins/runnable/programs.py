"""Programs that samples use: where they are, which versions they have, and what tells one version from another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
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


PYODIDE = Path("node_modules", "pyodide")
HERE = Path(__file__).parent
OURS = ("browser/*.py", "browser/*.js", "browser/*.mjs", "inside/parts.py", "transcript.py")
"""What of us decides on what a page prints."""


def find_pyodide() -> Path | None:
    """The folder of Pyodide's npm package, which is looked for here and in the folders above, as Node.js does."""
    here = Path.cwd()
    found = (folder / PYODIDE for folder in (here, *here.parents))
    return next((folder for folder in found if (folder / "package.json").is_file()), None)


def _version(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path.parts[-3])]


def used(kind: str, needs: Sequence[str], *, in_page: bool = False) -> list[str]:
    """Those programs, as this module calls them, that a sample of `kind` with these `needs` uses."""
    if "postgresql" in needs:
        return ["postgresql"]
    return ["sqlite"] * (kind == "sql") + ["pyodide"] * in_page


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


def _pyodide_stamp() -> object:
    """Digests of what decides on what a page prints, for which no pack has to be made."""
    found = find_pyodide()
    return _digest([found / "package.json"]) if found else None, _ours()


@cache
def _ours() -> str:
    return _digest(sorted(path for pattern in OURS for path in HERE.glob(pattern)))


def _digest(paths: Iterable[Path]) -> str:
    return sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _pyodide() -> str:
    found = find_pyodide()
    if not found:
        raise ValueError("pyodide is missing; install it: npm install pyodide")
    version = re.search(r'"version":\s*"([^"]+)"', (found / "package.json").read_text("utf-8"))
    return f"Pyodide {version[1] if version else 'of no version'}"


STAMPS: Mapping[str, Callable[[], object]] = {
    "sqlite": _sqlite,
    "postgresql": _postgresql_stamp,
    "pyodide": _pyodide_stamp,
}
LABELS: Mapping[str, Callable[[], str]] = {"sqlite": _sqlite, "postgresql": _postgresql, "pyodide": _pyodide}
