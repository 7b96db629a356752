"""Rows for the reference schema, inserted on real servers."""

from schemas import ROLES, catalog_of, database_with, reference_tables

from ddllint.postgres.server import Server
from ddllint.settings.model import Tenancy
from ddllint.verify.rows import fill, insert

EACH, TENANTS = 3, 2


def test_each_table_is_filled_for_each_tenant(each_server: Server) -> None:
    text = reference_tables()
    filling = fill(catalog_of(text), Tenancy(), tenants=TENANTS, each=EACH)
    assert filling.unfilled == ()
    with database_with(each_server, ROLES + text) as connection:
        insert(connection, filling.rows)
        for table in catalog_of(text).tables:
            key = "id" if table.name == "tenants" else "tenant_id"
            query = f"SELECT {key}, count(*) FROM {table.name} GROUP BY 1"
            counts = [count for _, count in connection.execute(query.encode()).fetchall()]
            assert counts == [1 if table.name == "tenants" else EACH] * TENANTS, table


def test_the_same_seed_gives_the_same_rows() -> None:
    catalog = catalog_of(reference_tables())
    first, again, other = (fill(catalog, Tenancy(), seed=seed) for seed in (7, 7, 8))
    assert repr(first) == repr(again)
    assert not {repr(row) for row in first.rows} & {repr(row) for row in other.rows}
