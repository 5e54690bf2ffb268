"""Articles that belong together: a page for each series, a page of all series, and the way through each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pelican import signals
from pelican.utils import slugify

if TYPE_CHECKING:
    from pelican.contents import Article
    from pelican.generators import ArticlesGenerator
    from pelican.settings import Settings
    from pelican.writers import Writer

__all__ = ["Series", "SeriesNav", "collect", "register"]


@dataclass(frozen=True)
class Series:
    """A series with its published articles, in reading order; `url` is relative to the site's root."""

    name: str
    slug: str
    url: str
    save_as: str
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class SeriesNav:
    """An article's place in its series; `position` counts from 1 over the articles that are published."""

    series: Series
    position: int
    previous: Article | None
    next: Article | None

    @property
    def name(self) -> str:
        """The name of the series."""
        return self.series.name

    @property
    def url(self) -> str:
        """Where the page of the series is."""
        return self.series.url

    @property
    def all(self) -> tuple[Article, ...]:
        """All articles of the series, in reading order."""
        return self.series.articles


def collect(articles: list[Article], settings: Settings) -> list[Series]:
    """Return the series of these articles by name; within one, by `series_index`, and then by date."""
    by_name: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        if name := getattr(article, "series", ""):
            by_name[name].append(article)
    return [_make_series(name, by_name[name], settings) for name in sorted(by_name, key=str.casefold)]


def _make_series(name: str, articles: list[Article], settings: Settings) -> Series:
    slug = slugify(name, regex_subs=settings["SLUG_REGEX_SUBSTITUTIONS"])
    return Series(
        name=name,
        slug=slug,
        url=settings["SERIES_URL"].format(slug=slug),
        save_as=settings["SERIES_SAVE_AS"].format(slug=slug),
        articles=tuple(sorted(articles, key=_reading_order)),
    )


def _reading_order(article: Article) -> tuple[float, float]:
    return float(getattr(article, "series_index", "inf")), article.date.timestamp()


def _add_navigation(generator: ArticlesGenerator) -> None:
    all_series = collect(generator.articles, generator.settings)
    for series in all_series:
        last = len(series.articles) - 1
        for place, article in enumerate(series.articles):
            article.series_nav = SeriesNav(
                series=series,
                position=place + 1,
                previous=series.articles[place - 1] if place > 0 else None,
                next=series.articles[place + 1] if place < last else None,
            )
    generator.context["all_series"] = all_series


def _write_pages(generator: ArticlesGenerator, writer: Writer) -> None:
    settings, context = generator.settings, generator.context
    relative = settings["RELATIVE_URLS"]
    index = generator.get_template("series_index")
    writer.write_file(settings["SERIES_INDEX_SAVE_AS"], index, context, relative, url=settings["SERIES_INDEX_URL"])
    template = generator.get_template("series")
    for series in context["all_series"]:
        writer.write_file(series.save_as, template, context, relative, url=series.url, series=series)


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(_add_navigation)
    signals.article_writer_finalized.connect(_write_pages)
