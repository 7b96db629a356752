"""One step."""

from alembic import op

revision = "3"
down_revision = "2"


def upgrade():
    op.execute("ALTER TABLE orders DROP COLUMN other")


def downgrade():
    raise NotImplementedError  # expect: MIG110
