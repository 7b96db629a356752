"""One step."""

from alembic import op

revision = "3"
down_revision = "2"


def upgrade():
    op.execute("UPDATE orders SET note = 'x'")


def downgrade():
    pass
