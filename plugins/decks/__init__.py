"""Slides of an article: a page beside it, shown in a frame at its top, and the same as a PDF.

An article with a header ``Deck: deck.md`` has them. The deck is Markdown, its slides are parted by ``---``, and what
looks like code on them is a sample of the article, which is verified there.
"""

from decks.slides import SlideError, find_samples, render_slides

__all__ = ["SlideError", "find_samples", "register", "render_slides"]


def register() -> None:
    """Connect to Pelican."""
    from pelican import signals  # noqa: PLC0415  # the rest does without Pelican

    from decks import integration  # noqa: PLC0415  # it needs Pelican

    signals.generator_init.connect(integration.add_filter)
    signals.article_generator_finalized.connect(integration.read_decks)
    signals.article_writer_finalized.connect(integration.write_decks)
    signals.finalized.connect(integration.print_decks)
