"""Which tables hold tenants' rows, and what their tenant column refers to."""

import re
from collections.abc import Iterator

from ddllint.catalog.model import Catalog, Domain, Table
from ddllint.catalog.names import Name
from ddllint.settings.model import Tenancy
from ddllint.sql.expressions import TypeName


def written_name(text: str) -> Name:
    """`schema.name`, or `name` in the schema `public`, as settings and mappings write it."""
    schema, _, name = text.rpartition(".")
    return Name(schema or "public", name)


def parent_key(tenancy: Tenancy) -> tuple[Name, str]:
    """The table and column that the tenant column refers to."""
    table, _, column = tenancy.parent.rpartition(".")
    return written_name(table), column


def without_tenants(tenancy: Tenancy) -> frozenset[Name]:
    """The tables that have no tenants: the parent table, and those that the settings exempt."""
    return frozenset({parent_key(tenancy)[0], *(written_name(text) for text in tenancy.exempt)})


def scoped_tables(catalog: Catalog, tenancy: Tenancy) -> Iterator[Table]:
    """The tables that tenancy speaks of, with or without the tenant column.

    Foreign tables are left out, as their rows and keys are another server's, and so are
    temporary tables, which one session sees, and the partitions of exempt tables.
    """
    exempt = without_tenants(tenancy)
    for table in catalog.tables.values():
        if table.kind == "foreign" or table.persistence == "temporary":
            continue
        above = lineage(catalog, table, partitions_only=True)
        if exempt.isdisjoint(one.name for one in above):
            yield table


def lineage(catalog: Catalog, table: Table, partitions_only: bool = False) -> tuple[Table, ...]:
    """The table and those it inherits from, the nearest first; each once.

    `partitions_only` follows partitions to their parents, and not INHERITS.
    """
    tables = [table]
    for current in tables:  # grows while it is walked
        above = (current.partition_of,) if current.partition_of else ()
        for name in above if partitions_only else (*above, *current.parents):
            parent = catalog.tables.get(name)
            if parent is not None and parent not in tables:
                tables.append(parent)
    return tuple(tables)


def base_type(catalog: Catalog, column_type: TypeName) -> TypeName:
    """The type under a domain, through domains over domains; other types as they are."""
    seen: set[Name] = set()
    while not column_type.dimensions:
        name = _type_name(column_type.name)
        domain = catalog.types.get(name)
        if not isinstance(domain, Domain) or name in seen:
            break
        seen.add(name)
        column_type = domain.base
    return column_type


def _type_name(quoted: str) -> Name:
    """The name of a user's type, which a canonical type name holds in SQL's quotes."""
    if '"' not in quoted:
        return written_name(quoted)
    parts = [
        whole.replace('""', '"') or plain
        for whole, plain in re.findall(r'"((?:[^"]|"")+)"|([^."]+)', quoted)
    ]
    return Name(parts[0] if len(parts) > 1 else "public", parts[-1])


def is_not_null(catalog: Catalog, table: Table, column: str) -> bool:
    """Whether the server refuses null there: said here, or by a table this inherits from.

    A parent's NOT NULL holds for partitions and for children (PostgreSQL manual, 5.11).
    """
    return any(_refuses_null(above, column) for above in lineage(catalog, table))


def _refuses_null(table: Table, name: str) -> bool:
    column = table.columns.get(name)
    key = table.primary_key
    return column is not None and (
        column.not_null or column.identity is not None or (key is not None and name in key.columns)
    )
