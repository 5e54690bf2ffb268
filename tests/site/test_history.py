"""What commits tell readers of an article: read from a real repository, by one process, through renames."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest

from history import check
from history.commits import Commit, read_commits
from tests.site.house import ROOT, Site, build, make_content, write_article
from tests.site.test_pages import text_of

if TYPE_CHECKING:
    from pathlib import Path


class Repository:
    """A new repository in a folder, with content in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = make_content(folder)
        self.articles = self.content / "articles"
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "An Author")
        self.git("config", "user.email", "author@example.org")

    def git(self, *arguments: str, day: str = "2026-11-22") -> None:
        """Run git, as on this day."""
        dates = {"GIT_AUTHOR_DATE": f"{day}T12:00:00+0000", "GIT_COMMITTER_DATE": f"{day}T12:00:00+0000"}
        subprocess.run(["git", *arguments], cwd=self.folder, env={**os.environ, **dates}, check=True, timeout=120)

    def commit(self, message: str, day: str) -> None:
        """Commit all there is, as on this day."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, day=day)

    def clone(self, folder: Path, *options: str) -> Path:
        """Clone it into a folder, and return where its articles are there."""
        command = ["git", "clone", "--quiet", *options, self.folder.as_uri(), str(folder)]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
        return folder / "content" / "articles"


BODY = "A text of some lines,\nso that git knows it again\nwhere it is renamed,\nand is not misled.\n"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Articles of which one was called otherwise at first, and has the name of one that is gone."""
    made = Repository(tmp_path_factory.mktemp("repository"))
    write_article(made.content, "renamed", "Something that nobody reads any more.\n")
    made.commit("Write an article\n\nReader: Of the one that is gone.", "2026-11-22")
    shutil.rmtree(made.articles / "renamed")
    made.commit("Take it away\n\nReader: It is gone.", "2026-11-22")
    write_article(made.content, "old-name", BODY, Title="Renamed")
    write_article(made.content, "other", "Other text.\n", Title="Other", Date="2026-11-23")
    made.commit("Write two articles\n\nReader: The first words of both.", "2026-11-20")
    (made.articles / "old-name" / "code.py").write_text("x = 1\n")
    made.commit("Show code\n\nReader: The code is there.\nSigned-off-by: An Author <author@example.org>", "2026-11-23")
    (made.articles / "old-name").rename(made.articles / "new name")
    made.commit("Move it", "2026-11-24")
    (made.articles / "new name").rename(made.articles / "renamed")
    write_article(made.content, "renamed", BODY, Title="Renamed", Modified="2026-11-27")
    made.commit("Move it again\n\nReader: It has another address.", "2026-11-25")
    # The name is free again, and somebody takes it.
    write_article(made.content, "old-name", "Something else.\n", Date="2026-11-26", Title="New")
    made.commit("Begin another\n\nReader: Another one.", "2026-11-26")
    (made.articles / "renamed" / "code.py").write_text("x = 2\n")
    (made.articles / "other" / 'a "b".txt').write_text("x\n")
    trailers = "Reader: Numbers are <b>right</b>\n  since today.\nReader: Words, too."
    made.commit(f"Fix both\n\nA line.\nReader: no trailer\n\n{trailers}", "2026-11-27")
    (made.articles / "other" / "index.md").touch()
    made.commit("Nothing\n\nReader: of no file", "2026-11-28")
    return made


def test_what_commits_say(repository: Repository) -> None:
    """Each trailer is an entry of each bundle that its commit touched, the newest commit first, through renames."""
    numbers = [
        Commit(date(2026, 11, 27), "Numbers are <b>right</b> since today."),
        Commit(date(2026, 11, 27), "Words, too."),
    ]
    first = Commit(date(2026, 11, 20), "The first words of both.")
    assert read_commits(repository.articles) == {
        "renamed": [
            *numbers,
            Commit(date(2026, 11, 25), "It has another address."),
            Commit(date(2026, 11, 23), "The code is there."),
            first,
        ],
        "other": [*numbers, first],
        "old-name": [Commit(date(2026, 11, 26), "Another one.")],
    }


def test_readers_see_it(repository: Repository, tmp_path: Path) -> None:
    """The page lists what changed since it was published, as text; the dates are those of the header."""
    site = build(repository.content, tmp_path / "output", "publishconf.py")
    details = site.soup("renamed/index.html").select_one("details.history")
    assert text_of(details.summary) == "Changes: first published 22 November 2026, last updated 27 November 2026"
    assert [text_of(item) for item in details.select("ol > li")] == [
        "27 November 2026: Numbers are <b>right</b> since today.",
        "27 November 2026: Words, too.",
        "25 November 2026: It has another address.",
        "23 November 2026: The code is there.",
    ]
    other = site.soup("other/index.html").select_one("details.history")
    assert text_of(other.summary) == "Changes: first published 23 November 2026"
    assert len(other.select("li")) == 2


