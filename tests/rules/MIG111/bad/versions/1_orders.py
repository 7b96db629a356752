"""One step."""

from alembic import op

revision = "1"
down_revision = None


URL = "postgresql+psycopg://app:hunter2@db:5432/shop"  # expect: MIG111
password = "hunter2"  # expect: MIG111
SETTINGS = {"db_password": "hünter2"}  # expect: MIG111


def upgrade():
    op.execute("CREATE TABLE orders (id uuid PRIMARY KEY)")


def downgrade():
    op.execute("DROP TABLE orders")
