from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.tasks.house import House

MADE = (
    "output/index.html",
    ".preview/x/index.html",
    ".runnable/x.json",
    ".build-x/y",
    ".ruff_cache/x",
    "plugins/__pycache__/x.pyc",
)


def test_clean_removes_what_was_made_and_only_that(house: House) -> None:
    """Everything that commands make is gone; files, committed or not, and .venv stay."""
    (house.root / "notes.txt").touch()
    for name in MADE:
        (house.root / name).parent.mkdir(parents=True, exist_ok=True)
        (house.root / name).touch()
    before = house.git("ls-files", "--cached", "--others", "--exclude-standard")
    assert house.inv("clean").returncode == 0
    assert [name for name in MADE if (house.root / name).parent.exists()] == []
    assert house.git("ls-files", "--cached", "--others", "--exclude-standard") == before
    assert (house.root / ".venv").exists()
    assert house.inv("clean").returncode == 0


def test_clean_all_removes_the_environment_too(house: House) -> None:
    """A linked .venv is unlinked, as is node_modules; what they link to stays."""
    assert house.inv("clean", "--all").returncode == 0
    assert not (house.root / ".venv").is_symlink()
    assert not (house.root / "node_modules").is_symlink()
    assert Path(sys.prefix, "bin", "python").exists()
