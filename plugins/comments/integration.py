"""The adapter to Pelican: no build with a wrong `COMMENTS`; what it says, for the articles."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from comments.setting import read_setting
from problems import Problem, fail_on

if TYPE_CHECKING:
    from pelican import Pelican
    from pelican.generators import ArticlesGenerator

SETTINGS = Path(__file__).resolve().parents[2] / "pelicanconf.py"


def check_setting(pelican: Pelican) -> None:
    """Stop the build, before anything is read or written, if `COMMENTS` is wrong."""
    try:
        read_setting(pelican.settings.get("COMMENTS"))
    except ValueError as error:
        fail_on([Problem(SETTINGS, _line(), f"COMMENTS: {error}")])


def _line() -> int:
    lines = SETTINGS.read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if re.match(r"COMMENTS\b", line)), 1)


def add_discussions(generator: ArticlesGenerator) -> None:
    """Give each article on which comments are wanted its `discussion`; a draft has not its address yet."""
    settings = generator.settings
    if not (comments := read_setting(settings.get("COMMENTS"))):
        return
    for article in (*generator.articles, *generator.hidden_articles):
        if getattr(article, "comments", "on") != "off":
            path = f"{settings.get('ROOT_PATH', '')}/{article.url}"
            article.discussion = comments.on(path, article.title)
