"""One step."""

from alembic import op

revision = "1"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE orders (id uuid PRIMARY KEY)")
    op.execute("CREATE INDEX orders_id ON orders (id)")


def downgrade():
    op.execute("DROP TABLE orders")
