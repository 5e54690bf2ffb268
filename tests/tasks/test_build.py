from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tasks.house import House


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of every file, by its path in the folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_builds_in_two_folders_give_the_same_bytes(house: House, tmp_path: Path) -> None:
    """The published form depends on what is committed, not on where, when, or in which order it is read."""
    other = house.copy(tmp_path / "elsewhere" / "house")
    (other.root / "content" / "articles").touch()
    for one in (house, other):
        built = one.inv("build")
        assert built.returncode == 0, built.stdout
    first, second = digests(house.root / "output"), digests(other.root / "output")
    assert "a-first-article/index.html" in first
    assert first == second


def test_a_failed_build_is_an_error_and_leaves_the_last_one(house: House) -> None:
    """What Pelican would only warn of ends the build; output/ stays as it was, and nothing else is left."""
    assert house.inv("build").returncode == 0
    before = digests(house.root / "output")
    house.article.write_text(house.article.read_text() + "\n[Nowhere]({filename}nowhere.md)\n")
    failed = house.inv("build")
    assert failed.returncode != 0
    assert "nowhere.md" in failed.stdout
    assert digests(house.root / "output") == before
    assert not list(house.root.glob(".build-*"))


def test_a_build_replaces_all_of_the_last_one(house: House) -> None:
    """A file that the site no longer has is gone from output/."""
    assert house.inv("build").returncode == 0
    (house.root / "output" / "stale.html").touch()
    assert house.inv("build").returncode == 0
    assert not (house.root / "output" / "stale.html").exists()
    assert (house.root / "output" / "index.html").stat().st_mode & 0o055
    assert (house.root / "output").stat().st_mode & 0o055 == 0o055
