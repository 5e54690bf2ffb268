"""Which Markdown files a path stands for."""

from __future__ import annotations

import subprocess

import pytest

from runnable.integration.discovery import find_documents


@pytest.fixture
def tree(tmp_path):
    """Make empty files; gives what is found below their folder, by paths in it."""

    def make(*names):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return [path.relative_to(tmp_path).as_posix() for path in find_documents([tmp_path])]

    return make


def test_all_markdown_below_a_folder(tree):
    """A folder stands for each Markdown file below it, sorted; other files are none."""
    assert tree("b.md", "a/index.md", "a/b/c.md", "a/code.py", "c.mdx") == ["a/b/c.md", "a/index.md", "b.md"]


@pytest.mark.parametrize("folder", [".hidden", "node_modules", "build", "dist", "_build", "deep/.venv", "venv"])
def test_folders_that_are_left_out(tree, folder):
    """What is hidden or was made is left out."""
    assert tree(f"{folder}/a.md", "deep/b.md", ".c.md") == ["deep/b.md"]


def test_virtual_environments_are_left_out(tree):
    """A virtual environment is left out, whatever it is called."""
    assert tree("env/pyvenv.cfg", "env/lib/a.md", "b.md") == ["b.md"]


def test_what_git_ignores_is_left_out(tree, tmp_path):
    """In a repository, what git ignores is left out; what is not committed yet is not."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("made/\nsecret*.md\n")
    names = ("made/a.md", "secret.md", "sub/secret two.md", "sub/ä b.md")
    assert tree(*names) == ["sub/ä b.md"]


def test_what_is_named_is_taken(tmp_path):
    """A file or folder that is named is taken, whatever it is called; each file once."""
    hidden = tmp_path / ".build" / "dist"
    hidden.mkdir(parents=True)
    (hidden / "a.md").touch()
    (tmp_path / "notes.txt").touch()
    found = find_documents([hidden, hidden / "a.md", tmp_path / "notes.txt"])
    assert found == [hidden / "a.md", tmp_path / "notes.txt"]
