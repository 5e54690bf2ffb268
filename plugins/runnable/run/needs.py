"""Programs that samples need, and that a machine may not have."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from runnable.manifest import UNKNOWN
from runnable.programs import find_postgresql
from runnable.sample import Sample
from runnable.workshop import ENVIRONMENT

INSTALL: Mapping[str, str] = {
    "certutil": "apt-get install libnss3-tools",
    "chromium": "apt-get install chromium libatomic1",
    "code-server": "npm install code-server vscode-languageclient, with Node.js 22 or newer",
    "curl": "apt-get install curl",
    "ffmpeg": "apt-get install ffmpeg",
    "ffprobe": "apt-get install ffmpeg",
    "nginx": "apt-get install nginx-light",
    "node": "apt-get install nodejs",
    "openssl": "apt-get install openssl",
    "pebble": "apt-get install pebble",
    "playwright": "pip install 'pelican-runnable[browser]'",
    "postgresql": "apt-get install postgresql",
    "pyodide": "npm install pyodide",
    "redis-server": "apt-get install redis-server",
    "testssl": "apt-get install -t bookworm-backports testssl.sh",
    "wrk": "apt-get install wrk",
}
"""By program: the line that installs it."""

LIMITS: Mapping[str, Mapping[str, int | None]] = {
    # It reserves more addresses than there is memory; it is what it fills that counts. It has many threads.
    "chromium": {"RLIMIT_AS": None, "RLIMIT_DATA": 4 << 30, "RLIMIT_NPROC": 4096},
}
"""By program: the limits that it can't live with, as it can."""


TELLS: Mapping[str, str] = {
    "certbot": "--version",
    "chromium": "--version",
    "curl": "--version",
    "gunicorn": "--version",
    "nginx": "-v",
    "openssl": "version",
    "redis-server": "--version",
    "testssl": "--version",
}
"""By program: what it is called with to tell its version."""


class MissingError(ValueError):
    """Samples that can't run here; `programs` are those that are missing."""

    def __init__(self, programs: tuple[str, ...]) -> None:
        self.programs = programs
        super().__init__("; ".join(map(_hint, programs)))


def needs(sample: Sample) -> tuple[str, ...]:
    """The programs that `sample` needs: those of its kind, and those that it names."""
    return (*sample.about.needs, *sample.options.needs)


def missing(sample: Sample) -> tuple[str, ...]:
    """Those programs that `sample` needs and that samples don't find on this machine."""
    return tuple(program for program in dict.fromkeys(needs(sample)) if not _find(program))


def require(samples: Iterable[Sample]) -> None:
    """Raise MissingError if a program that one of `samples` needs is missing."""
    if programs := tuple(dict.fromkeys(program for sample in samples for program in missing(sample))):
        raise MissingError(programs)


def limits(samples: Iterable[Sample]) -> Mapping[str, int | None]:
    """The limits of a process in which `samples` run that are not those of every process."""
    named = (LIMITS.get(program, {}) for sample in samples for program in needs(sample))
    return {name: most for own in named for name, most in own.items()}


def program_versions(sample: Sample) -> dict[str, str]:
    """The versions of the programs that `sample` names, by their names; those of which its kind tells are left out."""
    named = [name for name in sample.options.needs if name != "postgresql"]
    return {name: _version(name, path) for name in named if (path := _find(name))}


def _version(program: str, path: str) -> str:
    if program not in TELLS:
        return UNKNOWN
    done = subprocess.run([path, TELLS[program]], capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"\d+(?:\.\d+)+\w*", done.stdout + done.stderr)
    return found[0] if found else UNKNOWN


def may_skip() -> bool:
    """Whether a missing program is no failure: on a machine that nobody set up to prove all."""
    return not os.environ.get("CI")


def stamp(sample: Sample) -> list[tuple[str, int, int]]:
    """What tells the programs that `sample` needs from other versions of them: path, size and time of change (ns)."""
    found = [(path, Path(path).stat()) for program in needs(sample) if (path := _find(program))]
    return [(path, status.st_size, status.st_mtime_ns) for path, status in found]


def _find(program: str) -> str | None:
    if program == "postgresql":
        folder = find_postgresql()
        return str(folder / "postgres") if folder else None
    return shutil.which(program, path=ENVIRONMENT["PATH"])


def _hint(program: str) -> str:
    return f"{program} is missing; install it" + (f": {INSTALL[program]}" if program in INSTALL else "")
