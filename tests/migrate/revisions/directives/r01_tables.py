"""Tables as Alembic's own directives make them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r01"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA shop")
    op.create_table(
        "owners",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False, comment="how it's called: 100 %"),
        sa.Column("email", sa.Text, unique=True),
        sa.Column("born", sa.Date),
        comment="people with 'things'",
    )
    op.create_table(
        "things",
        sa.Column("id", postgresql.UUID(as_uuid=True), server_default=sa.text("gen_random_uuid()")),
        sa.Column("number", sa.Integer, sa.Identity(always=True, start=10, increment=5)),
        sa.Column("small", sa.SmallInteger, sa.Identity()),
        sa.Column("owner_id", sa.BigInteger, sa.ForeignKey("owners.id", ondelete="CASCADE")),
        sa.Column("kind", sa.Enum("one", "two", "it's", name="kind"), server_default="one"),
        sa.Column("price", sa.Numeric(12, 2), server_default="0", nullable=False),
        sa.Column("tax", sa.Numeric(12, 2), sa.Computed("price * 0.2", persisted=True)),
        sa.Column("active", sa.Boolean, server_default=sa.true()),
        sa.Column("tags", postgresql.ARRAY(sa.Text), server_default="{}"),
        sa.Column("facts", postgresql.JSONB, server_default=sa.text("'{}'::jsonb")),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now()),
        sa.Column("times", postgresql.TSTZRANGE),
        sa.Column("for_long", sa.Interval, server_default="1 day"),
        sa.Column("share", sa.Float),
        sa.Column("weight", sa.Numeric(6, 2), nullable=False),
        sa.Column("data", sa.LargeBinary),
        sa.Column("address", postgresql.INET),
        sa.PrimaryKeyConstraint("id", name="pk_things"),
        sa.UniqueConstraint("owner_id", "number", name="uq_things_number"),
        sa.CheckConstraint("price >= 0", name="price_not_negative"),
        sa.Index("ix_things_at", "at"),
        schema="shop",
    )
    op.create_table(
        "parts",
        sa.Column("thing_id", postgresql.UUID, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("code", sa.CHAR(3)),
        sa.ForeignKeyConstraint(
            ["thing_id"],
            ["shop.things.id"],
            name="fk_parts_thing",
            onupdate="RESTRICT",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("thing_id", "place"),
    )
    op.create_table(
        "measured",
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("value", sa.Double),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_table("parts", sa.Column("ignored", sa.Integer), if_not_exists=True)
    op.drop_table("nowhere", if_exists=True)


def downgrade() -> None:
    op.drop_table("measured")
    op.drop_table("parts")
    op.drop_table("things", schema="shop")
    op.execute("DROP TYPE kind")
    op.drop_table("owners")
    op.execute("DROP SCHEMA shop")
