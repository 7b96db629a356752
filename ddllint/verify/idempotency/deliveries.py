"""What the contracts let be sent again: operations whose body says which thing it is about."""

from collections.abc import Iterator, Mapping

import msgspec

from ddllint.catalog.model import Catalog, Table
from ddllint.catalog.predicates import listed, table_values
from ddllint.contracts.model import Binding, Contracts, Operation
from ddllint.diagnostics.span import Span
from ddllint.rules.tenants import written_name

_IDENTIFIER = "id"
"""The field by which the sender names a thing."""


class Delivery(msgspec.Struct, frozen=True):
    """An operation, and the column that holds the `id` of what its body brings.

    `written` are the columns that the operation's bodies fill. `source` are columns with the
    values that tell its rows from those of other operations: a step of its path that is one of
    the values which a column may hold. `span` is the field's entry in the mapping.
    """

    operation: Operation
    table: Table
    column: str
    written: frozenset[str]
    source: Mapping[str, str]
    span: Span | None


def deliveries(contracts: Contracts, catalog: Catalog, tenant: str) -> Iterator[Delivery]:
    """The operations whose request has a required field `id` that a tenant table stores."""
    for operation in contracts.operations:
        schemas = {payload.schema for payload in operation.requests if not payload.listed}
        carried = [one for one in contracts.bindings if one.schema in schemas]
        for binding in carried:
            table = catalog.tables.get(written_name(binding.relation))
            if table is None or tenant not in table.columns or not _names_a_thing(binding):
                continue
            assert binding.column is not None
            written = {
                one.column for one in carried if one.column and one.relation == binding.relation
            }
            yield Delivery(
                operation=operation,
                table=table,
                column=binding.column,
                written=frozenset(written),
                source=_source(catalog, table, operation),
                span=binding.span,
            )


def _names_a_thing(binding: Binding) -> bool:
    return (
        binding.field.name == _IDENTIFIER
        and binding.column is not None
        and binding.field.required_in("request")
        and "request" in binding.ways
    )


def _source(catalog: Catalog, table: Table, operation: Operation) -> dict[str, str]:
    steps = operation.path.split("/")
    found = {}
    for name, values in table_values(catalog, table, table.columns).items():
        known = listed(values.written)
        for step in steps:
            if known is not None and step in known.value:
                found[name] = step
    return found
