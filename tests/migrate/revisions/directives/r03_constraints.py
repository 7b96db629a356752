"""Constraints and indexes by their directives."""

import sqlalchemy as sa
from alembic import op

revision = "r03"
down_revision = "r02"


def upgrade() -> None:
    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("room", sa.Integer),
        sa.Column("seat", sa.Integer),
        sa.Column("days", sa.dialects.postgresql.DATERANGE),
        sa.Column("owner_id", sa.BigInteger),
        sa.Column("name", sa.Text),
    )
    op.create_primary_key("pk_bookings", "bookings", ["id"])
    op.create_unique_constraint("uq_seat", "bookings", ["room", "seat"])
    op.create_unique_constraint(None, "bookings", ["name"], deferrable=True)
    op.create_check_constraint("name_given", "bookings", "name <> '' AND name LIKE '%:%'")
    op.create_check_constraint(op.f("room_positive"), "bookings", sa.column("room") > 0)
    op.create_exclude_constraint("ex_days", "bookings", ("days", "&&"), using="gist")
    op.create_foreign_key("fk_owner", "bookings", "owners", ["owner_id"], ["id"])
    op.create_foreign_key(
        None,
        "bookings",
        "pieces",
        ["id"],
        ["place"],
    ) if False else None
    op.create_index("ix_room", "bookings", ["room"])
    op.create_index("ix_name", "bookings", [sa.text("lower(name)")], unique=True)
    op.create_index(
        "ix_days",
        "bookings",
        ["days"],
        postgresql_using="gist",
        postgresql_where=sa.text("room IS NOT NULL"),
    )
    op.create_index(
        "ix_order",
        "bookings",
        [sa.text("seat DESC NULLS LAST"), "room"],
        postgresql_include=["name"],
        postgresql_with={"fillfactor": 70},
    )
    op.create_index("ix_pattern", "bookings", ["name"], postgresql_ops={"name": "text_pattern_ops"})
    op.create_index("ix_twice", "bookings", ["seat"], if_not_exists=True)
    op.create_index("ix_twice", "bookings", ["room"], if_not_exists=True)
    op.create_index("ix_parts", "things", ["owner_id", "kind"], schema="shop")
    op.drop_constraint("price_not_negative", "things", schema="shop", type_="check")
    op.drop_constraint("gone", "things", schema="shop", if_exists=True)
    op.drop_index("ix_things_at", table_name="things", schema="shop")
    op.drop_index("gone", if_exists=True)
    with op.get_context().autocommit_block():
        op.create_index("ix_seat", "bookings", ["seat"], postgresql_concurrently=True)
        op.drop_index("ix_twice", postgresql_concurrently=True)


def downgrade() -> None:
    op.create_index("ix_things_at", "things", ["at"], schema="shop")
    op.create_check_constraint("price_not_negative", "things", "price >= 0", schema="shop")
    op.drop_index("ix_parts", schema="shop")
    op.drop_constraint("fk_owner", "bookings", type_="foreignkey")
    op.drop_table("bookings")
