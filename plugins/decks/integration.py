"""The adapter to Pelican: reads the decks of all articles, writes their pages, and prints these when all is written."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from jinja2 import pass_context
from markupsafe import Markup

from decks.pdf import PrintError, find_chromium, print_deck
from decks.slides import SlideError, find_samples, images, render_slides
from frontmatter.header import read_header
from problems import Problem, fail_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2.runtime import Context
    from pelican import Pelican
    from pelican.contents import Article
    from pelican.generators import ArticlesGenerator, Generator
    from pelican.writers import Writer

NO_CHROMIUM = "the PDF of the slides is printed by Chromium, and there is none; install it: apt-get install chromium"


@dataclass(frozen=True)
class Deck:
    """The slides of an article, each as HTML whose links Pelican has yet to resolve; the title's comes to them.

    `url` is where the page is and `pdf` where the PDF is, empty if there is none, both relative to the site's root;
    `save_as` is the file of the page.
    """

    source: Path
    url: str
    pdf: str
    save_as: str
    slides: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many slides there are, with the title's."""
        return 1 + len(self.slides)


_printed: dict[str, list[Deck]] = {}
"""By the output's folder, the decks that are to be printed there."""


def add_filter(generator: Generator) -> None:
    """Give the templates of this generator a filter that resolves the links of a slide."""
    generator.env.filters["resolved"] = _resolved


@pass_context
def _resolved(context: Context, html: str, article: Any) -> Markup:
    return Markup(article._update_content(html, context["SITEURL"]))  # noqa: S704, SLF001 - as its own content is


def read_decks(generator: ArticlesGenerator) -> None:
    """Give each article that has slides its `slide_deck`; stop the build at what is wrong in one."""
    problems: list[Problem] = []
    for article in _written(generator):
        if getattr(article, "deck", ""):
            article.slide_deck = _read(article, generator.settings, problems)
    fail_on(problems)


def _written(generator: ArticlesGenerator) -> Iterator[Article]:
    lists = (generator.articles, generator.hidden_articles, generator.drafts)
    return (article for articles in lists for article in articles if article.save_as)


def _read(article: Article, settings: dict[str, Any], problems: list[Problem]) -> Deck | None:
    index = Path(article.source_path)
    source = index.with_name(article.deck)
    line = read_header(index).line_of("deck")
    printed = bool(find_chromium())
    if not printed and settings.get("DECKS_PDF_REQUIRED", False):
        problems.append(Problem(index, line, NO_CHROMIUM))
    try:
        slides = render_slides(source, find_samples(article._content), settings["MARKDOWN"])  # noqa: SLF001 - unresolved
    except FileNotFoundError:
        problems.append(Problem(index, line, f"`Deck`: there is no {source.name} beside the article; write it"))
        return None
    except SlideError as error:
        problems += error.problems
        return None
    url, save_as = f"{article.url}slides/", PurePosixPath(article.save_as).with_name("slides") / "index.html"
    pdf = f"{url}{article.slug}.pdf" if printed else ""
    return Deck(source, url, pdf, str(save_as), tuple(slides))


def write_decks(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write the page of each deck, and the pictures of its own beside it."""
    relative = generator.settings["RELATIVE_URLS"]
    for article in _written(generator):
        deck: Deck | None = getattr(article, "slide_deck", None)
        if not deck:
            continue
        template, context = generator.get_template("deck"), generator.context
        writer.write_file(deck.save_as, template, context, relative, url=deck.url, deck=deck, document=article)
        for name in {name for slide in deck.slides for name in images(slide)}:
            copy = Path(writer.output_path, deck.save_as).parent / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(deck.source.parent / name, copy)
        if deck.pdf:
            _printed.setdefault(str(writer.output_path), []).append(deck)


def print_decks(pelican: Pelican) -> None:
    """Print the pages of the decks, when all that they show is there."""
    site = Path(pelican.output_path)
    cache = Path(pelican.settings["PATH"]).parent / ".deck_cache"
    for deck in _printed.pop(str(pelican.output_path), []):
        try:
            pdf = print_deck(site, deck.save_as, deck.count, cache)
        except PrintError as error:
            fail_on([Problem(deck.source, 1, f"can't be printed: {error}")])
        Path(site, deck.save_as).with_name(PurePosixPath(deck.pdf).name).write_bytes(pdf)
