"""One step."""

from alembic import op

revision = "2"
down_revision = "1"


def upgrade():
    op.execute("SET lock_timeout = '5s'")
    op.execute("ALTER TABLE orders ADD COLUMN note text")


def downgrade():
    op.execute("ALTER TABLE orders DROP COLUMN note")
