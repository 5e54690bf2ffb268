"""The pictures that stand for pages where these are shared: one for each published article, and one for all else.

They are drawn only for a site that has an ADDRESS, because a card is named by its full one. What was drawn once lies in
``.runnable/cards``, by a digest of all that is drawn.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pelican import signals

from cards.code import first_lines
from cards.drawing import HEIGHT, WIDTH, Card, digest, draw

if TYPE_CHECKING:
    from pelican.contents import Article
    from pelican.generators import ArticlesGenerator
    from pelican.settings import Settings
    from pelican.writers import Writer

__all__ = ["Picture", "register"]

SITE_CARD = "card.png"
CACHE = Path(".runnable", "cards")


@dataclass(frozen=True)
class Picture:
    """A card as a template names it: `url` is relative to the site's root, `alt` says what is to be seen."""

    url: str
    alt: str
    card: Card
    width: int = WIDTH
    height: int = HEIGHT


def _offer(generator: ArticlesGenerator) -> None:
    """Give each published article its `card`, and templates the `site_card`."""
    settings = generator.settings
    if not settings.get("ADDRESS"):
        return
    for article in generator.articles:
        card = _card_of(article, settings)
        below = " Below, its first lines of code." if card.code else ""
        article.card = Picture(f"cards/{article.slug}.png", f"{article.title}. {card.site}.{below}", card)
    site = Card(settings["SITENAME"], settings["SITENAME"], subtitle=settings.get("SITESUBTITLE") or "")
    generator.context["site_card"] = Picture(SITE_CARD, f"{site.title}. {site.subtitle}".strip(), site)


def _card_of(article: Article, settings: Settings) -> Card:
    nav = getattr(article, "series_nav", None)
    place = f"{nav.name} · Part {nav.position}" if nav else ""
    return Card(settings["SITENAME"], str(article.title), place, code=first_lines(Path(article.source_path)))


def _write(generator: ArticlesGenerator, writer: Writer) -> None:
    cache = Path(generator.settings["PATH"]).parent / CACHE
    pictures = [article.card for article in generator.articles if hasattr(article, "card")]
    for picture in [*pictures, *filter(None, [generator.context.get("site_card")])]:
        path = Path(writer.output_path, picture.url)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_drawn(picture.card, cache))


def _drawn(card: Card, cache: Path) -> bytes:
    path = cache / f"{digest(card)}.png"
    if path.is_file():
        return path.read_bytes()
    picture = draw(card)
    cache.mkdir(parents=True, exist_ok=True)
    # Another build may be at it; whoever comes last puts the same bytes there.
    with tempfile.NamedTemporaryFile(dir=cache, delete=False) as file:
        file.write(picture)
    os.replace(file.name, path)  # noqa: PTH105 - the name is a string
    return picture


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(_offer)
    signals.article_writer_finalized.connect(_write)
