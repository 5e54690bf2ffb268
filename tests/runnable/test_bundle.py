"""The bundle: which files there are, and what is in them, at one moment."""

from __future__ import annotations

import os
import time

import pytest

from runnable import bundle
from runnable.bundle import Bundle


@pytest.fixture
def folder(tmp_path):
    """A folder with a file, a file in a folder, and a link."""
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_text("b")
    (tmp_path / "link").symlink_to("a.txt")
    return tmp_path


def known(folder):
    """A bundle whose files have been read."""
    read = Bundle(folder)
    assert [read.digest(name) for name in read.names]
    return read


def test_what_has_not_changed_is_the_same_bundle(folder):
    """Nothing changed: the bundle goes on; its text is no part of it, and neither is what is hidden."""
    before = known(folder)
    (folder / "index.md").write_text("x")
    (folder / ".hidden").write_text("x")
    assert before.renewed() is before
    assert Bundle(folder).renewed() is not None


def test_what_was_never_read_may_have_changed(folder):
    """A bundle that does not know all of its files can't tell that they are the same."""
    before = Bundle(folder)
    assert before.digest("a.txt")
    assert before.renewed() is not before


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "a.txt").write_text("c"),
        lambda folder: (folder / "sub" / "b.txt").unlink(),
        lambda folder: (folder / "new.txt").write_text(""),
        lambda folder: [(folder / "link").unlink(), (folder / "link").symlink_to("sub/b.txt")],
    ],
)
def test_what_has_changed_is_another_bundle(folder, change):
    """A file or a link that comes, goes or changes makes another bundle, with the digests of what there is now."""
    before = known(folder)
    change(folder)
    after = before.renewed()
    assert after is not before
    assert {name: after.digest(name) for name in after.names} == {
        name: known(folder).digest(name) for name in after.names
    }


def test_a_change_that_leaves_no_trace_is_seen(folder, monkeypatch):
    """A file that had just been written is read again: its next text may have the same size and the same times."""
    before = known(folder)
    monkeypatch.setattr(bundle, "_state", lambda _path: (1, 1, time.time_ns()))
    before = known(folder)
    same = bundle._state(folder)
    monkeypatch.setattr(bundle, "_state", lambda _path: same)
    (folder / "a.txt").write_text("z")
    assert before.renewed() is not before


def test_what_can_not_have_changed_is_not_read_again(folder, monkeypatch):
    """A file that was written long before it was read, and has its size and times still, is not read again."""
    for path in ("a.txt", "sub/b.txt"):
        os.utime(folder / path, (1, 1))
    monkeypatch.setattr(bundle, "SURE", -60_000_000_000)  # as if a minute had passed; times of change can't be set
    before = known(folder)
    monkeypatch.setattr(Bundle, "_read_digest", None)
    assert before.renewed() is before


def test_a_copy_is_of_what_the_digests_say(folder, tmp_path_factory):
    """A file that is not any more what it was when it was read is not copied."""
    before = known(folder)
    before.copy(tmp_path_factory.mktemp("copies") / "good")
    (folder / "a.txt").write_text("changed")
    with pytest.raises(OSError, match=r"a\.txt was changed"):
        before.copy(tmp_path_factory.mktemp("copies") / "bad")
