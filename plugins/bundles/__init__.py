"""An article is a folder with an ``index.md``, a page is that or a ``pages/<slug>.md``; nothing else becomes either."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pelican import signals

if TYPE_CHECKING:
    from pelican import Pelican

__all__ = ["find_articles", "find_pages", "register"]


def find_articles(content: Path) -> list[Path]:
    """Return every ``articles/<slug>/index.md`` under the content folder, in the order of their slugs."""
    return sorted((content / "articles").glob("*/index.md"))


def find_pages(content: Path) -> list[Path]:
    """Return every ``pages/<slug>.md`` and ``pages/<slug>/index.md`` under the content folder, sorted."""
    return sorted([*(content / "pages").glob("*.md"), *(content / "pages").glob("*/index.md")])


def _narrow_paths(pelican: Pelican) -> None:
    # At each run and not in the settings: autoreload must see new articles. Pelican's own patterns match base names
    # only, and so could not tell articles/x/index.md from articles/x/README.md. It would also take files for pages
    # whose headers nobody checks, in folders and of other endings.
    content = Path(pelican.settings["PATH"])
    pelican.settings["ARTICLE_PATHS"] = [path.relative_to(content).as_posix() for path in find_articles(content)]
    pelican.settings["PAGE_PATHS"] = [path.relative_to(content).as_posix() for path in find_pages(content)]


def register() -> None:
    """Connect to Pelican."""
    signals.get_generators.connect(_narrow_paths)
