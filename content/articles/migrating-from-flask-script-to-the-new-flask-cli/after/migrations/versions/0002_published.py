"""Let a post be a draft"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    column = sa.Column(
        "published",
        sa.Boolean(create_constraint=False),
        nullable=False,
        server_default=sa.false(),
    )
    op.add_column("post", column)


def downgrade():
    with op.batch_alter_table("post") as table:
        table.drop_column("published")
