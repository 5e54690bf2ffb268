"""Bundles: which files there are, what tells them from others, and a copy of them."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from runnable import bundle
from runnable.bundle import Bundle, measures


@pytest.fixture
def folder(tmp_path):
    """A folder with files, a link to one of them, and one to a folder."""
    place = tmp_path / "bundle"
    (place / "sub").mkdir(parents=True)
    for name in ("index.md", "b.py", "a.txt", "sub/index.md", "sub/deep.py"):
        (place / name).write_text(name)
    (place / "link.txt").symlink_to("a.txt")
    (place / "linked").symlink_to("sub")
    return place


def test_names(folder):
    """Files and links are named by their paths, in order; the article's text is left out, another index.md is not."""
    assert Bundle(folder).names == ("a.txt", "b.py", "link.txt", "linked", "sub/deep.py", "sub/index.md")


@pytest.mark.parametrize("name", [".hidden", ".git/config", "__pycache__/b.pyc", "sub/__pycache__/c.pyc"])
def test_what_programs_leave_is_no_part(folder, tmp_path, name):
    """Hidden files and compiled ones are neither named nor copied."""
    before = Bundle(folder)
    before.copy(tmp_path / "before")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("x")
    after = Bundle(folder)
    assert (after.names, after.names_digest) == (before.names, before.names_digest)
    after.copy(tmp_path / "after")
    assert _tree(tmp_path / "after") == _tree(tmp_path / "before")


def _tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (lambda folder: (folder / "new").write_text(""), True),
        (lambda folder: (folder / "a.txt").unlink(), True),
        (lambda folder: (folder / "a.txt").rename(folder / "c.txt"), True),
        (lambda folder: (folder / "b.py").chmod(0o755), True),
        (lambda folder: _lead(folder / "link.txt", "b.py"), True),
        (lambda folder: _lead(folder / "linked", "."), True),
        (lambda folder: (folder / "a.txt").write_text("other"), False),
        (lambda folder: (folder / "index.md").write_text("other"), False),
    ],
    ids=["new", "gone", "renamed", "mode", "link", "link of a folder", "content", "text"],
)
def test_the_digest_of_names(folder, change, differs):
    """It tells which files there are, their modes, and where links lead; not what is in a file."""
    before = Bundle(folder).names_digest
    change(folder)
    assert (Bundle(folder).names_digest != before) is differs


def _lead(link: Path, target: str) -> None:
    link.unlink()
    link.symlink_to(target)


@pytest.mark.parametrize(("name", "changed"), [("a.txt", "a.txt"), ("link.txt", "a.txt"), ("link.txt", "link.txt")])
def test_the_digest_of_a_file(folder, name, changed):
    """It tells what is in a file, and through a link what is in the one that it leads to, and where that is."""
    before = Bundle(folder)
    assert before.digest(name) == Bundle(folder).digest(name)
    if changed == name == "link.txt":
        (folder / "same.txt").write_text("a.txt")
        _lead(folder / name, "same.txt")
    else:
        (folder / changed).write_text("A.txt")
    after = Bundle(folder)
    assert after.digest(name) != before.digest(name)
    assert after.digest_of([name]) != before.digest_of([name])
    assert after.digest_of(["b.py"]) == before.digest_of(["b.py"])


def test_files_that_are_not_there_are_told_from_empty_ones(folder):
    """A file that comes has another digest than none, also when it is empty."""
    before = Bundle(folder).digest("new")
    (folder / "new").write_text("")
    assert Bundle(folder).digest("new") != before


def test_a_file_that_changes_while_it_is_verified_is_told(folder, tmp_path):
    """A copy of another file than the one whose digest was taken is refused, by its name."""
    bundle = Bundle(folder)
    bundle.digest("sub/deep.py")
    (folder / "sub/deep.py").write_text("changed")
    with pytest.raises(OSError, match=r"sub/deep\.py was changed while it was being verified; run it again"):
        bundle.copy(tmp_path / "copy")


