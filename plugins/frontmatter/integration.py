"""The adapter to Pelican: no build with a wrong header; what the headers say, as objects for the templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from frontmatter.checking import check
from frontmatter.registers import read_register
from frontmatter.schema import BasedOn
from problems import fail_on

if TYPE_CHECKING:
    from pelican import Pelican
    from pelican.contents import Content
    from pelican.generators import Generator


def check_headers(pelican: Pelican) -> None:
    """Stop the build, before anything is read or written, if a header is wrong."""
    fail_on(check(Path(pelican.settings["PATH"])))


def make_objects(content: Content) -> None:
    """Turn ``Based_on`` from text into a `BasedOn`, and ``Comments`` into small letters."""
    if isinstance(text := getattr(content, "based_on", None), str):
        content.based_on = BasedOn.parse(text)
    if isinstance(text := getattr(content, "comments", None), str):
        content.comments = text.lower()


def add_registers(generator: Generator) -> None:
    """Hand templates what is known of authors, categories and series, by name."""
    content = Path(generator.settings["PATH"])
    generator.context["author_register"] = read_register(content / "authors.toml")
    generator.context["category_register"] = read_register(content / "categories.toml")
    generator.context["series_register"] = read_register(content / "series.toml")
