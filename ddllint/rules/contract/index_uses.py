"""What needs an index: constraints, foreign keys, operations, and what its comment says."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

import msgspec

from ddllint.catalog.model import Catalog, ForeignKey, Index, Table
from ddllint.catalog.names import Name
from ddllint.contracts.model import Contracts
from ddllint.rules.contract.access import Access, accesses, columns_in, with_parents
from ddllint.rules.rule import Context

UseKind: TypeAlias = Literal["unique", "foreign key", "filter", "order", "time series", "purpose"]


class Use(msgspec.Struct, frozen=True):
    """One thing that needs an index: what kind, and which.

    `by` is the foreign key's name, the operation (`GET /orders`), the time column, or the words
    of the index's comment; empty for `unique`.
    """

    kind: UseKind
    by: str = ""


Wanted: TypeAlias = Mapping[str, tuple[Use, ...]]
"""By column: the operations that search or sort by it."""


def wanted_columns(context: Context, contracts: Contracts) -> Mapping[Name, Wanted]:
    """By table and column: which operations search and sort by it, through views too."""
    found: dict[Name, dict[str, dict[Use, None]]] = {}
    for access in accesses(context, contracts):
        if isinstance(access, Access):
            columns = found.setdefault(access.table, {})
            operation = str(access.operation)
            for column in access.filters:
                columns.setdefault(column, {})[Use("filter", operation)] = None
            if access.order is not None:
                columns.setdefault(access.order[0], {})[Use("order", operation)] = None
    return {
        table: {column: tuple(uses) for column, uses in columns.items()}
        for table, columns in found.items()
    }


def columns_wanted_of(catalog: Catalog, table: Table, wanted: Mapping[Name, Wanted]) -> Wanted:
    """What operations want of the table and of those that it is a partition of."""
    found: dict[str, tuple[Use, ...]] = {}
    for one in with_parents(catalog, table):
        for column, uses in wanted.get(one.name, {}).items():
            found[column] = (*found.get(column, ()), *uses)
    return found


def index_uses(
    table: Table,
    index: Index,
    wanted: Wanted,
    *,
    tenant: str,
    times: Collection[str],
    tag: str,
) -> Iterator[Use]:
    """All that needs the index.

    `tenant` is the tenancy's column, which may lead any index; `times` are columns that order a
    time series; `tag` begins the purpose in a comment, and is empty if a comment counts for
    nothing.
    """
    if index.unique:
        yield Use("unique")
    leading = _leading(index, tenant)
    yield from _foreign_keys(table, leading, tenant)
    yield from dict.fromkeys(
        use for column, uses in wanted.items() if column in leading for use in uses
    )
    if tenant in table.columns:
        yield from (Use("time series", time) for time in times if time in leading)
    purpose = _purpose(index, tag)
    if purpose:
        yield Use("purpose", purpose)


def _purpose(index: Index, tag: str) -> str:
    if not tag or index.comment is None:
        return ""
    _, _, purpose = index.comment.text.partition(tag)
    return purpose.strip()


def _leading(index: Index, tenant: str) -> frozenset[str]:
    """The columns that the index begins with past the tenant; all of them if it has no order."""
    found: set[str] = set()
    for element in index.elements:
        if element.column == tenant:
            continue
        if element.column is not None:
            found.add(element.column)
        elif element.expression is not None:
            found.update(columns_in(element.expression))
        if index.method == "btree":
            break
    return frozenset(found)


def _foreign_keys(table: Table, leading: frozenset[str], tenant: str) -> Iterator[Use]:
    for constraint in _foreign(table):
        columns = frozenset(constraint.columns) - {tenant}
        if columns & leading or not (columns or leading):
            yield Use("foreign key", constraint.name)


def _foreign(table: Table) -> Iterable[ForeignKey]:
    return (one for one in table.constraints.values() if isinstance(one, ForeignKey))
