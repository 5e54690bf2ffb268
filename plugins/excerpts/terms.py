"""Terms, where an article defines them.

Such as ``A <dfn>worker</dfn> is a process that takes requests.`` The element is HTML's own for this. Where the text has
a word in another form, its `title` is the term: ``<dfn title="worker">workers</dfn>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify

from excerpts.markup import block_around, portable, sentence_around
from problems import Problem

__all__ = ["Term", "check", "give_ids", "terms_of"]

_DFN = re.compile(r"<dfn\b(?P<attributes>[^>]*)>(?P<text>.*?)</dfn>", re.DOTALL)
_TITLE = re.compile(r'\s+title="(?P<title>[^"]*)"')
_TAG = re.compile(r"<[^>]+>")
_FORM = 'write <dfn>term</dfn>, or <dfn title="term">terms</dfn>'


@dataclass(frozen=True)
class Term:
    """A term; `definition` is the HTML of the sentence in which an article defines it, `anchor` where that stands."""

    name: str
    anchor: str
    definition: str
    article: Any


def give_ids(html: str) -> str:
    """Return the HTML of an article in which each term that it defines has an id."""
    return _DFN.sub(lambda found: f'<dfn id="{_anchor(_name(found))}"{found["attributes"]}>{found["text"]}</dfn>', html)


def terms_of(article: Any, root: str) -> Iterator[Term]:
    """Yield the terms that an article defines; `root` is the address of the site from where they will stand."""
    html = article.content
    for found in _DFN.finditer(html):
        begin, end = block_around(html, found.start())
        sentence = sentence_around(html[begin:end], found.start() - begin)
        name = _name(found)
        yield Term(name, _anchor(name), portable(sentence, f"{root}/{article.url}"), article)


def check(documents: Iterable[tuple[Path, str]]) -> Iterator[Problem]:
    """Yield what is wrong with the terms that articles define, of which the files and the HTML are given."""
    seen: dict[str, str] = {}
    for path, html in documents:
        for found in _DFN.finditer(html):
            line, name = _line_of(path, found), _name(found)
            anchor = _anchor(name)
            if anchor == _anchor("") or (found["attributes"] and not _TITLE.fullmatch(found["attributes"])):
                yield Problem(path, line, f"{found[0]!r} is no definition; {_FORM}")
            elif anchor in seen:
                yield Problem(
                    path, line, f"{name!r} is defined already, {seen[anchor]}; define it once, and link to that"
                )
            else:
                seen[anchor] = str(Problem(path, line, f"as {name!r}"))


def _name(found: re.Match[str]) -> str:
    title = _TITLE.search(found["attributes"])
    return " ".join(unescape(title["title"] if title else _TAG.sub("", found["text"])).split())


def _anchor(name: str) -> str:
    return f"term-{slugify(name, regex_subs=DEFAULT_CONFIG['SLUG_REGEX_SUBSTITUTIONS'])}"


def _line_of(path: Path, found: re.Match[str]) -> int:
    """The line of the author's text in which a definition stands, or the first one where that can't be told."""
    lines = path.read_text("utf-8-sig", errors="replace").splitlines()
    start = f"<dfn{found['attributes']}>{found['text'].splitlines()[0] if found['text'] else ''}"
    return next((number for number, line in enumerate(lines, 1) if start in line), 1)
