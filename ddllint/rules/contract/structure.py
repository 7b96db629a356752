"""What the rules on structure share: contracts, columns of views, where a column comes from."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from ddllint.catalog.model import Table, View
from ddllint.catalog.names import Name
from ddllint.catalog.predicates import ValuesReader
from ddllint.contracts.model import Binding, Contracts
from ddllint.contracts.views.infer import infer_views
from ddllint.contracts.views.model import ViewShape
from ddllint.rules.rule import CannotRun, Context
from ddllint.rules.tenants import written_name


def known_contracts(context: Context) -> Contracts:
    """The contracts. Raises CannotRun when there are none, or no mapping that names schemas."""
    if context.contracts is None:
        raise CannotRun(context.no_contracts)
    if not context.contracts.schemas:
        raise CannotRun("no mapping says which table or view holds a contract schema")
    return context.contracts


def with_operations(context: Context) -> Contracts:
    """The same, with operations. Raises CannotRun when the contracts describe none."""
    contracts = known_contracts(context)
    if not contracts.operations:
        raise CannotRun("the contracts describe no operation")
    return contracts


def view_shapes(context: Context) -> Mapping[Name, ViewShape]:
    """The shapes of all views, inferred once."""
    return context.shared(_view_shapes)


def _view_shapes(context: Context) -> Mapping[Name, ViewShape]:
    return infer_views(context.catalog, values_reader(context))


def values_reader(context: Context) -> ValuesReader:
    """What reads the columns of the catalog's tables, each table once."""
    return context.shared(_values_reader)


def _values_reader(context: Context) -> ValuesReader:
    return ValuesReader(context.catalog)


def with_bindings(context: Context, contracts: Contracts, bindings: Iterable[Binding]) -> Context:
    """The context with the contracts, but for their bindings, of which it has only those.

    What the catalog alone says is read once for both.
    """
    part = replace(contracts, bindings=tuple(bindings))
    return context.with_contracts(part, _values_reader, _view_shapes)


def columns_of(relation: Table | View) -> frozenset[str] | None:
    """The names of the columns; None where they are not known."""
    return None if relation.columns is None else frozenset(relation.columns)


def stored_in(context: Context, relation: str, column: str | None) -> tuple[tuple[Name, str], ...]:
    """The columns of tables whose values the column shows: itself, or a view's sources.

    Nothing for a column that does not exist, that a view computes or that cannot be traced.
    """
    name = written_name(relation)
    if name in context.catalog.tables:
        columns = context.catalog.tables[name].columns
        return tuple((name, one) for one in columns if one == column)
    if name not in context.catalog.views:
        return ()
    outputs = view_shapes(context)[name].columns
    return next((one.sources for one in outputs if one.name == column), ())


def once(names: Iterable[str]) -> Iterator[str]:
    """The names in their order, each once."""
    yield from dict.fromkeys(names)
