"""Comments below articles, where `COMMENTS` in the settings says how: by a server of Isso, or by email."""

from comments.setting import Comments, Discussion, read_setting

__all__ = ["Comments", "Discussion", "read_setting", "register"]


def register() -> None:
    """Connect to Pelican."""
    from pelican import signals  # noqa: PLC0415  # the setting is read without it, too

    from comments import integration  # noqa: PLC0415  # it needs Pelican

    signals.get_generators.connect(integration.check_setting)
    signals.article_generator_finalized.connect(integration.add_discussions)
