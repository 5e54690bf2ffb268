"""Makes the folder that the editor opens: the project, with its bugs or without."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
FIXES = {
    "app.py": "bill/__init__.py",
    "shares.py": "bill/shares.py",
    "second.py": "tests/test_second.py",
}


def make_project(folder: Path, *, fixed: bool = False) -> Path:
    """Copy the project there; `vscode` is called `.vscode`, which archives leave out."""
    shutil.copytree(
        HERE / "project", folder, ignore=shutil.ignore_patterns("__pycache__", ".*")
    )
    (folder / "vscode").rename(folder / ".vscode")
    for name, place in FIXES.items() if fixed else ():
        shutil.copy(HERE / "fixed" / name, folder / place)
    return folder


if __name__ == "__main__":
    make_project(Path(sys.argv[1]), fixed="--fixed" in sys.argv)
