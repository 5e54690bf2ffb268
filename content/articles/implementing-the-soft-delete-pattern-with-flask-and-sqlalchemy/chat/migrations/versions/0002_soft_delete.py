"""Rows can be marked as deleted; names are unique among live users."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

LIVE = sa.text("deleted_at IS NULL")
TABLES = ("users", "messages")


# region upgrade
def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True)))
            batch.add_column(sa.Column("deleted_by", sa.Integer))
            batch.add_column(sa.Column("deletion", sa.Uuid))
            batch.create_foreign_key(
                None,
                "users",
                ["deleted_by"],
                ["id"],
                ondelete="SET NULL",
            )
    with op.batch_alter_table("users") as batch:
        batch.add_column(sa.Column("erased_at", sa.DateTime(timezone=True)))
        batch.drop_constraint("users_name_key", type_="unique")
    create_live_index("users_live_name", "users", ["name"], unique=True)
    create_live_index("messages_live_author", "messages", ["author_id", "sent_at"])
    create_live_index("messages_live_sent", "messages", ["sent_at"])
    create_audit_log()


def create_live_index(
    name: str, table: str, columns: list[str], *, unique: bool = False
) -> None:
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=LIVE, postgresql_where=LIVE
    )


# endregion


def create_audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("row_id", sa.Integer, nullable=False),
    )


# region downgrade
def downgrade() -> None:
    refuse_if_rows_are_deleted()
    op.drop_table("audit_log")
    op.drop_index("messages_live_sent", "messages")
    op.drop_index("messages_live_author", "messages")
    op.drop_index("users_live_name", "users")
    with op.batch_alter_table("users") as batch:
        batch.create_unique_constraint("users_name_key", ["name"])
        batch.drop_column("erased_at")
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"{table}_deleted_by_fkey", type_="foreignkey")
            for column in ("deletion", "deleted_by", "deleted_at"):
                batch.drop_column(column)


def refuse_if_rows_are_deleted() -> None:
    """Without the flag, each deleted row would be back."""
    for table in TABLES:
        count = sa.select(sa.func.count()).select_from(sa.table(table))
        rows = op.get_bind().scalar(count.where(sa.column("deleted_at").is_not(None)))
        if rows:
            raise RuntimeError(
                f"{table} has {rows} deleted rows; purge or restore them first",
            )


# endregion
