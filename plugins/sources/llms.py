"""``llms.txt``, by which language models find what is to be read: https://llmstxt.org/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from runnable.resolved import as_text, destination
from sources.text import summary

__all__ = ["llms_text"]

_ABOUT = "Each link leads to one Markdown file: the text, the code as it was executed, and what that printed."


def llms_text(context: Mapping[str, Any], root: str) -> str:
    """Return the site's title, what it is, and its articles by series, each with its Markdown and summary."""
    series = context.get("all_series", [])
    in_series = {article for part in series for article in part.articles}
    others = [article for article in context["articles"] if article not in in_series]
    sections = {part.name: part.articles for part in series}
    sections["Articles"] = (*sections.get("Articles", ()), *others)
    lines = [f"# {as_text(context['SITENAME'])}", "", f"> {as_text(context['SITESUBTITLE'])}", "", _ABOUT]
    for name, articles in sections.items():
        lines += _section(name, articles, root)
    # The proposal's name for what may be skipped where there is little room.
    lines += _section("Optional", context["pages"], root)
    return "\n".join(lines) + "\n"


def _section(name: str, documents: Iterable[Any], root: str) -> Iterator[str]:
    lines = [
        f"- [{as_text(document.title)}]({destination(f'{root}/{document.markdown.url}')}): {summary(document, root)}"
        for document in documents
        if getattr(document, "markdown", None)
    ]
    if lines:
        yield from ("", f"## {as_text(name)}", "", *lines)
