"""Commands for those who keep the chat running."""

from datetime import timedelta

import click
from flask.cli import with_appcontext

from chat.base import utcnow
from chat.database import db
from chat.lifecycle import purge


# region purge
@click.command("purge")
@click.option("--days", type=click.IntRange(min=1), default=30, show_default=True)
@with_appcontext
def purge_command(days: int) -> None:
    """Remove for good what was deleted more than so many days ago."""
    purged = purge(db.session, utcnow() - timedelta(days=days))
    db.session.commit()
    click.echo(f"gone for good: users {purged.users}, messages {purged.messages}")


# endregion
