"""One step."""

from alembic import op

revision = "1"
down_revision = None


def upgrade():
    op.execute("DO $$ BEGIN DROP TABLE lines; END $$")  # not checked: MIG101
    op.execute("DO $$ BEGIN PERFORM 1; END $$")  # not checked: MIG101
    op.execute("DO $$ BEGIN NULL; END $$")  # not checked: MIG101
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE orders ADD COLUMN note text")
    with op.get_context().autocommit_block():
        op.execute("SELECT 1")
        op.execute("DROP TABLE orders")  # expect: MIG101


def downgrade():
    raise NotImplementedError("the rows are gone")
