"""An article's files as one archive, for readers who want to run them: beside its page, as `<slug>.zip`.

A bundle that has a ``requirements.in`` is such a download. Its ``README.md`` names the two commands that set it up and
run its tests, and its ``requirements.txt`` pins what it needs, in the versions in which the site was built.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pelican import signals

from bundles import find_articles
from problems import Problem
from runnable.bundle import Bundle
from runnable.fence import find_fences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pelican.contents import Article
    from pelican.generators import ArticlesGenerator
    from pelican.writers import Writer

__all__ = ["Archive", "check", "commands", "find_archives", "pack", "register"]

ROOT = Path(__file__).resolve().parents[2]
LICENCE = ROOT / "LICENSE"
PINNED = ROOT / "requirements.txt"
START = (1980, 1, 1, 0, 0, 0)  # of the time that an archive can tell; the same files give the same bytes
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", re.MULTILINE)
LOCK = "write it by ./inv lock"


@dataclass(frozen=True)
class Archive:
    """The download of an article: `url` is relative to the site's root, `size` in bytes."""

    url: str
    size: int


def find_archives(content: Path) -> list[Path]:
    """Return the bundles that are downloads, in the order of their slugs."""
    return [path.parent for path in find_articles(content) if (path.parent / "requirements.in").is_file()]


def pack(bundle: Path) -> bytes:
    """Pack a bundle, less its ``index.md``, and the licence into a zip; the same files give the same bytes.

    All of it lies in a folder that is called like the bundle. Raises ValueError for a link, which could lead out.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in Bundle(bundle).names:
            path = bundle / name
            if path.is_symlink():
                raise ValueError(f"{path} is a link, and an archive has none")
            _add(archive, f"{bundle.name}/{name}", path, executable=bool(path.stat().st_mode & 0o100))
        _add(archive, f"{bundle.name}/{LICENCE.name}", LICENCE)
    return packed.getvalue()


def _add(archive: zipfile.ZipFile, name: str, path: Path, *, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(name, START)
    entry.create_system = 3  # Unix, so that the mode is one
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, path.read_bytes())


def commands(readme: str) -> list[str]:
    """Return the commands of a README: the lines of its one fence in `sh`; ValueError unless there are two."""
    fences = [fence for fence in find_fences(readme) if fence.language == "sh"]
    lines = [line for fence in fences for line in fence.body.splitlines() if line.strip()]
    if len(fences) != 1 or len(lines) != 2:  # noqa: PLR2004 - one sets up, one runs
        raise ValueError("takes one fence in sh, of two lines: one command sets up, the other runs the tests")
    return lines


def check(content: Path) -> list[Problem]:
    """Return what keeps readers from running the downloads below the content folder."""
    pinned = _pins(PINNED)
    return [problem for bundle in find_archives(content) for problem in _problems(bundle, pinned)]


def _problems(bundle: Path, ours: Mapping[str, tuple[str, int]]) -> Iterator[Problem]:
    readme, wanted, pinned = (bundle / name for name in ("README.md", "requirements.in", "requirements.txt"))
    try:
        commands(readme.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        yield Problem(readme, 1, f"the README of a download {error if readme.exists() else 'is missing'}")
    if not pinned.is_file():
        yield Problem(pinned, 1, f"the pinned requirements of a download are missing; {LOCK}")
        return
    theirs = _pins(pinned)
    for number, line in enumerate(wanted.read_text(encoding="utf-8").splitlines(), 1):
        if (match := re.match(r"[A-Za-z0-9._-]+", line)) and _normal(match[0]) not in theirs:
            yield Problem(wanted, number, f"{match[0]} is not pinned in requirements.txt; {LOCK}")
    for name, (version, at) in theirs.items():
        if (known := ours.get(name)) and known[0] != version:
            yield Problem(pinned, at, f"{name} {version} is not the {known[0]} of the site; {LOCK}")


def _pins(path: Path) -> Mapping[str, tuple[str, int]]:
    """By the names of distributions their pinned versions, and the lines on which these are."""
    text = path.read_text(encoding="utf-8")
    return {_normal(found[1]): (found[2], text.count("\n", 0, found.start()) + 1) for found in PIN.finditer(text)}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _offer(generator: ArticlesGenerator) -> None:
    """Give each article that has a download its `archive`, and pack it."""
    downloads = set(find_archives(Path(generator.settings["PATH"])))
    packed: list[tuple[Article, bytes]] = []
    for article in (*generator.articles, *generator.drafts):
        bundle = Path(article.source_path).parent
        if bundle in downloads:
            packed.append((article, pack(bundle)))
            article.archive = Archive(f"{article.url}{article.slug}.zip", len(packed[-1][1]))
    generator.context["archives"] = packed


def _write(generator: ArticlesGenerator, writer: Writer) -> None:
    for article, content in generator.context["archives"]:
        path = Path(writer.output_path, article.save_as).parent / f"{article.slug}.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(_offer)
    signals.article_writer_finalized.connect(_write)
