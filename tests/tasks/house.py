"""A house to work in: a copy of this repository, and its commands run for real."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from runnable.browser.pack import compress, make_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SLUG = "a-first-article"
# Long to verify, and not needed to run a task; and what is said of a series of which no article is here.
LEFT_OUT = ("content/articles/", "content/series.toml", "tests/")
NEVER = (".git", ".venv", "node_modules", "output", ".preview", ".runnable", ".mypy_cache", ".ruff_cache")
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "PATH": f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}",
    "PYTHON": os.path.realpath(sys.executable),
    # What houses have in common is checked once.
    "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache" / "houses"),
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


class House:
    """A folder with the repository's files, committed, and the tests' own .venv and node_modules."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def article(self) -> Path:
        """The text of the one article."""
        return self.root / "content" / "articles" / SLUG / "index.md"

    def inv(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ./inv with these arguments."""
        return self.run(str(self.root / "inv"), *arguments, **environment)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a program here for ten minutes at most; what it prints comes back in `stdout`, in order."""
        return subprocess.run(
            command,
            cwd=self.root,
            env=ENVIRONMENT | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )

    def preview(self) -> Path:
        """Build the development form, and return its folder."""
        folder = self.root.parent / "preview"
        settings = ("-s", "pelicanconf.py", "-o", str(folder), "--fatal", "warnings")
        built = self.run(sys.executable, "-m", "pelican", "content", *settings)
        assert built.returncode == 0, built.stdout
        return folder

    def git(self, *arguments: str) -> str:
        """Run git here, and return what it prints."""
        return subprocess.run(
            ["git", *arguments], cwd=self.root, env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=True
        ).stdout.strip()

    def commit(self, message: str) -> None:
        """Commit all that changed."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def copy(self, to: Path) -> House:
        """Make another house like this one."""
        shutil.copytree(self.root, to, symlinks=True)
        return House(to)


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """End the process with the block, where Popen itself would wait for it after a failure."""
    with process:
        try:
            yield process
        finally:
            process.kill()


def build_house(root: Path) -> House:
    """Copy this repository as it is now, without its articles, and commit it there."""
    for path in files_of_repository():
        if not path.as_posix().startswith(LEFT_OUT) and (ROOT / path).exists():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, root / path)
    (root / "content" / "articles").mkdir(parents=True)
    (root / ".venv").symlink_to(sys.prefix)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    _share_pack(root)
    house = House(root)
    house.git("init", "--quiet", "--initial-branch", "main")
    house.git("config", "user.name", "A Tester")
    house.git("config", "user.email", "tester@example.invalid")
    house.commit("Copy the repository")
    return house


def _share_pack(root: Path) -> None:
    """Have a house find, where this repository does, what pages run samples by, which takes minutes to make.

    Its files are named by what they are made of, so that no house can have those of another.
    """
    pack = make_pack(ROOT / "node_modules" / "pyodide", ROOT / ".runnable")
    compress(pack)
    (root / ".runnable").mkdir()
    (root / ".runnable" / "browser").symlink_to(pack.folder)


def files_of_repository() -> list[Path]:
    """List what is committed or could be; all files but the usual ones where git knows of no repository."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    if listed.returncode == 0:
        return [Path(name) for name in listed.stdout.split("\0") if name]
    folders = [path for path in ROOT.iterdir() if path.name not in NEVER]
    files = [path for folder in folders for path in [folder, *folder.rglob("*")] if path.is_file()]
    return [path.relative_to(ROOT) for path in files if "__pycache__" not in path.parts]
