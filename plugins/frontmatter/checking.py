"""Checks the headers of all articles and pages, one by one and against each other."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from frontmatter.header import Header, read_header
from frontmatter.schema import ArticleMetadata, PageMetadata
from problems import Problem, hint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["check", "read_register"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# The site's own folders; an article of that name would be written over one of them.
_LISTS = ("archives", "authors", "categories", "series", "tags")
_FOLDERS = ("author", "category", "drafts", "feeds", "images", "page", "tag", "theme")
_RESERVED = frozenset((*_LISTS, *_FOLDERS))

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
    """Return what is wrong in the headers of all articles and pages under the content folder, sorted by place."""
    context, problems = _read_registers(content)
    articles = [_read_article(path, context) for path in sorted((content / "articles").glob("*/index.md"))]
    pages = [_read_page(path, context) for path in sorted((content / "pages").glob("*.md"))]
    for document in [*articles, *pages]:
        problems += document.problems
    problems += _twice_the_same_slug([*articles, *pages])
    problems += _twice_the_same_position(articles)
    problems += _one_tag_in_two_spellings(articles)
    return sorted(set(problems))


def read_register(path: Path) -> dict[str, Any]:
    """Return the tables of ``authors.toml`` or ``categories.toml`` by name; none if there is no such file."""
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def _read_registers(content: Path) -> tuple[dict[str, list[str]], list[Problem]]:
    names: dict[str, list[str]] = {}
    problems = []
    for kind in ("authors", "categories"):
        path = content / f"{kind}.toml"
        names[kind] = []
        try:
            names[kind] = list(read_register(path))
        except (tomllib.TOMLDecodeError, UnicodeError) as error:
            problems.append(Problem(path, getattr(error, "lineno", 1), f"cannot be read: {error}"))
    return names, problems


def _read_article(path: Path, context: dict[str, list[str]]) -> _Document:
    slug = path.parent.name
    document = _read(path, slug, ArticleMetadata, context)
    if not _SLUG.fullmatch(slug):
        message = f"the folder's name {slug!r} becomes the address; use small letters, digits, and single hyphens"
        document.problems.append(Problem(path, 1, message))
    if slug in _RESERVED or re.fullmatch(r"\d{4}", slug):
        message = f"the folder's name {slug!r} is taken by the site itself; choose another one"
        document.problems.append(Problem(path, 1, message))
    return document


def _read_page(path: Path, context: dict[str, list[str]]) -> _Document:
    document = _read(path, path.stem, PageMetadata, context)
    if isinstance(document.metadata, PageMetadata) and document.metadata.slug:
        document.slug = document.metadata.slug
    return document


def _read(path: Path, slug: str, schema: type[BaseModel], context: dict[str, list[str]]) -> _Document:
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
        case "extra_forbidden":
            return f"unknown key `{written}`{hint(key, allowed)}"
        case "string_pattern_mismatch":
            return f"`{written}`: {error['input']!r} is no slug; use small letters, digits, and single hyphens"
    reason = str(error["msg"]).removeprefix("Value error, ")
    return f"`{written}`: {reason}" if key else reason


def _twice_the_same_slug(documents: list[_Document]) -> Iterator[Problem]:
    seen: dict[str, _Document] = {}
    for document in documents:
        first = seen.setdefault(document.slug.lower(), document)
        if first is not document:
            line = document.header.line_of("slug")
            message = f"the slug {document.slug!r} is taken by {first.header.path}; choose another one"
            yield Problem(document.header.path, line, message)


def _twice_the_same_position(articles: list[_Document]) -> Iterator[Problem]:
    seen: dict[tuple[str, int], _Document] = {}
    for document in articles:
        metadata = document.metadata
        if isinstance(metadata, ArticleMetadata) and metadata.series and metadata.series_index:
            first = seen.setdefault((metadata.series, metadata.series_index), document)
            if first is not document:
                line = document.header.line_of("series_index")
                place = f"{first.header.path}:{first.header.line_of('series_index')}"
                message = f"position {metadata.series_index} of the series {metadata.series!r} is taken by {place}"
                yield Problem(document.header.path, line, f"{message}; choose another one")


def _one_tag_in_two_spellings(articles: list[_Document]) -> Iterator[Problem]:
    seen: dict[str, tuple[str, Path]] = {}
    for document in articles:
        line = document.header.line_of("tags")
        for tag in document.metadata.tags if isinstance(document.metadata, ArticleMetadata) else []:
            address = _address(tag)
            spelling, path = seen.setdefault(address, (tag, document.header.path))
            if not address:
                message = f"the tag {tag!r} has neither a letter nor a digit, and so no address; choose another one"
                yield Problem(document.header.path, line, message)
            elif spelling != tag:
                message = f"the tag {tag!r} has the same address as {spelling!r} in {path}; write both alike"
                yield Problem(document.header.path, line, message)


def _address(tag: str) -> str:
    plain = unicodedata.normalize("NFKD", tag)
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip()).lower()
