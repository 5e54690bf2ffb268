"""Recordings of terminals that play: a page for each, with a player and a transcript, beside the page that links to it.

The plugin `runnable` records and verifies them, and links to the file; here the link leads to the player.
"""

from casts.recording import Cast, read_cast

__all__ = ["Cast", "read_cast", "register"]


def register() -> None:
    """Connect to Pelican."""
    from pelican import signals  # noqa: PLC0415  # the rest does without Pelican

    from casts import integration  # noqa: PLC0415  # it needs Pelican

    signals.generator_init.connect(integration.add_filter)
    signals.all_generators_finalized.connect(integration.read_casts)
    signals.article_writer_finalized.connect(integration.write_pages)
    signals.page_writer_finalized.connect(integration.write_pages)
