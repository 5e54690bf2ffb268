"""Pages at the old addresses of articles and pages, which lead to the new ones: the header's ``Aliases``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from pelican import signals
from pelican.generators import Generator
from pelican.writers import FileOverwriteFailedError, Writer

from frontmatter.header import read_header
from frontmatter.schema import aliases_of
from problems import Problem, fail_on

__all__ = ["Redirects", "register"]

_LISTS = ("articles", "hidden_articles", "drafts", "pages", "hidden_pages", "draft_pages")


class Redirects(Generator):
    """Writes the redirects when articles, pages and lists are written, so that it sees what is there already."""

    def generate_output(self, writer: Writer) -> None:
        """Write all redirects; end the build where a file of the site would be written over."""
        statics = {static.save_as.lower() for static in self.context["staticfiles"]}
        fail_on(self._problems(writer, statics))

    def _problems(self, writer: Writer, statics: set[str]) -> Iterator[Problem]:
        for document, file in _aliases(self.context):
            if statics & _paths(file) or not self._write(writer, document, file):
                path = Path(document.source_path)
                message = f"the alias {file.removesuffix('index.html')!r} is the place of a file of the site"
                yield Problem(path, read_header(path).line_of("aliases"), f"{message}; choose another one")

    def _write(self, writer: Writer, document: Any, file: str) -> bool:
        url, relative = file.removesuffix("index.html"), self.settings["RELATIVE_URLS"]
        template = self.get_template("redirect")
        try:
            writer.write_file(file, template, self.context, relative, url=url, document=document)
        except (FileOverwriteFailedError, FileExistsError, NotADirectoryError, IsADirectoryError):
            return False
        return True


def _paths(file: str) -> set[str]:
    """A file and its folders: each may be a file of the site already."""
    return {path.as_posix().lower() for path in (PurePosixPath(file), *PurePosixPath(file).parents)}


def _aliases(context: dict[str, Any]) -> Iterator[tuple[Any, str]]:
    """Each article and page that this build writes, with each file at an old address of it."""
    for name in _LISTS:
        for document in context.get(name, ()):
            text = getattr(document, "aliases", "")
            if text and document.save_as:
                # A header's value of several lines is a list to Pelican.
                yield from ((document, file) for file in aliases_of(text if isinstance(text, str) else " ".join(text)))


def _get_generators(pelican: Any) -> type[Generator]:  # noqa: ARG001  # as Pelican calls it
    return Redirects


def register() -> None:
    """Connect to Pelican."""
    signals.get_generators.connect(_get_generators)
