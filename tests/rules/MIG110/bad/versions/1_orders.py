"""One step."""

from alembic import op

revision = "1"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE orders (id uuid PRIMARY KEY, a int, b int, c int, d int, e int)")


def downgrade():  # expect: MIG110
    pass
