"""What an author may say about an article and about a page, and in which form."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationInfo, model_validator

from frontmatter.aliases import file_of
from problems import hint

__all__ = ["ArticleMetadata", "Author", "BasedOn", "Category", "PageMetadata", "Series", "aliases_of"]

_YEARS = re.compile(r"((?:19|20)[0-9]{2})(?:\s*[-\u2013]\s*((?:19|20)[0-9]{2}))?")
_DAY = r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
_DATE = re.compile(_DAY + r"(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?")
_ACCOUNT = re.compile(r"@[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class BasedOn(BaseModel):
    """The article that ours goes back to: of one `year`, of those up to `last_year`, or, if None, of none known."""

    model_config = ConfigDict(frozen=True)

    title: str
    author: str
    link: str
    year: int | None = None
    last_year: int | None = None

    @property
    def years(self) -> str:
        """The year or years as a reader sees them; nothing where they are not known."""
        return "\N{EN DASH}".join(str(year) for year in (self.year, self.last_year) if year)

    @classmethod
    def parse(cls, text: str) -> BasedOn:
        """Read ``title | author | link | year``, of which the year may be two or be left out; raises ValueError."""
        form = "write: title | author | link | year, or leave the year out"
        parts = [part.strip() for part in text.split("|")]
        if len(parts) not in (3, 4) or not all(parts):
            raise ValueError(f"{text!r} is not in the form needed; {form}")
        title, author, link, *rest = parts
        year, last_year = _years(rest[0]) if rest else (None, None)
        return cls(title=title, author=author, link=_web_address(link), year=year, last_year=last_year)


def _web_address(link: str) -> str:
    parts = urlsplit(link)
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or re.search(r"\s", link):
        raise ValueError(f"the link {link!r} is not a web address; it must begin with https:// or http:// and a host")
    return link


def _years(text: str) -> tuple[int, int | None]:
    match = _YEARS.fullmatch(text)
    if not match:
        raise ValueError(f"the year {text!r} is not a year such as 2016 or 2016-2017; leave it out if it is not known")
    first, last = int(match[1]), int(match[2]) if match[2] else None
    if last and last <= first:
        raise ValueError(f"the years {text!r} do not follow each other; write the earlier one first")
    return first, last


def _as_date(text: Any) -> datetime:
    # Python knows more forms than Pelican, such as 2026-W47-1.
    try:
        date = datetime.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError as error:
        raise ValueError(f"{text!r} is not a date; write it as 2026-11-22 or 2026-11-22 14:30") from error
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _as_list(text: Any) -> list[str]:
    # As Pelican reads lists: by semicolons if there are any, so that a name may have a comma.
    names = [name.strip() for name in text.split(";" if ";" in text else ",")]
    if not any(names):
        raise ValueError("is empty; write one or more, with commas between them")
    if twice := sorted({name for name in names if names.count(name) > 1 and name}):
        raise ValueError(f"{twice[0]!r} stands there twice; write it once")
    return [name for name in names if name]


def aliases_of(text: Any) -> list[str]:
    """Return the files that stand for the old addresses in a header; ValueError says what is wrong with one."""
    return [file_of(alias) for alias in _as_list(text)]


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError("is empty; write something, or take the line away if it may be left out")
    return text


def _as_based_on(text: Any) -> BasedOn:
    return BasedOn.parse(text)


def _position(text: Any) -> int:
    if not re.fullmatch(r"[1-9]\d*", text):
        raise ValueError(f"{text!r} is not a position in a series; write 1, 2, 3 and so on")
    return int(text)


def _one_of(kind: str, word: str, info: ValidationInfo) -> str:
    known: list[str] | None = info.context[kind] if info.context else []
    if known is not None and word not in known:
        raise ValueError(f"{word!r} is not in content/{kind}.toml{hint(word, known)}")
    return word


def _known_category(word: str, info: ValidationInfo) -> str:
    return _one_of("categories", _not_empty(word), info)


def _known_authors(names: list[str], info: ValidationInfo) -> list[str]:
    return [_one_of("authors", name, info) for name in names]


def _status(text: Any) -> Any:
    allowed = ("published", "draft", "hidden")
    if text.lower() not in allowed:
        raise ValueError(f"{text!r} is not a status{hint(text, allowed)}")
    return text.lower()


def _on_or_off(text: Any) -> Any:
    allowed = ("on", "off")
    if text.lower() not in allowed:
        raise ValueError(f"{text!r} is neither on nor off{hint(text, allowed)}")
    return text.lower()


def _template(text: Any) -> Any:
    allowed = get_args(Template)
    if text not in allowed:
        raise ValueError(f"{text!r} is not a template for pages{hint(text, allowed)}")
    return text


def _deck(text: Any) -> Any:
    if text != "deck.md":
        raise ValueError(f"{text!r} is no deck; the slides of an article are in its deck.md, write that")
    return text


Text = Annotated[str, AfterValidator(_not_empty)]
Date = Annotated[datetime, BeforeValidator(_as_date)]
Names = Annotated[list[str], BeforeValidator(_as_list)]
Aliases = Annotated[list[str], BeforeValidator(aliases_of)]
Template = Literal["changes", "glossary", "page", "styleguide", "verification"]
Status = Annotated[Literal["published", "draft", "hidden"], BeforeValidator(_status)]


class ArticleMetadata(BaseModel):
    """The header of an article; the slug is not in it, since the folder's name is the slug."""

    model_config = ConfigDict(extra="forbid")

    title: Text
    date: Date
    modified: Date | None = None
    authors: Annotated[Names, AfterValidator(_known_authors)]
    category: Annotated[str, AfterValidator(_known_category)]
    tags: Names
    series: Text | None = None
    series_index: Annotated[int, BeforeValidator(_position)] | None = None
    series_reason: Text | None = None
    summary: Text
    based_on: Annotated[BasedOn, BeforeValidator(_as_based_on)] | None = None
    deck: Annotated[Literal["deck.md"], BeforeValidator(_deck)] | None = None
    status: Status = "published"
    aliases: Aliases = []
    comments: Annotated[Literal["on", "off"], BeforeValidator(_on_or_off)] = "on"

    @model_validator(mode="after")
    def _fits_together(self) -> ArticleMetadata:
        if self.modified and self.modified < self.date:
            raise ValueError("`Modified` is before `Date`; an article is modified after it was written")
        if self.series is not None and self.series_index is None:
            raise ValueError("`Series` is given without `Series_index`; say which part of the series this is")
        if self.series is None and self.series_index is not None:
            raise ValueError("`Series_index` is given without `Series`; say of which series this is a part")
        if self.series is None and self.series_reason is not None:
            raise ValueError("`Series_reason` is given without `Series`; say of which series this is a part")
        return self


