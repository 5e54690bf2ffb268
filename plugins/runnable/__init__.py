"""Runnable samples for Markdown: what looks like code was executed, what looks like output was printed."""


def register() -> None:
    """Connect the plugin to Pelican, which calls this."""
    from runnable.integration.pelican import connect  # noqa: PLC0415 - the other uses need no Pelican

    connect()
