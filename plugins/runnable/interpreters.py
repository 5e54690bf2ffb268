"""Interpreters of Python that the machine has besides the site's own: where they are, and which version each is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PATIENCE = 20.0  # seconds for an interpreter to say what it is
ASK = "import sys; print('%d.%d.%d' % sys.version_info[:3]); print(getattr(sys, 'base_prefix', ''))"
SHIMS = "shims"  # pyenv's folder of programs that only look for others


@dataclass(frozen=True)
class Python:
    """An interpreter: its program, its full version, such as "3.6.15", and the folder of its installation."""

    path: Path
    version: str
    base: Path


def find_interpreter(wanted: Sequence[str]) -> Python:
    """The first interpreter that there is of the versions `wanted`, such as "3.6"; without any, the site's own.

    ValueError where there is none.
    """
    if not wanted:
        return own()
    if found := next(filter(None, map(_find, wanted)), None):
        return found
    raise ValueError(f"this machine has no Python {' or '.join(wanted)}; install one, or name another")


@cache
def own() -> Python:
    """The interpreter of this process, outside of its virtual environment."""
    version = "{}.{}.{}".format(*sys.version_info)
    return Python(Path(sys.executable), version, Path(sys.base_prefix))


@cache
def _find(version: str) -> Python | None:
    if _is(own(), version):
        return own()
    candidates = (path for place in PLACES for path in place(version))
    return next((python for path in candidates if (python := _ask(path)) and _is(python, version)), None)


def _is(python: Python, version: str) -> bool:
    return f"{python.version}.".startswith(f"{version}.")


def _of_pyenv(version: str) -> Iterator[Path]:
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from _newest_first(root / "versions", f"{version}*", "bin/python")


def _of_uv(version: str) -> Iterator[Path]:
    """Those that `uv python install` put into its folder."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    folder = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python")
    yield from _newest_first(folder, f"cpython-{version}*", "bin/python3")


def _of_path(version: str) -> Iterator[Path]:
    short = ".".join(version.split(".")[:2])
    for folder in os.get_exec_path():
        path = Path(folder, f"python{short}")
        if Path(folder).name != SHIMS and os.access(path, os.X_OK):
            yield path


PLACES: tuple[Callable[[str], Iterator[Path]], ...] = (_of_pyenv, _of_uv, _of_path)
"""Where to look, in this order; nothing is downloaded."""


def _newest_first(folder: Path, pattern: str, program: str) -> list[Path]:
    found = sorted(folder.glob(pattern), key=_by_number, reverse=True)
    return [path / program for path in found if os.access(path / program, os.X_OK)]


def _by_number(folder: Path) -> list[int]:
    version = folder.name.removeprefix("cpython-").partition("-")[0]
    return [int(word) if word.isdigit() else -1 for word in version.split(".")]


@cache
def _ask(path: Path) -> Python | None:
    """What the interpreter at `path` says of itself, or None if it is none."""
    command = [str(path), "-I", "-S", "-c", ASK]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
        version, base = done.stdout.splitlines()
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Python(path, version, Path(base))