def test_a_copy_is_like_the_bundle(folder, tmp_path):
    """All but the text of the article is copied, with modes and times, and links as links."""
    (folder / "b.py").chmod(0o755)
    Bundle(folder).copy(tmp_path / "copy")
    assert sorted({*_tree(folder)} - {*_tree(tmp_path / "copy")}) == ["index.md"]
    assert (tmp_path / "copy/link.txt").readlink() == Path("a.txt")
    old, new = (folder / "b.py").stat(), (tmp_path / "copy/b.py").stat()
    assert (new.st_mode, new.st_mtime_ns) == (old.st_mode, old.st_mtime_ns)


@pytest.mark.parametrize(
    "text",
    [
        *("os.path.getsize(x)", "path.stat()", "os.lstat(x)", "os.path.getmtime(x)", "s.st_size", "os.scandir()"),
        *("$ ls -l", "ls", "du -h", "find . -size 1", "make all", "stat -c %s a", "rsync a b", "cp -u a b"),
        *("test -s a", "[ -s a ]", "[[ a -nt b ]]", "if test x -ot y"),
    ],
)
def test_what_may_ask_for_sizes(text):
    """Programs and calls that tell size or times of a file without opening it are known."""
    assert measures(text.encode())


@pytest.mark.parametrize(
    "text", ["status = 1", "static", "false", "maker", "x.startswith('a')", "[1, -s]", "latest -s", "cp a b", "lists"]
)
def test_what_only_looks_like_it(text):
    """Words in which such a one is hidden are not taken for it."""
    assert not measures(text.encode())


@pytest.fixture
def linked(tmp_path):
    """A folder with a file, a file in a folder, and a link."""
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_text("b")
    (tmp_path / "link").symlink_to("a.txt")
    return tmp_path


def known(folder):
    """A bundle whose files have been read."""
    read = Bundle(folder)
    assert read.names_digest
    assert [read.digest(name) for name in read.names]
    return read


def test_what_has_not_changed_is_the_same_bundle(linked):
    """Nothing changed: the bundle goes on; its text is no part of it, and neither is what is hidden."""
    before = known(linked)
    (linked / "index.md").write_text("x")
    (linked / ".hidden").write_text("x")
    assert before.renewed() is before
    assert Bundle(linked).renewed() is not None


def test_what_was_never_read_may_have_changed(linked):
    """A bundle that does not know all of its files can't tell that they are the same."""
    before = Bundle(linked)
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
def test_what_has_changed_is_another_bundle(linked, change):
    """A file or a link that comes, goes or changes makes another bundle, with the digests of what there is now."""
    before = known(linked)
    change(linked)
    after = before.renewed()
    assert after is not before
    assert {name: after.digest(name) for name in after.names} == {
        name: known(linked).digest(name) for name in after.names
    }


def test_a_change_that_leaves_no_trace_is_seen(linked, monkeypatch):
    """A file that had just been written is read again: its next text may have the same size and the same times."""
    before = known(linked)
    monkeypatch.setattr(bundle, "_state", lambda _path: (1, 1, time.time_ns()))
    before = known(linked)
    same = bundle._state(linked)
    monkeypatch.setattr(bundle, "_state", lambda _path: same)
    (linked / "a.txt").write_text("z")
    assert before.renewed() is not before


def test_what_can_not_have_changed_is_not_read_again(linked, monkeypatch):
    """A file that was written long before it was read, and has its size and times still, is not read again."""
    for path in ("a.txt", "sub/b.txt"):
        os.utime(linked / path, (1, 1))
    monkeypatch.setattr(bundle, "SURE", -60_000_000_000)  # as if a minute had passed; times of change can't be set
    before = known(linked)
    monkeypatch.setattr(Bundle, "_read_digest", None)
    assert before.renewed() is before


def test_a_copy_is_of_what_the_digests_say(linked, tmp_path_factory):
    """A file that is not any more what it was when it was read is not copied."""
    before = known(linked)
    before.copy(tmp_path_factory.mktemp("copies") / "good")
    (linked / "a.txt").write_text("changed")
    with pytest.raises(OSError, match=r"a\.txt was changed"):
        before.copy(tmp_path_factory.mktemp("copies") / "bad")
