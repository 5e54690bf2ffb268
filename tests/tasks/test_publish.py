from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tasks.house import ENVIRONMENT, SLUG, House

if TYPE_CHECKING:
    import subprocess

ADDRESS = "https://blog.example.org"


class Remote:
    """A bare git repository that `origin` of a house points to."""

    def __init__(self, house: House, path: Path) -> None:
        house.git("init", "--quiet", "--bare", "--initial-branch", "main", str(path))
        house.git("remote", "add", "origin", str(path))
        self.repository = House(path)

    @property
    def branches(self) -> list[str]:
        """The names of its branches."""
        return self.repository.git("branch", "--format", "%(refname:short)").split()

    def files(self, branch: str = "gh-pages") -> list[str]:
        """Return the files of a branch."""
        return self.repository.git("ls-tree", "-r", "--name-only", branch).splitlines()

    def read(self, name: str, branch: str = "gh-pages") -> str:
        """Return the text of a file of a branch."""
        return self.repository.git("show", f"{branch}:{name}")

    def log(self, branch: str = "gh-pages") -> list[str]:
        """Return the messages of a branch, newest first."""
        return self.repository.git("log", "--format=%s", branch).splitlines()


@pytest.fixture
def remote(house: House, tmp_path: Path) -> Remote:
    """Where the house is published: nothing, yet."""
    return Remote(house, tmp_path / "remote.git")


@pytest.fixture(autouse=True)
def given_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site has an address that is not the placeholder."""
    monkeypatch.setitem(ENVIRONMENT, "SITEURL", ADDRESS)


def refuses(done: subprocess.CompletedProcess[str], remote: Remote, *reasons: str) -> bool:
    """Tell whether publishing ended with a reason and without a push."""
    assert done.returncode == 1, done.stdout
    assert "Nothing was published" in done.stdout
    assert [reason for reason in reasons if reason not in done.stdout] == []
    assert "Traceback" not in done.stdout
    return remote.branches == []


def test_what_is_published_is_the_built_site_of_a_commit(house: House, remote: Remote, tmp_path: Path) -> None:
    """The branch holds output/ and .nojekyll; its commit names the source; a second time goes on from the first."""
    done = house.inv("publish")
    assert done.returncode == 0, done.stdout
    built = [path.relative_to(house.root / "output").as_posix() for path in (house.root / "output").rglob("*")]
    assert set(remote.files()) == {name for name in built if (house.root / "output" / name).is_file()} | {".nojekyll"}
    assert f"{SLUG}/index.html" in built
    assert f"<loc>{ADDRESS}/{SLUG}/</loc>" in remote.read("sitemap.xml")
    first = house.git("rev-parse", "--short", "HEAD")
    assert remote.log() == [f"Publish {first}: Write a first article"]
    assert house.git("status", "--porcelain") == ""

    elsewhere = house.copy(tmp_path / "elsewhere")  # that knows nothing of the first time
    elsewhere.git("update-ref", "-d", "refs/heads/gh-pages")
    elsewhere.git("update-ref", "-d", "refs/remotes/origin/gh-pages")
    elsewhere.article.write_text(elsewhere.article.read_text() + "\nMore words.\n")
    elsewhere.commit("Say 'more', \"more\" & $MORE")
    again = elsewhere.inv("publish")
    assert again.returncode == 0, again.stdout
    second = elsewhere.git("rev-parse", "--short", "HEAD")
    assert remote.log() == [
        f"Publish {second}: Say 'more', \"more\" & $MORE",
        f"Publish {first}: Write a first article",
    ]


@pytest.mark.parametrize("address", [None, "https://Blog.example/", "blog.example.org"])
def test_an_address_that_nobody_can_reach_is_not_published(
    house: House, remote: Remote, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    """The placeholder of publishconf.py is refused, and so is what is no address; the error says what to do."""
    monkeypatch.delitem(ENVIRONMENT, "SITEURL")
    done = house.inv("publish", **({} if address is None else {"SITEURL": address}))
    wrong = "https://running-commentary.example" if address is None else address.rstrip("/")
    assert refuses(done, remote, repr(wrong), "SITEURL=https://", "publishconf.py")
    assert "pass" not in done.stdout


def test_a_failing_sample_is_not_published(house: House, remote: Remote) -> None:
    """A page that says what no run prints stops everything before a commit is made."""
    house.article.write_text(house.article.read_text().replace("Hello, reader!\n", "Hello, writer!\n"))
    house.commit("Lie")
    done = house.inv("publish")
    assert refuses(done, remote, "./inv verify failed", "Hello, writer!")
    assert house.git("branch", "--list", "gh-pages") == ""


def test_a_failing_check_is_not_published(house: House, remote: Remote) -> None:
    """A link that leads nowhere stops everything."""
    house.article.write_text(house.article.read_text() + "\n[Nowhere](/no/such/page/)\n")
    house.commit("Lead nowhere")
    assert refuses(house.inv("publish"), remote, "./inv check failed", "/no/such/page/")


def test_what_is_not_committed_is_not_published(house: House, remote: Remote) -> None:
    """Changed and new files are named, and nothing else is tried."""
    house.article.write_text(house.article.read_text() + "\nMore words.\n")
    (house.root / "notes.txt").touch()
    done = house.inv("publish")
    assert refuses(done, remote, f"content/articles/{SLUG}/index.md", "notes.txt")
    assert "check" not in done.stdout


def test_a_remote_that_is_not_there_is_a_clear_error(house: House, remote: Remote) -> None:
    """The error names the remote, before anything is run."""
    done = house.inv("publish", "--remote", "nowhere")
    assert refuses(done, remote, "nowhere")
    assert "pass" not in done.stdout


def test_branch_and_remote_can_be_chosen(house: House, tmp_path: Path) -> None:
    """Another branch of another remote is served as well."""
    mirror = Remote(house, tmp_path / "mirror.git")
    house.git("remote", "rename", "origin", "mirror")
    done = house.inv("publish", "--branch", "pages", "--remote", "mirror")
    assert done.returncode == 0, done.stdout
    assert mirror.branches == ["pages"]
