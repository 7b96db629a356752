"""One step."""

from alembic import op

revision = "4"
down_revision = "3"


def upgrade():
    op.execute("ALTER TABLE orders ADD COLUMN third text")


def downgrade():
    op.execute(op.nothing)  # expect: MIG110
