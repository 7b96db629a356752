"""Columns added, changed, renamed and dropped."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r02"
down_revision = "r01"


def upgrade() -> None:
    op.add_column("owners", sa.Column("note", sa.Text, server_default="none: yet", comment="a:b"))
    op.add_column("owners", sa.Column("rank", sa.Integer, nullable=False, server_default="1"))
    op.add_column("owners", sa.Column("rank", sa.Integer), if_not_exists=True)
    op.add_column("owners", sa.Column("boss_id", sa.BigInteger, sa.ForeignKey("owners.id")))
    op.add_column("owners", sa.Column("mood", postgresql.ENUM(name="kind")))
    op.drop_column("owners", "mood")
    op.drop_column("owners", "mood", if_exists=True)
    op.alter_column("owners", "name", type_=sa.String(80), existing_type=sa.String(40))
    op.alter_column("owners", "born", nullable=False)
    op.alter_column("owners", "email", new_column_name="mail", comment="where to write")
    op.alter_column("owners", "rank", server_default=None, nullable=True)
    op.alter_column("owners", "note", server_default=sa.text("'100 %' || ' sure'"))
    op.alter_column(
        "owners", "rank", type_=sa.Text, postgresql_using="rank::text", existing_type=sa.Integer
    )
    op.alter_column("things", "weight", schema="shop", type_=sa.Numeric(8, 2), nullable=True)
    op.alter_column("things", "share", schema="shop", comment=None, nullable=False)
    op.create_table_comment("parts", "what a thing's made of", existing_comment=None)
    op.drop_table_comment("owners", existing_comment="people with 'things'")
    op.rename_table("parts", "pieces")


def downgrade() -> None:
    op.rename_table("pieces", "parts")
    op.create_table_comment("owners", "people with 'things'")
    op.drop_table_comment("parts")
    op.alter_column("things", "share", schema="shop", nullable=True)
    op.alter_column("things", "weight", schema="shop", type_=sa.Numeric(6, 2), nullable=False)
    op.alter_column("owners", "mail", new_column_name="email", comment=None)
    op.alter_column("owners", "born", nullable=True)
    op.alter_column("owners", "name", type_=sa.String(40))
    op.drop_column("owners", "boss_id")
    op.drop_column("owners", "rank")
    op.drop_column("owners", "note")
