"""All that binds the rows of a table: its own constraints and those that it has from others."""

from collections.abc import Iterator
from dataclasses import dataclass

from ddllint.catalog.model import (
    Catalog,
    Check,
    Column,
    Exclusion,
    ForeignKey,
    Index,
    IndexElement,
    Key,
    Table,
)
from ddllint.catalog.names import Name
from ddllint.catalog.predicates import column_type
from ddllint.sql.expressions import Expression
from ddllint.verify.rows.rules import EXCLUDE, UNIQUE, Elements, Shape


@dataclass(frozen=True)
class Bound:
    """A constraint, and the table that declares it: the one that holds the row, or one above it."""

    table: Table
    constraint: Check | ForeignKey | Elements


def shape_of(catalog: Catalog, table: Table) -> Shape:
    """The table with its columns' types below their domains."""
    types = {name: column_type(catalog, column.type) for name, column in table.columns.items()}
    return Shape(table, types)


def lineage(catalog: Catalog, table: Table) -> tuple[Table, ...]:
    """The table itself and the partitioned tables above it, the nearest first."""
    found = [table]
    while found[-1].partition_of is not None:
        above = catalog.tables.get(found[-1].partition_of)
        if above is None or above in found:
            break
        found.append(above)
    return tuple(found)


def leaves(catalog: Catalog, table: Table) -> tuple[Table, ...]:
    """The tables that hold the rows: the table itself, or the partitions at the end of it."""
    if table.kind != "partitioned":
        return (table,)
    parts = [one for one in catalog.tables.values() if one.partition_of == table.name]
    return tuple(leaf for part in parts for leaf in leaves(catalog, part))


def bindings(catalog: Catalog, table: Table) -> Iterator[Bound]:
    """What the server enforces for each new row, constraints that are not enforced left out.

    A partition is bound by all that its parents declare, an heir by their checks alone
    (PostgreSQL manual, 5.11 and 5.12).
    """
    above = lineage(catalog, table)
    for owner in above:
        yield from _of_table(owner)
    heirs = {name for one in above for name in _ancestors(catalog, one)}
    for name in sorted(heirs - {one.name for one in above}):
        above_it = catalog.tables[name]
        for constraint in above_it.constraints.values():
            if isinstance(constraint, Check) and constraint.enforced and not constraint.no_inherit:
                yield Bound(above_it, constraint)


def _of_table(owner: Table) -> Iterator[Bound]:
    for constraint in owner.constraints.values():
        match constraint:
            case Check() | ForeignKey() if constraint.enforced:
                yield Bound(owner, constraint)
            case Key() | Exclusion():
                yield Bound(owner, elements_of(constraint))
    for index in owner.indexes.values():
        if index.unique:
            yield Bound(owner, elements_of(index))


def _ancestors(catalog: Catalog, table: Table) -> Iterator[Name]:
    for name in table.parents:
        parent = catalog.tables.get(name)
        if parent is not None:
            yield name
            yield from _ancestors(catalog, parent)


def elements_of(constraint: Key | Exclusion | Index) -> Elements:
    """The keys of what lets no two rows be alike."""
    match constraint:
        case Key(name=name, columns=columns):
            kind = "PRIMARY KEY" if constraint.primary else "UNIQUE"
            return Elements(
                name=name,
                state=UNIQUE,
                words=f"{kind} {name}",
                keys=tuple((column, "=") for column in columns),
                nulls_equal=constraint.nulls_not_distinct,
                origin=constraint.origin,
            )
        case Exclusion(name=name, elements=elements):
            return Elements(
                name=name,
                state=EXCLUDE,
                words=f"EXCLUDE {name}",
                keys=tuple((_key(element), operator) for element, operator in elements),
                predicate=constraint.predicate,
                origin=constraint.origin,
            )
    return Elements(
        name=constraint.name.name,
        state=UNIQUE,
        words=f"unique index {constraint.name.name}",
        keys=tuple((_key(element), "=") for element in constraint.elements),
        predicate=constraint.predicate,
        nulls_equal=constraint.nulls_not_distinct,
        origin=constraint.origin,
    )


def _key(element: IndexElement) -> str | Expression:
    return element.column or element.expression or ""


def is_not_null(shape: Shape, column: Column) -> bool:
    """Whether the column or a domain of its type forbids NULL."""
    return column.not_null or any(domain.not_null for domain in shape.types[column.name].domains)
