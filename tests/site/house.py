"""What tests of the site share: crafted content, real builds, and ways to read what they wrote."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
SITEURL = "https://running-commentary.example"
TIMEOUT = 1500  # seconds; the first build on a machine makes what pages load to run samples

HEADER = {
    "Title": "A Title",
    "Date": "2026-11-22",
    "Authors": "The Editors",
    "Category": "Python",
    "Tags": "Python, Flask",
    "Summary": "One paragraph.",
}


@dataclass(frozen=True)
class Site:
    """A site that was built."""

    output: Path
    siteurl: str

    @property
    def pages(self) -> list[Path]:
        """All pages, but not the HTML files that articles offer for download."""
        return sorted([*self.output.rglob("index.html"), self.output / "404.html"])

    def is_listed(self, page: Path) -> bool:
        """Say whether a page is to be found by search engines, and so by the lists that programs read."""
        return '<meta name="robots" content="noindex">' not in page.read_text("utf-8")

    def read(self, path: str) -> str:
        """Return the text of one file."""
        return (self.output / path).read_text("utf-8")

    def soup(self, path: str) -> BeautifulSoup:
        """Return one page, parsed once for all who ask, so that nobody may change it."""
        return _parsed(self.read(path))


@lru_cache(maxsize=256)  # pages, of a megabyte each
def _parsed(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html5lib")


@dataclass(frozen=True)
class Build:
    """How one run of Pelican went."""

    status: int
    said: str


def write_article(content: Path, slug: str, body: str = "Text.\n", **header: str | None) -> Path:
    """Write an article with a good header, in which the given fields take another value or, by None, are left out."""
    fields = {**HEADER, **header}
    lines = [f"{key}: {value}\n" for key, value in fields.items() if value is not None]
    path = content / "articles" / slug / "index.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines) + "\n" + body, "utf-8")
    return path


def make_content(folder: Path, *, guide: bool = False) -> Path:
    """Make a content folder that has the site's registers, pages and extras, and no article.

    Its style guide is there only with `guide`: for its samples each site would get 38 MB to run them in pages.
    """
    content = folder / "content"
    content.mkdir(parents=True)
    for name in ("authors.toml", "categories.toml"):
        shutil.copy(ROOT / "content" / name, content)
    for name in ("pages", "extra"):
        left_out = shutil.ignore_patterns("styleguide" * (not guide))
        shutil.copytree(ROOT / "content" / name, content / name, ignore=left_out)
    (content / "articles").mkdir()
    return content


def pelican(content: Path, output: Path, settings: str, *options: str) -> Build:
    """Build the site as authors do, in a process of its own."""
    command = [sys.executable, "-m", "pelican", str(content), "-s", settings, "-o", str(output), *options]
    environment = {name: value for name, value in os.environ.items() if name != "SITEURL"}
    # Rich wraps what it prints to the width of a terminal.
    environment["COLUMNS"] = "1000"
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    return Build(done.returncode, done.stdout + done.stderr)


def build(content: Path, output: Path, settings: str, *options: str) -> Site:
    """Build the site, which has to succeed without a warning."""
    result = pelican(content, output, settings, "--fatal", "warnings", *options)
    assert result.status == 0, result.said
    return Site(output, SITEURL if settings == "publishconf.py" else "")
