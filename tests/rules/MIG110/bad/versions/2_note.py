"""One step."""

from alembic import op

revision = "2"
down_revision = "1"


def upgrade():
    op.execute("ALTER TABLE orders ADD COLUMN note text")
    op.execute("CREATE INDEX orders_note ON orders (note)")
    op.execute("ALTER TABLE orders ADD COLUMN other text")


def downgrade():  # expect: MIG110
    op.execute("ALTER TABLE orders DROP COLUMN note")
