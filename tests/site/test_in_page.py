"""What is published so that samples run in the page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import brotli
import pytest

from tests.runnable.house import sample
from tests.site.house import ROOT, Site, build, make_content, pelican, write_article

TEXT = sample("from flask import Flask\n\nprint(Flask.__name__)", "Flask", "name=web browser") + sample(
    "import socket", options='name=sockets browser="no: opens sockets"'
)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article with a sample that runs in the page, and one that says why not; a draft with them, too."""
    made = make_content(tmp_path_factory.mktemp("in-page"))
    write_article(made, "runs", TEXT)
    write_article(made, "soon", TEXT, Status="draft")
    return made


@pytest.fixture(scope="module")
def site(content: Path) -> Site:
    """The site as it is published."""
    return build(content, content.parent / "published", "publishconf.py")


def told(site: Site, name: str) -> Path:
    """The file that the page of the article names in its attribute."""
    page = site.output / "runs" / "index.html"
    return (page.parent / site.soup("runs/index.html").select_one(f"[data-{name}]")[f"data-{name}"]).resolve()


def test_a_page_names_what_it_needs(site: Site) -> None:
    """Each file has a digest of itself in its name; those of Python come in brotli, too, and as large as is said."""
    for name in ("pack", "samples"):
        path = told(site, name)
        digest = re.fullmatch(rf"{name}\.([0-9a-f]{{12}})\.json", path.name)
        assert digest
        assert sha256(path.read_bytes()).hexdigest().startswith(digest[1])
    pack = json.loads(told(site, "pack").read_text("utf-8"))
    for file in pack["files"].values():
        path = told(site, "pack").with_name(file["url"])
        packed = path.with_name(f"{path.name}.br").read_bytes()
        assert (len(packed), path.stat().st_size) == (file["sent"], file["bytes"])
    frame = told(site, "pack").with_name(pack["files"]["frame"]["url"])
    assert brotli.decompress(frame.with_name(f"{frame.name}.br").read_bytes()) == frame.read_bytes()
    assert (site.output / "sw.js").is_file()


def test_a_page_knows_its_samples(site: Site) -> None:
    """Those that run there come with the archives that they need, the others as scripts; both name their versions."""
    about = json.loads(told(site, "samples").read_text("utf-8"))
    assert list(about["samples"]) == ["sample-web"]
    assert "web" in about["samples"]["sample-web"]["archives"]
    assert list(about["scripts"]) == ["sample-sockets"]
    requires = about["samples"]["sample-web"]["requires"]
    assert requires["python"] == f">={sys.version_info[0]}.{sys.version_info[1]}"
    assert [each.partition("==")[0] for each in requires["distributions"]] == ["flask"]
    assert about["scripts"]["sample-sockets"]["requires"]["distributions"] == []


def run_elsewhere(content: Path, folder: Path, settings: str) -> subprocess.CompletedProcess[str]:
    """Build the site where there is no Pyodide."""
    command = [sys.executable, "-m", "pelican", content, "-s", ROOT / settings, "-o", folder / "output"]
    return subprocess.run([*command, "--fatal", "warnings"], cwd=folder, capture_output=True, text=True, check=False)


def test_a_draft_publishes_nothing(site: Site) -> None:
    """What the samples of a text need lies beside its page, and there is none of a draft."""
    assert [path.parent for path in site.output.rglob("samples.*.json")] == [site.output / "runs"]


def test_without_pyodide_samples_are_plain(content: Path, tmp_path: Path) -> None:
    """An author who has not installed it builds the site all the same; nothing is published so."""
    assert run_elsewhere(content, tmp_path, "pelicanconf.py").returncode == 0
    site = Site(tmp_path / "output", "")
    assert site.soup("runs/index.html").select("[data-pack]") == []
    assert not (site.output / "runnable").exists()
    published = run_elsewhere(content, tmp_path, "publishconf.py")
    assert published.returncode == 1
    assert "samples can't run in pages: " in published.stderr


def test_another_pelican_has_nothing_of_it(content: Path, tmp_path: Path) -> None:
    """Without the setting no page runs anything, and no file of Python is published."""
    built = pelican(content, tmp_path, "pelicanconf.py", "-e", "RUNNABLE_IN_PAGE=false")
    assert built.status == 0, built.said
    assert not (tmp_path / "runnable").exists()
    assert Site(tmp_path, "").soup("runs/index.html").select("[data-pack]") == []
