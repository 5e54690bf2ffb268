"""Which Markdown files a path stands for."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

# What is made and not written: the folders that pytest leaves out, too.
MADE = frozenset({"__pycache__", "_build", "build", "dist", "node_modules", "venv"})


def find_documents(paths: Iterable[Path]) -> list[Path]:
    """The Markdown files that `paths` name, each once: themselves, or each `*.md` below a folder, sorted.

    Below a folder, what `walk` leaves out is left out, and what git ignores.
    """
    found = (file for path in paths for file in (_below(path) if path.is_dir() else [path]))
    return list(dict.fromkeys(found))


def _below(folder: Path) -> list[Path]:
    files = sorted(walk(folder))
    ignored = _ignored(folder, files)
    return [file for file in files if file not in ignored]


def walk(folder: Path) -> Iterator[Path]:
    """Each `*.md` below a folder, less what is hidden or made by programs, and less virtual environments."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _is_left_out(Path(place, name))]
        yield from (Path(place, name) for name in names if name.endswith(".md") and not name.startswith("."))


def _is_left_out(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name in MADE or (folder / "pyvenv.cfg").is_file()


def _ignored(folder: Path, files: Sequence[Path]) -> set[Path]:
    """Those of `files` below `folder` that git ignores: none where there is no git, or no repository."""
    names = b"\0".join(os.fsencode(file.relative_to(folder)) for file in files)
    try:
        command = ["git", "check-ignore", "-z", "--stdin"]
        done = subprocess.run(command, cwd=folder, input=names, capture_output=True, check=False)
    except FileNotFoundError:
        return set()
    return {folder / os.fsdecode(name) for name in done.stdout.split(b"\0") if name}
