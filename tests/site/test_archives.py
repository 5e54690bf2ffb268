"""The files of an article as one archive: what is in it, what keeps it from being run, and that it runs elsewhere."""

from __future__ import annotations

import io
import os
import re
import shlex
import stat
import subprocess
import zipfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import archives
from tests.site.house import ROOT, Site, make_content, write_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    Tries = dict[str, Future[None]]

README = "# Title\n\n```sh\nset-up\nrun\n```\n"
SLUGS = [bundle.name for bundle in archives.find_archives(ROOT / "content")]
SECONDS = 600
AT_ONCE = 2
ELSEWHERE = "test_an_archive_runs_elsewhere"
# All files are imported, and one test of each is run; the others are proven with the article, in the same versions.
FIRST = """\
def pytest_collection_modifyitems(items):
    seen = set()
    items[:] = [item for item in items if item.path not in seen and not seen.add(item.path)]
"""


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle that is a download with nothing wrong."""
    folder = write_article(make_content(tmp_path), "a-download").parent
    flask = re.search(r"^flask==\S+", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    files = {"README.md": README, "requirements.in": "# why\nFlask  # why\n", "requirements.txt": f"{flask[0]} \\\n"}
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def problems(bundle: Path) -> list[str]:
    """What is told of the bundle, by file and line."""
    return [f"{found.path.name}:{found.line}: {found.message}" for found in archives.check(bundle.parents[1])]


def test_what_is_in_an_archive(published: Site) -> None:
    """All files of the bundle and the licence, in a folder of its name; neither the text nor what is hidden."""
    path = published.output / "everything" / "everything.zip"
    with zipfile.ZipFile(path) as archive:
        names = {"README.md", "notes.txt", "page.html", "requirements.in", "run.sh", "unlinked.py", "LICENSE"}
        assert set(archive.namelist()) == {f"everything/{name}" for name in names}
        assert archive.read("everything/notes.txt") == b"notes\n"
        modes = {name: archive.getinfo(f"everything/{name}").external_attr >> 16 for name in ("run.sh", "notes.txt")}
    assert modes == {"run.sh": stat.S_IFREG | 0o755, "notes.txt": stat.S_IFREG | 0o644}


def test_where_an_archive_is_offered(published: Site, dev: Site) -> None:
    """The page links to it and says how large it is; that of a draft goes where drafts go; others have none."""
    (link,) = published.soup("everything/index.html").select(".article-archive a")
    assert link["href"].endswith("everything/everything.zip")
    assert "kB" in link.parent.text
    assert (dev.output / "drafts" / "not-yet" / "not-yet.zip").is_file()
    assert not list(published.output.rglob("not-yet.zip"))
    assert not published.soup("plain-1/index.html").select(".article-archive")
    assert not (published.output / "plain-1" / "plain-1.zip").exists()


def test_the_same_files_give_the_same_bytes(bundle: Path) -> None:
    """Nothing of an archive depends on when or in which order its files were written."""
    packed = archives.pack(bundle)
    for path in sorted(bundle.iterdir(), reverse=True):
        text = path.read_text()
        path.unlink()
        path.write_text(text)
    assert archives.pack(bundle) == packed


def test_a_link_is_refused(bundle: Path) -> None:
    """A link could lead to what is nobody else's business."""
    (bundle / "link").symlink_to("/etc/passwd")
    with pytest.raises(ValueError, match="link is a link"):
        archives.pack(bundle)


def test_nothing_is_wrong(bundle: Path) -> None:
    """A README of two commands, and pins that are the site's: nothing is told; nor of a bundle that is no download."""
    assert problems(bundle) == []
    (bundle / "requirements.txt").unlink()
    (bundle / "requirements.in").unlink()
    assert problems(bundle) == []


WRONG = {
    "no readme": ("README.md", None, "README.md:1: the README of a download is missing"),
    "no commands": (
        "README.md",
        "Text.\n",
        "README.md:1: the README of a download takes one fence in sh, of two lines",
    ),
    "three": ("README.md", README.replace("run", "run\nmore"), "README.md:1: the README of a download takes one"),
    "two fences": ("README.md", README + README, "README.md:1: the README of a download takes one"),
    "no pins": ("requirements.txt", None, "requirements.txt:1: the pinned requirements of a download are missing"),
    "not pinned": ("requirements.in", "flask\n\nno_such\n", "requirements.in:3: no_such is not pinned"),
    "another version": ("requirements.txt", "\nFLASK==0.1\n", "requirements.txt:2: flask 0.1 is not the "),
}


@pytest.mark.parametrize(("name", "text", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong(bundle: Path, name: str, text: str | None, message: str) -> None:
    """What keeps a reader from running it is told with its place."""
    if text is None:
        (bundle / name).unlink()
    else:
        (bundle / name).write_text(text)
    (found,) = problems(bundle)
    assert found.startswith(message)


@pytest.fixture(scope="module")
def tried(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tries]:
    """By slug, what becomes of each archive that is to be tried; most of the time they wait for their packages."""
    tests = [item for item in request.session.items if getattr(item, "originalname", "") == ELSEWHERE]
    wanted = [test.callspec.params["slug"] for test in tests]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {slug: pool.submit(_try, slug, tmp_path_factory.mktemp("elsewhere")) for slug in wanted}


@pytest.mark.parametrize("slug", SLUGS)
def test_an_archive_runs_elsewhere(slug: str, tried: Tries) -> None:
    """Unpacked on its own, by the two commands of its README, a test of each file passes in its own environment."""
    tried[slug].result()


def _try(slug: str, place: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(archives.pack(ROOT / "content" / "articles" / slug))) as archive:
        archive.extractall(place)
    folder = place / slug
    path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if ".venv" not in part)
    (place / "first.py").write_text(FIRST)
    environment = {"PATH": path, "HOME": str(place), "LANG": "C.UTF-8", "PIP_CACHE_DIR": _pip_cache()}
    environment |= {"PYTEST_ADDOPTS": "-p first", "PYTHONPATH": str(place)}
    for command in archives.commands((folder / "README.md").read_text()):
        done = subprocess.run(
            ["/bin/sh", "-ec", command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"$ {command}\n{done.stdout}\n{done.stderr}"
    assert re.search(r"\b[1-9]\d* passed\b", done.stdout), f"$ {shlex.quote(command)}\n{done.stdout}"


def _pip_cache() -> str:
    return os.environ.get("PIP_CACHE_DIR", str(Path.home() / ".cache" / "pip"))


def test_every_article_of_the_series_is_a_download() -> None:
    """Each article with code of its own has its archive."""
    with_code = {path.parent.name for path in ROOT.glob("content/articles/*/test_*.py")}
    assert with_code <= set(SLUGS)
