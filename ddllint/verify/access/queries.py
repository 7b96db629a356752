"""The queries by which operations of the contract read their rows."""

from collections.abc import Iterator, Mapping

import msgspec
from psycopg import sql

from ddllint.catalog.names import Name
from ddllint.contracts.model import Contracts, Operation
from ddllint.rules.tenants import written_name

PAGE = 50
"""As many rows does a page of a list have."""


class Query(msgspec.Struct, frozen=True):
    """One way in which an operation reads a relation.

    `filters` are the columns that it chooses by, besides the tenant, `order` the promised one
    with whether it descends. `listed` says that it gives a page of many rows.
    """

    operation: Operation
    relation: Name
    filters: tuple[str, ...]
    order: tuple[tuple[str, bool], ...]
    listed: bool

    @property
    def is_in_order(self) -> bool:
        """Whether an index has to give the rows in their order: nothing chooses few of them."""
        return bool(self.order) and not self.filters

    @property
    def words(self) -> str:
        """The operation, and what it is asked for besides what it always is."""
        return f"{self.operation}{f' by {self.filters[-1]}' if self._has_option else ''}"

    @property
    def _has_option(self) -> bool:
        required = {
            one.column
            for one in self.operation.filters
            if one.parameter.required and written_name(one.relation) == self.relation
        }
        return any(column not in required for column in self.filters)

    def sql(self, values: Mapping[str, object]) -> sql.Composed:
        """The statement, with a value for each of the filters."""
        parts: list[sql.Composable] = [
            sql.SQL("SELECT * FROM {}").format(sql.Identifier(*self.relation))
        ]
        if self.filters:
            terms = [
                sql.SQL("{} = {}").format(sql.Identifier(column), sql.Literal(values[column]))
                for column in self.filters
            ]
            parts += [sql.SQL("WHERE"), sql.SQL(" AND ").join(terms)]
        if self.order:
            ways = [
                sql.SQL("{} DESC" if descending else "{}").format(sql.Identifier(column))
                for column, descending in self.order
            ]
            parts += [sql.SQL("ORDER BY"), sql.SQL(", ").join(ways)]
        if self.listed:
            parts.append(sql.SQL("LIMIT {}").format(PAGE))
        return sql.SQL(" ").join(parts)


def queries(contracts: Contracts, tenant: str) -> Iterator[Query]:
    """What each operation reads always, and with each of its optional parameters."""
    for operation in contracts.operations:
        for relation in dict.fromkeys(operation.reads):
            filters = [
                one
                for one in operation.filters
                if one.relation == relation and one.column != tenant
            ]
            required = tuple(one.column for one in filters if one.parameter.required)
            order = tuple(
                (one.column, one.descending)
                for one in operation.order
                if one.relation == relation and one.column is not None
            )
            listed = any(payload.listed for payload in operation.responses)
            name = written_name(relation)
            yield Query(operation, name, required, order, listed)
            for one in filters:
                if not one.parameter.required:
                    yield Query(operation, name, (*required, one.column), order, listed)