def test_the_header_has_to_count_them(repository: Repository) -> None:
    """An article whose header says nothing of a change that a commit tells readers of is a problem, at its line."""
    (problem,) = check(repository.content)
    assert (problem.path, problem.line) == (repository.articles / "other" / "index.md", 2)
    message = "no `Modified` counts the commit that tells readers 'Numbers are <b>right</b> since today.'"
    assert problem.message == f"{message}; write `Modified: 2026-11-27`"


def test_a_clone_has_the_same(repository: Repository, tmp_path: Path) -> None:
    """Another clone of all commits says the same."""
    assert read_commits(repository.clone(tmp_path / "clone")) == read_commits(repository.articles)


def test_a_shallow_clone_has_none(repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where commits are missing, the oldest seems to bring all files; so none is told, and why is said."""
    assert read_commits(repository.clone(tmp_path / "clone", "--depth=3")) == {}
    assert "git fetch --unshallow" in capsys.readouterr().err


def test_a_site_builds_without_its_commits(repository: Repository, tmp_path: Path) -> None:
    """A shallow clone, and a folder that is no repository, give the same pages without a list."""
    shallow = repository.clone(tmp_path / "clone", "--depth=1").parent
    copied = tmp_path / "copied" / "content"
    shutil.copytree(repository.content, copied)
    for number, content in enumerate((shallow, copied)):
        page = build(content, tmp_path / f"output-{number}", "publishconf.py").soup("renamed/index.html")
        assert page.select_one("details.history") is None
        dates = text_of(page.select_one("p.history"))
        assert dates == "First published 22 November 2026, last updated 27 November 2026"


def test_without_git_there_is_none(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No program of that name is no failure, and neither is a folder that does not exist."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_commits(repository.articles) == {}
    monkeypatch.undo()
    assert read_commits(tmp_path / "nothing") == {}


def test_a_new_repository_has_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before the first commit, and outside of any repository, nothing is said."""
    articles = make_content(tmp_path / "outside") / "articles"
    assert read_commits(articles) == {}
    new = Repository(tmp_path / "new")
    assert read_commits(new.articles) == {}
    assert capsys.readouterr().err == ""


def test_why_git_failed_is_said(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where git refuses a repository, as one of somebody else, the author hears of it."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert read_commits(repository.articles) == {}
    assert "because git log failed: fatal: detected dubious ownership" in capsys.readouterr().err


def test_the_settings_of_git_do_not_matter(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours, signatures, quoted paths, and no renames, as somebody may have set them, change nothing."""
    expected = read_commits(repository.articles)
    settings = {
        "color.ui": "always",
        "log.showSignature": "true",
        "core.quotePath": "true",
        "diff.renames": "false",
        "log.decorate": "full",
        "diff.relative": "false",
        "log.follow": "true",
        "diff.noprefix": "true",
        "log.date": "relative",
    }
    monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(settings)))
    for number, (key, value) in enumerate(settings.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", key)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    assert read_commits(repository.articles) == expected


COUNTING = """#!/bin/sh
echo "$*" >> "{calls}"
exec "{git}" "$@"
"""


def test_one_process_reads_all(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many articles there are, a build starts git once."""
    calls, git = tmp_path / "calls", tmp_path / "bin" / "git"
    git.parent.mkdir()
    git.write_text(COUNTING.format(calls=calls, git=shutil.which("git")))
    git.chmod(0o755)
    monkeypatch.setenv("PATH", f"{git.parent}{os.pathsep}{os.environ['PATH']}")
    build(repository.content, tmp_path / "output", "pelicanconf.py")
    assert len(calls.read_text().splitlines()) == 1


def test_an_unchanged_article_says_nothing(published: Site) -> None:
    """Without a change since, the date above the text says all; the crafted content has no repository."""
    assert published.soup("plain-1/index.html").select_one(".history") is None
    assert text_of(published.soup("everything/index.html").select_one("p.history")).startswith("First published 22")


def test_the_history_of_this_site_can_be_read() -> None:
    """Whatever its commits say, reading them is quick, and each entry is of an article that is there."""
    slugs = {path.parent.name for path in (ROOT / "content" / "articles").glob("*/index.md")}
    assert read_commits(ROOT / "content" / "articles").keys() <= slugs
