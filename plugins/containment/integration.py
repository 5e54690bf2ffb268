"""The adapter to Pelican: stops a build before it writes or copies anything from outside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pelican.generators import ArticlesGenerator, PagesGenerator
from problems import Problem, fail_on

from containment.checking import check, escapes, line_of, references_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pelican import Pelican
    from pelican.contents import Content
    from pelican.generators import Generator

# Where Pelican keeps what it read, by generator.
_SHELVES = {
    ArticlesGenerator: (
        "articles",
        "translations",
        "drafts",
        "drafts_translations",
        "hidden_articles",
        "hidden_translations",
    ),
    PagesGenerator: (
        "pages",
        "translations",
        "hidden_pages",
        "hidden_translations",
        "draft_pages",
        "draft_translations",
    ),
}


def check_symlinks(pelican: Pelican) -> None:
    """Stop the build if a symbolic link leads out of the content folder, linked from a page or not."""
    fail_on(check(Path(pelican.settings["PATH"])))


def check_references(generators: list[Generator]) -> None:
    """Stop the build if a document, or a file that would be copied, leads out of the content folder."""
    content = Path(generators[0].settings["PATH"])
    problems = [problem for document in _documents(generators) for problem in _problems_in(document, content)]
    fail_on(problems or _statics_outside(generators[0], content))


def _documents(generators: list[Generator]) -> Iterator[Content]:
    for generator in generators:
        for kind, shelves in _SHELVES.items():
            if isinstance(generator, kind):
                for shelf in shelves:
                    yield from getattr(generator, shelf)


def _problems_in(document: Content, content: Path) -> Iterator[Problem]:
    source = Path(document.source_path)
    for text, target in _references(document):
        if escapes(target, source.parent, content):
            message = f"{text!r} leads out of {content.name}/; put the file into the article's folder or content/images"
            yield Problem(source, line_of(target, source), message)


def _references(document: Content) -> Iterator[tuple[str, str]]:
    html = document._content or ""  # noqa: SLF001  # `content` would already resolve the links
    # Pelican's own pattern also sees tags where a parser of HTML sees none.
    for match in document._get_intrasite_link_regex().finditer(html):  # noqa: SLF001
        if match["what"] in ("filename", "static", "attach"):
            yield match["path"], match["value"]
    for value in document.metadata.values():
        html += _as_attribute(value)
    for reference in references_in(html):
        yield reference.text, reference.target


def _as_attribute(value: object) -> str:
    # Plain text of the header, too, may hold a reference that a template would make a link of.
    return f"<!--{value}-->{value}" if isinstance(value, str) else ""


def _statics_outside(generator: Generator, content: Path) -> list[Problem]:
    root = content.resolve()
    return [
        Problem(Path(static.source_path), 1, f"would be published from outside {content.name}/")
        for static in generator.context["staticfiles"]
        if not Path(static.source_path).resolve().is_relative_to(root)
    ]
