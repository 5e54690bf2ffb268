"""The adapter to Pelican: finds the recordings of all texts, writes their pages, and leads links to these."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from jinja2 import pass_context
from markupsafe import Markup

from casts.recording import Cast, read_cast
from problems import Problem, fail_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jinja2.runtime import Context
    from pelican.contents import Content
    from pelican.generators import Generator
    from pelican.writers import Writer

LISTS = ("articles", "drafts", "hidden_articles", "pages", "draft_pages", "hidden_pages")
# What the plugin `runnable` writes below a sample with a recording.
_LINK = re.compile(r'<p class="sample-cast">Recording: <a href="(?P<address>[^"]+)">(?P<file>[^<]+)</a></p>')


def add_filter(generator: Generator) -> None:
    """Give the templates of this generator the filter."""
    generator.env.filters["casts"] = _with_players


@pass_context
def _with_players(context: Context, html: str) -> Markup:
    """Lead the links of an article or a page to the pages of its recordings."""
    document = context.get("article") or context.get("page")
    casts: dict[str, Cast] = context.get("casts", {}).get(getattr(document, "source_path", ""), {})

    def replace(match: re.Match[str]) -> str:
        if not (cast := casts.get(unescape(match["file"]))):
            return match[0]
        about = f'class="play" href="{match["address"]}.html" data-columns="{cast.columns}" data-rows="{cast.rows}"'
        return f'<p class="sample-cast"><a {about}>Play the recording ({cast.seconds} s)</a></p>'

    return Markup(_LINK.sub(replace, html))  # noqa: S704 - it was one


def read_casts(generators: Sequence[Generator]) -> None:
    """Read the recordings of all texts, by the path of the text and the name of the file; stop at what is none."""
    problems: list[Problem] = []
    found = {document.source_path: _read(document, problems) for document in _documents(generators)}
    fail_on(problems)
    generators[0].context["casts"] = found


def _documents(generators: Sequence[Generator]) -> Iterator[Content]:
    for generator in generators:
        yield from (document for name in LISTS for document in getattr(generator, name, ()))


def _read(document: Any, problems: list[Problem]) -> dict[str, Cast]:
    casts = {}
    for match in _LINK.finditer(document._content or ""):  # noqa: SLF001 - `content` would already resolve the links
        file = unescape(match["file"])
        path = Path(document.source_path).with_name(file)
        try:
            casts[file] = read_cast(PurePosixPath(file).name, path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            problems.append(Problem(path, 1, f"{error}; record it again"))
    return casts


def write_pages(generator: Generator, writer: Writer) -> None:
    """Write the page of each recording of this generator's texts, beside the recording itself."""
    template = generator.get_template("cast")
    for document in _documents([generator]):
        for file, cast in generator.context["casts"].get(document.source_path, {}).items():
            page = str(PurePosixPath(document.save_as).parent / f"{file}.html")
            relative, context = generator.settings["RELATIVE_URLS"], generator.context
            writer.write_file(page, template, context, relative, url=page, document=document, cast=cast)