class PageMetadata(BaseModel):
    """The header of a page under content/pages."""

    model_config = ConfigDict(extra="forbid")

    title: Text
    slug: str | None = None
    summary: Text
    status: Status = "published"
    aliases: Aliases = []
    template: Annotated[Template, BeforeValidator(_template)] = "page"


def _fediverse(account: str) -> str:
    if not _ACCOUNT.fullmatch(account):
        raise ValueError(f"{account!r} is no account; write it as @user@host.example")
    return account


def _each_once(links: list[str]) -> list[str]:
    if twice := sorted({link for link in links if links.count(link) > 1}):
        raise ValueError(f"{twice[0]!r} stands there twice; write it once")
    return links


class Author(BaseModel):
    """What ``authors.toml`` says of an author; `links` lead to other places where the author is the same person."""

    model_config = ConfigDict(extra="forbid", strict=True)

    biography: Text
    links: Annotated[list[Annotated[str, AfterValidator(_web_address)]], AfterValidator(_each_once)] = []
    fediverse: Annotated[str, AfterValidator(_fediverse)] | None = None


class Category(BaseModel):
    """What ``categories.toml`` says of a category."""

    model_config = ConfigDict(extra="forbid", strict=True)

    description: Text


class Series(BaseModel):
    """What ``series.toml`` says of a series, to those who wonder where to begin."""

    model_config = ConfigDict(extra="forbid", strict=True)

    description: Text
