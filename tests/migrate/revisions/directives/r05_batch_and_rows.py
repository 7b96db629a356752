"""Batches, rows, and what goes through the connection."""

import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r05"
down_revision = "r04"

COLOUR = postgresql.ENUM("red", "green", name="colour", create_type=False)


def upgrade() -> None:
    with op.batch_alter_table("bookings", schema=None) as batch:
        batch.add_column(sa.Column("paid", sa.Boolean, server_default=sa.false()))
        batch.alter_column("seat", nullable=False)
        batch.create_index("ix_paid", ["paid"])
        batch.create_unique_constraint("uq_name", ["name", "room"])
        batch.create_check_constraint("seat_positive", "seat > 0")
        batch.drop_constraint("uq_seat", type_="unique")
        batch.drop_column("days")
    owners = sa.table(
        "owners", sa.column("id", sa.BigInteger), sa.column("name"), sa.column("born", sa.Date)
    )
    op.bulk_insert(
        owners,
        [
            {"id": 1, "name": "O'Hara: 50 %", "born": datetime.date(1990, 1, 2)},
            {"id": 2, "name": "tab\there", "born": datetime.date(1991, 1, 2)},
        ],
    )
    op.execute(owners.update().where(owners.c.id == op.inline_literal(1)).values(name="changed"))
    bind = op.get_bind()
    COLOUR.create(bind, checkfirst=True)
    op.add_column("bookings", sa.Column("colour", COLOUR))
    bind.execute(
        sa.text("INSERT INTO owners (id, name, born) VALUES (:id, :name, :born)"),
        {"id": 3, "name": "by name", "born": datetime.date(1992, 1, 2)},
    )
    bind.execute(sa.text("ALTER TABLE bookings ADD COLUMN through_bind text"))
    bind.exec_driver_sql("ALTER TABLE bookings ADD COLUMN driven text DEFAULT 'a:b'")
    metadata = sa.MetaData()
    sa.Table("made", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table("all_made", metadata, sa.Column("made_id", sa.ForeignKey("made.id")))
    metadata.create_all(bind)


def downgrade() -> None:
    op.drop_table("all_made")
    op.drop_table("made")
    op.execute("DELETE FROM owners")
    with op.batch_alter_table("bookings") as batch:
        batch.drop_column("driven")
        batch.drop_column("through_bind")
        batch.drop_column("colour")
        batch.add_column(sa.Column("days", postgresql.DATERANGE))
        batch.drop_constraint("seat_positive", type_="check")
        batch.drop_constraint("uq_name", type_="unique")
        batch.create_unique_constraint("uq_seat", ["room", "seat"])
        batch.drop_index("ix_paid")
        batch.alter_column("seat", nullable=True)
        batch.drop_column("paid")
        batch.create_exclude_constraint("ex_days", ("days", "&&"), using="gist")
        batch.create_index(
            "ix_days",
            ["days"],
            postgresql_using="gist",
            postgresql_where=sa.text("room IS NOT NULL"),
        )
    COLOUR.drop(op.get_bind(), checkfirst=False)
