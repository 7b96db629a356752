"""One step."""

from alembic import op

revision = "4"
down_revision = "3"


def upgrade():
    op.execute("ALTER TABLE orders DROP COLUMN note")


def downgrade():
    raise NotImplementedError("the notes are gone")
