"""Watches: which files were opened below a folder, and whether anything there changed."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runnable.watch import Watch


@pytest.fixture
def folder(tmp_path):
    """A folder with two files, one of them in a folder of its own, and links to both."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "sub/b.txt").write_text("b")
    (tmp_path / "link.txt").symlink_to("a.txt")
    (tmp_path / "linked").symlink_to("sub")
    return tmp_path


@pytest.fixture
def watch(folder):
    """A watch on that folder."""
    made = Watch(str(folder))
    yield made
    made.close()


def opened(watch: Watch, folder: Path) -> list[str]:
    """What was opened since the last call, by paths below `folder`; nothing may have changed."""
    paths, changed = watch.take()
    assert paths is not None
    assert not changed
    return sorted(os.path.relpath(path, folder) for path in paths)


@pytest.mark.parametrize(
    ("name", "told"),
    [("a.txt", "a.txt"), ("sub/b.txt", "sub/b.txt"), ("link.txt", "a.txt"), ("linked/b.txt", "sub/b.txt")],
)
def test_files_that_are_opened_are_told(folder, watch, name, told):
    """A file that this process or another opens is told once, by its own path whatever link led there."""
    (folder / name).read_text()
    (folder / name).read_text()
    assert opened(watch, folder) == [told]
    assert opened(watch, folder) == []
    subprocess.run(["cat", folder / name], check=True, stdout=subprocess.DEVNULL)
    assert opened(watch, folder) == [told]


def test_files_that_end_with_their_process_are_told(folder, watch):
    """What a process opened is told after it was killed, too."""
    code = f"import os, signal; open({str(folder / 'a.txt')!r}); os.kill(os.getpid(), signal.SIGKILL)"
    subprocess.run([sys.executable, "-c", code], check=False)
    assert opened(watch, folder) == ["a.txt"]


def test_to_list_and_to_ask_is_not_to_open(folder, watch):
    """The names in a folder, sizes, and where links lead are no content of a file."""
    os.listdir(folder / "sub")  # noqa: PTH208 - as samples do
    (folder / "a.txt").stat()
    (folder / "link.txt").readlink()
    assert opened(watch, folder) == []


def _map(folder: Path) -> None:
    with (folder / "a.txt").open("r+b") as stream, mmap.mmap(stream.fileno(), 1) as mapped:
        mapped[0] = 65


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "a.txt").write_text("x"),
        lambda folder: (folder / "sub/new.txt").write_text(""),
        lambda folder: (folder / "sub/b.txt").unlink(),
        lambda folder: (folder / "a.txt").rename(folder / "c.txt"),
        lambda folder: (folder / "a.txt").chmod(0o600),
        lambda folder: os.utime(folder / "sub/b.txt", (1, 1)),
        lambda folder: (folder / "folder").mkdir(),
        lambda folder: (folder / "sub").chmod(0o700),
        lambda folder: os.truncate(folder / "a.txt", 0),
        lambda folder: (folder / "other.txt").symlink_to("a.txt"),
        lambda folder: os.link(folder / "a.txt", folder / "hard.txt"),
        lambda folder: (folder / "a.txt").open("a").close(),
        _map,
    ],
    ids=range(13),
)
def test_each_change_is_told(folder, watch, change):
    """Whatever is done to a file or a folder, that something changed is told."""
    assert watch.take() == (set(), False)
    change(folder)
    assert watch.take()[1]
    assert watch.take() == (set(), False)


def test_more_than_can_be_told_is_said(folder, watch):
    """Where more files were opened than the kernel keeps, it can't be said which, and anything may have changed."""
    most = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    for _ in range(most // 2 + 1):  # two that are alike in succession would be told as one
        os.close(os.open(folder / "a.txt", os.O_RDONLY))
        os.close(os.open(folder / "sub/b.txt", os.O_RDONLY))
    assert watch.take() == (None, True)


def test_a_folder_that_goes_is_said(folder, watch):
    """Where a watched folder is removed, it can't be said what was opened there."""
    (folder / "sub/b.txt").unlink()
    (folder / "sub").rmdir()
    assert watch.take() == (None, True)


def test_a_closed_watch_holds_nothing(folder):
    """A watch that is closed leaves no descriptor open."""
    before = os.listdir("/proc/self/fd")  # noqa: PTH208 - names only
    Watch(str(folder)).close()
    assert os.listdir("/proc/self/fd") == before  # noqa: PTH208 - as above


def test_a_system_without_it_is_told(folder, monkeypatch):
    """Elsewhere than on Linux there is no watch, and OSError says so."""
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(OSError, match="no inotify"):
        Watch(str(folder))
