"""SQL written by hand, with what goes wrong on the way to the server."""

import textwrap

import sqlalchemy as sa
from alembic import op

revision = "r04"
down_revision = "r03"

_COLUMNS = ("one", "two", "three")
_CONSTANT = """
CREATE VIEW named AS
SELECT id, name FROM owners WHERE name LIKE '%a%' -- 100 % of them
"""


def upgrade() -> None:
    op.execute('CREATE TABLE traps (id int, body jsonb DEFAULT \'{"a"\\:1, "b"\\: 2}\')')
    op.execute("COMMENT ON TABLE traps IS 'tab\there, 100% \\:x \\ back'")
    op.execute(r"COMMENT ON COLUMN traps.id IS 'raw\tand \:colon'")
    op.execute("ALTER TABLE traps ADD CHECK (id % 2 = 0) -- even: only")
    op.execute(_CONSTANT)
    op.execute(
        """
        CREATE TABLE two_a (id int PRIMARY KEY);
        CREATE TABLE two_b (id int REFERENCES two_a);  -- both; at once
        """
    )
    op.execute(
        textwrap.dedent(
            """\
            CREATE FUNCTION doubled(n int) RETURNS int LANGUAGE plpgsql AS $$
            BEGIN
                -- a; b
                RETURN n * 2;
            END $$
            """
        )
    )
    for name in _COLUMNS:
        op.execute(f"ALTER TABLE traps ADD COLUMN {name} text")
    op.execute("ALTER TABLE traps ADD COLUMN in_parts text DEFAULT 'a:b'")
    op.execute(sa.text("ALTER TABLE traps ADD COLUMN as_text text"))
    op.execute(sa.DDL("ALTER TABLE traps ADD COLUMN as_ddl text DEFAULT '50 %%'"))
    op.execute(sa.schema.CreateSequence(sa.Sequence("numbers", start=5)))
    op.execute("SET search_path TO shop, public")
    op.execute("CREATE TABLE found_by_path (kind kind)")
    op.execute("RESET search_path")
    op.execute("ALTER TABLE traps ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY own ON traps USING (id = current_setting('app.id')\\:\\:int)")
    op.execute("GRANT SELECT, INSERT (id) ON traps TO PUBLIC")


def downgrade() -> None:
    op.execute("DROP TABLE shop.found_by_path")
    op.execute("DROP SEQUENCE numbers")
    op.execute("DROP FUNCTION doubled(int)")
    op.execute("DROP TABLE two_b, two_a")
    op.execute("DROP VIEW named")
    op.execute("DROP TABLE traps")
