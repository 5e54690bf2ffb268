"""What is published lies inside the content folder and belongs to no draft, whatever links to it or is linked.

Pelican copies any file that ``{attach}``, ``{static}`` or ``{filename}`` names, and follows symbolic links.
"""

from containment.checking import check, escapes

__all__ = ["check", "escapes", "register"]


def register() -> None:
    """Connect to Pelican."""
    from pelican import signals  # noqa: PLC0415  # `check` does without Pelican

    from containment import integration  # noqa: PLC0415  # it needs Pelican

    signals.get_generators.connect(integration.check_symlinks)
    signals.page_generator_finalized.connect(integration.check_references)
    signals.static_generator_finalized.connect(integration.check_statics)
    signals.all_generators_finalized.connect(integration.withhold_drafts)
