"""One step."""  # expect: MIG110

from alembic import op

revision = "5"
down_revision = "4"


def upgrade():
    op.execute("ALTER TABLE orders ADD COLUMN fourth text")
