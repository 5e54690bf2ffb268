"""What a page is, said to machines: a graph of schema.org's types, as data for a template's ``tojson``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import pass_context
from pelican import signals

from jsonld.graph import Site, graph_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2.runtime import Context
    from pelican.generators import Generator

__all__ = ["linked_data", "register"]

NOT_FOUND = "404.html"


@pass_context
def linked_data(context: Context, title: str) -> dict[str, Any] | None:
    """Return the graph of the page that is drawn and has this `title`; None if it, or the site, has no address."""
    address = address_of(context)
    if not address or context["output_file"] == NOT_FOUND:
        return None
    known = context.get_all()
    return graph_of(Site(address, known), known, str(title))


def address_of(settings: Any) -> str:
    """Return the site's address with its scheme, without a slash behind it; nothing while the site has none."""
    siteurl = "" if settings.get("RELATIVE_URLS") else settings.get("SITEURL", "")
    return str(settings.get("ADDRESS") or siteurl)


def _offer(generators: Sequence[Generator]) -> None:
    for generator in generators:
        generator.env.globals["linked_data"] = linked_data


def register() -> None:
    """Connect to Pelican."""
    signals.all_generators_finalized.connect(_offer)
