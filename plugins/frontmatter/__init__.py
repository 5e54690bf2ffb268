"""The headers of articles and pages, and the registers that they name: checked with file and line."""

from frontmatter.checking import check

__all__ = ["check", "register"]


def register() -> None:
    """Connect to Pelican."""
    from pelican import signals  # noqa: PLC0415  # `check` runs outside of builds, too

    from frontmatter import integration  # noqa: PLC0415  # it needs Pelican

    signals.get_generators.connect(integration.check_headers)
    signals.content_object_init.connect(integration.make_objects)
    signals.generator_init.connect(integration.add_registers)
