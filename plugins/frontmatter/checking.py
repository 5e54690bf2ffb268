"""Checks the headers of all articles and pages, one by one and against each other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from bundles import find_pages
from frontmatter.header import Header, read_header
from frontmatter.names import Name, check_names, place
from frontmatter.registers import REGISTERS, Register, check_register
from frontmatter.schema import ArticleMetadata, PageMetadata
from problems import Problem, hint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["check"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# The site's own folders; an article or a page of that name would be written over one of them.
_LISTS = ("archives", "authors", "categories", "series", "tags")
_FOLDERS = ("author", "cards", "category", "drafts", "extra", "feeds", "images", "page", "tag", "theme")
_RESERVED = frozenset((*_LISTS, *_FOLDERS))
_YEAR = re.compile(r"[0-9]{4}")
_PAGES = frozenset(("404.html", "index.html"))

_MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")

_EXAMPLES = {
    "title": "Title: How to Retry with Class",
    "date": "Date: 2026-11-22",
    "authors": "Authors: The Editors",
    "category": "Category: Python",
    "tags": "Tags: Python, Flask",
    "summary": "Summary: One paragraph that says what the reader will learn.",
}


@dataclass
class _Document:
    header: Header
    slug: str
    metadata: BaseModel | None
    problems: list[Problem] = field(default_factory=list)


def check(content: Path) -> list[Problem]:
    """Return what is wrong in the registers and in all headers under the content folder, sorted by place."""
    registers = {kind: check_register(content, kind) for kind in REGISTERS}
    context = {kind: _texts(register.names) for kind, register in registers.items()}
    articles = [_read_article(path, context) for path in sorted((content / "articles").glob("*/index.md"))]
    pages = [_read_page(path, context) for path in find_pages(content)]
    documents = [*articles, *pages]
    problems = [problem for register in registers.values() for problem in register.problems]
    problems += [problem for document in documents for problem in document.problems]
    names = [name for register in registers.values() for name in register.names or []]
    problems += check_names([*names, *_names_in(articles)], content)
    problems += _series_of_nothing(registers["series"], articles)
    problems += _twice_the_same_slug(documents, content)
    problems += _twice_the_same_position(articles, content)
    problems += _taken_aliases(documents, content)
    problems += _pages_that_are_none(content)
    return sorted(set(problems))


def _series_of_nothing(register: Register, articles: list[_Document]) -> Iterator[Problem]:
    known = [name.text for name in _names_in(articles) if name.kind == "series"]
    for name in register.names or []:
        if name.text not in known:
            yield Problem(name.path, name.line, f"no article is of the series {name.text!r}{hint(name.text, known)}")


def _texts(names: list[Name] | None) -> list[str] | None:
    return None if names is None else [name.text for name in names]


def _read_article(path: Path, context: dict[str, list[str] | None]) -> _Document:
    document = _read(path, path.parent.name, ArticleMetadata, context)
    document.problems += _problems_of_address(document, f"the folder's name {document.slug!r}", 1)
    return document


def _read_page(path: Path, context: dict[str, list[str] | None]) -> _Document:
    in_folder = path.name == "index.md" and path.parent.name != "pages"
    document = _read(path, path.parent.name if in_folder else path.stem, PageMetadata, context)
    named = f"the {'folder' if in_folder else 'file'}'s name {document.slug!r}"
    if given := next((found for found in document.header.fields if found.key.lower() == "slug"), None):
        document.slug, named = given.value, f"`{given.key}`: {given.value!r}"
    document.problems += _problems_of_address(document, named, document.header.line_of("slug"))
    return document


def _problems_of_address(document: _Document, named: str, line: int) -> Iterator[Problem]:
    if not _SLUG.fullmatch(document.slug):
        message = f"{named} becomes the address; use small letters, digits, and single hyphens"
        yield Problem(document.header.path, line, message)
    if document.slug.lower() in _RESERVED or _YEAR.fullmatch(document.slug):
        message = f"{named} is taken by the site itself; choose another one"
        yield Problem(document.header.path, line, message)


def _read(path: Path, slug: str, schema: type[BaseModel], context: dict[str, list[str] | None]) -> _Document:
    try:
        header = read_header(path)
    except UnicodeError as error:
        return _Document(Header(path), slug, None, [Problem(path, 1, f"is not UTF-8 text: {error}")])
    document = _Document(header, slug, None, [*_problems_of_form(header)])
    try:
        values = {found.key.lower(): found.value for found in reversed(header.fields)}
        document.metadata = schema.model_validate(values, context=context)
    except ValidationError as error:
        document.problems += [_as_problem(dict(item), header, schema) for item in error.errors()]
    return document


def _problems_of_form(header: Header) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for found in header.fields:
        first = seen.setdefault(found.key.lower(), found.line)
        if first != found.line:
            yield Problem(header.path, found.line, f"`{found.key}` is given twice, first in line {first}; keep one")
    for line in header.strays:
        message = "is neither `Key: value` nor a blank line; a blank line must end the header"
        yield Problem(header.path, line, message)


def _as_problem(error: dict[str, Any], header: Header, schema: type[BaseModel]) -> Problem:
    key = str(error["loc"][0]) if error["loc"] else ""
    return Problem(header.path, _line_of(error, key, header), _message(error, key, header, schema))


def _line_of(error: dict[str, Any], key: str, header: Header) -> int:
    if key:
        return header.line_of(key)
    named = re.match(r"Value error, `(\w+)`", error["msg"])
    return header.line_of(named[1].lower()) if named else 1


def _message(error: dict[str, Any], key: str, header: Header, schema: type[BaseModel]) -> str:
    allowed = [name.capitalize() for name in schema.model_fields]
    written = next((found.key for found in header.fields if found.key.lower() == key), key.capitalize())
    match error["type"]:
        case "missing":
            return f"`{key.capitalize()}` is missing; add a line such as `{_EXAMPLES[key]}`"
        case "extra_forbidden" if key == "slug":
            return f"`{written}` is not allowed here; the folder's name is the slug"
        case "extra_forbidden" if key in ("save_as", "url"):
            return f"`{written}` is not allowed here; a page's address is its file's name, or its `Slug`"
        case "extra_forbidden":
            return f"unknown key `{written}`{hint(key, allowed)}"
    reason = str(error["msg"]).removeprefix("Value error, ")
    return f"`{written}`: {reason}" if key else reason


def _names_in(articles: list[_Document]) -> Iterator[Name]:
    for document in articles:
        if isinstance(document.metadata, ArticleMetadata):
            header = document.header
            for tag in document.metadata.tags:
                yield Name("tag", tag, header.path, header.line_of("tags"))
            if document.metadata.series:
                yield Name("series", document.metadata.series, header.path, header.line_of("series"))


def _twice_the_same_slug(documents: list[_Document], content: Path) -> Iterator[Problem]:
    seen: dict[str, _Document] = {}
    for document in documents:
        first = seen.setdefault(document.slug.lower(), document)
        if first is not document:
            line = document.header.line_of("slug")
            message = f"the slug {document.slug!r} is taken by {place(first.header.path, content)}; choose another one"
            yield Problem(document.header.path, line, message)


def _twice_the_same_position(articles: list[_Document], content: Path) -> Iterator[Problem]:
    seen: dict[tuple[str, int], _Document] = {}
    for document in articles:
        metadata = document.metadata
        if isinstance(metadata, ArticleMetadata) and metadata.series and metadata.series_index:
            first = seen.setdefault((metadata.series, metadata.series_index), document)
            if first is not document:
                line = document.header.line_of("series_index")
                taken_by = f"{place(first.header.path, content)}:{first.header.line_of('series_index')}"
                message = f"position {metadata.series_index} of the series {metadata.series!r} is taken by {taken_by}"
                yield Problem(document.header.path, line, f"{message}; choose another one")


def _taken_aliases(documents: list[_Document], content: Path) -> Iterator[Problem]:
    """Yield each alias at whose place there is something else; what only a build can know, it looks for itself."""
    taken = {f"{document.slug}/index.html".lower(): place(document.header.path, content) for document in documents}
    for document in documents:
        header, line = document.header, document.header.line_of("aliases")
        for file in getattr(document.metadata, "aliases", ()):
            address = file.removesuffix("index.html")
            if by := "the site itself" if _is_of_the_site(file) else taken.get(file.lower()):
                yield Problem(header.path, line, f"the alias {address!r} is taken by {by}; choose another one")
            else:
                taken[file.lower()] = f"{place(header.path, content)}:{line}"


def _is_of_the_site(file: str) -> bool:
    first, *rest = file.lower().split("/")
    return file.lower() in _PAGES or first in _RESERVED or (bool(_YEAR.fullmatch(first)) and rest == ["index.html"])


def _pages_that_are_none(content: Path) -> Iterator[Problem]:
    pages = find_pages(content)
    for path in sorted((content / "pages").rglob("*")):
        if path.suffix in _MARKDOWN and path not in pages:
            message = (
                "is not read as a page; pages are content/pages/NAME.md and content/pages/NAME/index.md, move it there"
            )
            yield Problem(path, 1, message)
