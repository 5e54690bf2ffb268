"""An article or page as one Markdown file: a header that programs read too, the title, and the text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from pelican.contents import Article

from frontmatter.header import Header, read_header
from runnable.fence import LINE_END
from runnable.integration.pelican import resolved
from runnable.resolved import as_text, destination
from sources.addresses import with_addresses

__all__ = ["source_text", "summary"]

_REFERENCE = re.compile(r"[{|](filename|static|attach|author|category|index|tag)[|}]", re.IGNORECASE)


def source_text(document: Any, root: str) -> str:
    """Return the text of an article's or page's Markdown file; `root` is put before the addresses of the site."""
    body = LINE_END.split(resolved(document))[_header(document).text :]
    text = with_addresses("\n".join(body).strip("\n"), _resolver(document, root))
    parts = [
        "---",
        *_fields(document, root),
        "---",
        "",
        f"# {as_text(document.title)}",
        "",
        *_credit(document),
        text,
        *_rest(document, root),
    ]
    return "\n".join(parts) + "\n"


def summary(document: Any, root: str) -> str:
    """Return the summary in the header of an article or page, as Markdown on one line."""
    found = next((found.value for found in _header(document).fields if found.key.lower() == "summary"), "")
    return with_addresses(found, _resolver(document, root))


def _header(document: Any) -> Header:
    return read_header(Path(document.source_path))


def _fields(document: Any, root: str) -> Iterator[str]:
    """The lines of the header, in YAML, of which JSON's texts and lists are a part."""
    dates = ((name, getattr(document, name, None)) for name in ("date", "modified"))
    verification = getattr(document, "verification", None)
    fields = {
        "title": str(document.title),
        **{name: date.strftime("%Y-%m-%d") for name, date in dates if date},
        "authors": [author.name for author in getattr(document, "authors", [])],
        "category": str(document.category) if isinstance(document, Article) else "",  # pages get one, too
        "tags": [tag.name for tag in getattr(document, "tags", [])],
        "series": str(getattr(document, "series", "")),
        "summary": summary(document, root),
        "verified": verification.date.isoformat() if verification else "",
        "url": f"{root}/{document.url}",
    }
    bare = ("date", "modified", "verified")
    for name, value in fields.items():
        if value:
            yield f"{name}: {value if name in bare else json.dumps(value, ensure_ascii=False)}"


def _credit(document: Any) -> Iterator[str]:
    if source := getattr(document, "based_on", None):
        years = f" ({source.years})" if source.years else ""
        yield f"After [{as_text(source.title)}]({destination(source.link)}) by {as_text(source.author)}{years}"
        yield ""


def _rest(document: Any, root: str) -> Iterator[str]:
    """What there is to say where the template adds something that the text has not."""
    if getattr(document, "template", None) not in (None, document.default_template):
        yield ""
        yield f"[The page]({destination(f'{root}/{document.url}')}) goes on with what is made when the site is built."


def _resolver(document: Any, root: str) -> Callable[[str], str]:
    page = f"{root}/{document.url}"

    def resolve(address: str) -> str:
        if _REFERENCE.match(address):
            return _replaced(document, address, root)
        if urlsplit(address).scheme or address.startswith("//"):
            return address
        return urljoin(page, address)

    return resolve


def _replaced(document: Any, address: str, root: str) -> str:
    """The address that Pelican puts in the place of `{attach}notes.txt` and its like; it knows them in tags only."""
    tag = document._update_content(f'<a href="{escape(address)}">', root)  # noqa: SLF001  # the one way
    match = re.search(r'href="([^"]*)"', tag)
    return unescape(match[1]) if match else address
