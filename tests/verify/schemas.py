"""Schemas from SQL text, and connections to databases that have them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.server import Server
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

ROOT = Path(__file__).parent.parent.parent
SPECS = {path.name: path.read_text("utf-8") for path in (ROOT / "db/docs/specs").glob("*.sql")}
ROLES = (ROOT / "db/roles.sql").read_text("utf-8")
_IN_ORDER = (
    "tenants",
    "attribution_events",
    "attribution_allocations",
    "dead_events",
    "reconciliation_runs",
    "revenue_ledger",
)


def catalog_of(text: str) -> Catalog:
    """The catalog of one SQL text, all of which must be understood."""
    built = build([parse_source(Source("schema.sql", text.encode()))])
    assert not built.refused, built.refused[0].message
    assert not built.unmodelled
    return built


def reference_tables() -> str:
    """The reference schema's tables as one script, parents first."""
    return "\n".join(SPECS[f"{name}_ddl_spec.sql"] for name in _IN_ORDER)


@contextmanager
def database_with(server: Server, text: str) -> Iterator[psycopg.Connection]:
    """A connection, as the superuser, to a new database that ran the script."""
    with (
        fresh_database(server) as name,
        connect(server, name, server.superuser, autocommit=True) as connection,
    ):
        connection.execute(text.encode())
        connection.autocommit = False
        yield connection
