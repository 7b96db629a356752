"""Which tables hold tenants' rows, and what their tenant column refers to."""

import functools
from collections.abc import Iterator

from ddllint.catalog.model import Catalog, Domain, Table
from ddllint.catalog.names import Name, type_name
from ddllint.settings.model import Tenancy
from ddllint.sql.expressions import TypeName


@functools.lru_cache(4096)
def written_name(text: str) -> Name:
    """`schema.name`, or `name` in the schema `public`, as settings and mappings write it."""
    schema, _, name = text.rpartition(".")
    return Name(schema or "public", name)


@functools.cache
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
        if exempt.isdisjoint(with_partitioned(catalog, table)):
            yield table


def with_partitioned(catalog: Catalog, table: Table) -> tuple[Name, ...]:
    """The table's name and those of the tables that it is a part of, the nearest first."""
    names = [table.name]
    above = table.partition_of
    while above is not None and above not in names:
        names.append(above)
        parent = catalog.tables.get(above)
        above = parent.partition_of if parent else None
    return tuple(names)


def base_type(catalog: Catalog, column_type: TypeName) -> TypeName:
    """The type under a domain, through domains over domains; other types as they are."""
    seen: set[Name] = set()
    while not column_type.dimensions:
        name = type_name(column_type.name)
        domain = catalog.types.get(name)
        if not isinstance(domain, Domain) or name in seen:
            break
        seen.add(name)
        column_type = domain.base
    return column_type
