"""By which columns the operations choose and order rows, and what the indexes lead with."""

from collections.abc import Iterator, Mapping

import msgspec

from ddllint.catalog.model import Catalog, Index, Key, Table
from ddllint.catalog.names import Name
from ddllint.contracts.model import Contracts, Filter, Operation, Order
from ddllint.diagnostics.finding import NotChecked
from ddllint.diagnostics.span import Span
from ddllint.rules.contract.filters import views_below
from ddllint.rules.contract.structure import once, stored_in
from ddllint.rules.rule import Context
from ddllint.rules.tenants import with_partitioned, written_name
from ddllint.sql.expressions import ColumnRef, Expression, NullTest
from ddllint.sql.source import Origin
from ddllint.sql.walk import walk


class Access(msgspec.Struct, frozen=True):
    """How an operation reads one table: filters by their column, and the first column it orders by.

    `order` is that column and the term of the promised order, None when none is promised.
    """

    operation: Operation
    table: Name
    filters: Mapping[str, Filter]
    order: tuple[str, Order] | None = None

    @property
    def required(self) -> frozenset[str]:
        """The columns that every request chooses by."""
        return frozenset(c for c, one in self.filters.items() if one.parameter.required)


def accesses(context: Context, contracts: Contracts) -> Iterator[Access | NotChecked]:
    """Each operation with each table that it reads, views followed to their tables.

    A filter or order over a view's column that is no plain column of a table is not checked. The
    tenancy's column is left out: it is known of each request.
    """
    for operation in contracts.operations:
        for relation in once((*operation.reads, *operation.writes)):
            yield from _accesses(context, operation, relation)


def _accesses(
    context: Context, operation: Operation, relation: str
) -> Iterator[Access | NotChecked]:
    tenant = context.tenancy.column
    filters: dict[Name, dict[str, Filter]] = {}
    orders: dict[Name, tuple[str, Order]] = {}
    for one in operation.filters:
        if one.relation != relation or one.column == tenant:
            continue
        found = _traced(context, relation, one.column)
        if not found:
            yield _untraced(operation, relation, one.column, one.parameter.used_span)
        for table, column in found:
            filters.setdefault(table, {}).setdefault(column, one)
    terms = (one for one in operation.order if one.relation == relation and one.column != tenant)
    first = next(terms, None)
    if first is not None:
        found = _traced(context, relation, first.column)
        if not found:
            yield _untraced(operation, relation, first.field, first.span)
        for table, column in found:
            orders[table] = (column, first)
    for table in {**filters, **orders}:
        yield Access(operation, table, filters.get(table, {}), orders.get(table))


def _traced(context: Context, relation: str, column: str | None) -> tuple[tuple[Name, str], ...]:
    """The tables' columns behind it; nothing behind a materialized view, which has rows itself."""
    return (
        ()
        if _reads_stored(context.catalog, written_name(relation))
        else stored_in(context, relation, column)
    )


def _reads_stored(catalog: Catalog, name: Name) -> bool:
    """Whether the relation is a materialized view, or a view that reads one."""
    waiting, seen = [name], {name}
    while waiting:
        view = catalog.views.get(waiting.pop())
        if view is not None:
            if view.materialized:
                return True
            below = set(views_below(catalog, view)) - seen
            seen |= below
            waiting += below
    return False


def _untraced(operation: Operation, relation: str, column: str, span: Span) -> NotChecked:
    reason = f"{operation}: `{column}` of `{relation}` is no plain column of a table"
    return NotChecked(f"{relation}.{column}", reason, span)


class Lead(msgspec.Struct, frozen=True):
    """An index or a key's own index, as far as a search may use it.

    `columns` has None for an expression. Without `sorted` it finds by any of its columns and
    keeps no order. `partial` has the condition of a partial index.
    """

    name: str
    columns: tuple[str | None, ...]
    sorted: bool
    partial: Expression | None
    origin: Origin | None

    def reaches(self, column: str, given: frozenset[str]) -> bool:
        """Whether it leads to the column, past columns whose values are given."""
        if not self.sorted:
            return column in self.columns
        for one in self.columns:
            if one == column:
                return True
            if one not in given:
                return False
        return False

    def holds(self, columns: frozenset[str]) -> bool:
        """Whether it holds every row that has values in the columns."""
        if self.partial is None:
            return True
        tree = self.partial.tree
        return (
            isinstance(tree, NullTest)
            and tree.negated
            and isinstance(tree.operand, ColumnRef)
            and tree.operand.names[-1] in columns
        )


def leads(catalog: Catalog, table: Table) -> Iterator[Lead]:
    """The valid indexes and keys of a table and of those that it is a partition of."""
    for above in with_parents(catalog, table):
        for constraint in above.constraints.values():
            if isinstance(constraint, Key):
                yield Lead(constraint.name, constraint.columns, True, None, constraint.origin)
        yield from (lead_of(index) for index in above.indexes.values() if index.valid)


def with_parents(catalog: Catalog, table: Table) -> tuple[Table, ...]:
    """The table and those that it is a part of, the nearest first."""
    names = with_partitioned(catalog, table)
    return tuple(catalog.tables[name] for name in names if name in catalog.tables)


def lead_of(index: Index) -> Lead:
    """What an index leads with."""
    columns = tuple(element.column for element in index.elements)
    in_order = index.method == "btree"
    return Lead(index.name.name, columns, in_order, index.predicate, index.origin)


def columns_in(expression: Expression) -> Iterator[str]:
    """The names of the columns that an expression reads."""
    for node in walk(expression.tree):
        if isinstance(node, ColumnRef):
            yield node.names[-1]
