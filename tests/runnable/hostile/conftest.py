"""Attacks, and what must be as if they had not happened."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runnable.job import Job, Part
from runnable.sandbox import Sandbox
from runnable.workshop import workshop
from tests.runnable.house import PATIENCE, Article, sample

INNOCENT = sample(
    "import os, json, helper\nprint(json.dumps([1]), helper.x, os.path.exists('index.md'), os.listdir(os.environ['HOME']))",
    "[1] 1 False []",
    "name=innocent",
)


def processes_of(folder: Path) -> list[int]:
    """The processes that run below `folder`, or have its path in their command line or environment."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
                told += os.fsencode((process / "cwd").readlink())
            except OSError:
                continue
            if os.fsencode(folder) in told:
                found.append(int(process.name))
    return found


def own_children() -> list[int]:
    """The children of this process, also those that are dead and not yet waited for."""
    return sorted(
        int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()
    )


def open_descriptors() -> list[str]:
    """What the descriptors of this process lead to."""
    folder = Path("/proc/self/fd")
    return sorted(
        str(path.readlink()) for path in folder.iterdir() if path.is_symlink() and "/fd" not in str(path.readlink())
    )


@pytest.fixture(autouse=True)
def place() -> Iterator[Path]:
    """The folder of the sandboxes. After each attack nothing is left: no folder, no process, no open descriptor."""
    with Sandbox(None) as sandbox:
        sandbox.run(Job(parts=[Part("1")]))  # so that the zygote, which stays, is there before
    workshop().tidy()
    folder, descriptors, children = workshop().folder, open_descriptors(), own_children()
    processes = processes_of(folder)  # the zygote and its lane
    yield folder
    workshop().tidy()
    assert [path.name for path in folder.iterdir()] == []
    assert own_children() == children
    end = time.monotonic() + PATIENCE
    while (left := processes_of(folder)) and len(left) > len(processes) and time.monotonic() < end:
        time.sleep(0.01)  # a lane that was changed for another goes by itself
    assert len(left) <= len(processes)
    assert len(open_descriptors()) == len(descriptors)


@pytest.fixture
def attack(article: Callable[..., Article]) -> Callable[..., str]:
    """Verify an article with an attack and an innocent sample; what is told of the attack, or nothing where it passes."""

    def verify(code: str, options: str = "", output: str | None = None, kind: str = "python") -> str:
        # Hidden, since an attack has lines that no run reaches, or keeps them from being noted.
        text = sample(code, output, f"name=attack hidden {options}".strip(), kind) + INNOCENT
        written = article(text, {"helper.py": "x = 1\n", "sub/data.txt": "data"})
        before = written.content
        failed = written.verify()
        assert "innocent" not in failed, failed["innocent"]
        assert written.content == before
        return failed.get("attack", "")

    return verify
