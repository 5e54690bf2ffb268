"""Pictures that come in the size and format that a reader's screen needs, and can be looked at larger.

PNG and JPEG get variants in AVIF and WebP, which are kept in ``.picture_cache`` beside the content folder. The original
is published as it is: it is what browsers show that know neither, and what "larger image" leads to.
"""

from pictures.markup import with_pictures
from pictures.variants import make_picture, size_of

__all__ = ["make_picture", "register", "size_of", "with_pictures"]


def register() -> None:
    """Connect to Pelican."""
    from pelican import signals  # noqa: PLC0415  # the rest does without Pelican

    from pictures import integration  # noqa: PLC0415  # it needs Pelican

    signals.generator_init.connect(integration.add_filter)
    signals.all_generators_finalized.connect(integration.make_variants)
    signals.page_writer_finalized.connect(integration.write_variants)
