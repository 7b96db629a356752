"""The contract's fields beside the columns that hold them: what each side says of the values."""

import functools
from collections.abc import Iterator, Mapping

import msgspec

from ddllint.catalog.model import Catalog, Column, Table, View
from ddllint.catalog.names import Name
from ddllint.catalog.predicates import (
    Allowed,
    Basis,
    ColumnType,
    ColumnValues,
    Facets,
    Limit,
    Unread,
    catalog_values,
    column_type,
    decimal_of,
    type_values,
)
from ddllint.contracts.model import Binding, Way
from ddllint.contracts.views.model import OutputColumn
from ddllint.contracts.views.numbers import ANY, Numbers
from ddllint.rules.contract.filters import filtered_columns
from ddllint.rules.contract.structure import values_reader, view_shapes
from ddllint.rules.rule import CannotRun, Context
from ddllint.rules.tenants import written_name
from ddllint.sql.expressions import TypeName
from ddllint.sql.source import Origin


class Typed(msgspec.Struct, frozen=True):
    """The type of a column, what is below its domains, and what the column holds."""

    type: TypeName
    base: ColumnType
    stored: Allowed

    @property
    def name(self) -> str:
        """The canonical name of the type below domains, `[]` behind it for an array."""
        return self.base.base.name + "[]" * self.base.base.dimensions


class Written(msgspec.Struct, frozen=True):
    """The column of a table that a request's value goes to, and what it lets through."""

    column: Column
    allowed: Allowed


class Bound(msgspec.Struct, frozen=True):
    """A binding whose column is there.

    `typed` is None where a view's column has no type that could be told, for `unknown` as a
    reason. `not_null` is None when nothing can be said, and `null_reason` says why it is not
    True. `computed` columns of views are no plain column of a table. `written` is None for a
    view's column that passes no single column of a table through.
    """

    binding: Binding
    relation: Name
    typed: Typed | None
    written: Written | None
    not_null: bool | None
    origins: tuple[Origin | None, ...]
    unknown: str = ""
    null_reason: str = ""
    view: bool = False
    computed: bool = False

    @property
    def object(self) -> str:
        """The column's dotted name."""
        return f"{self.relation}.{self.binding.column}"

    def allowed(self, way: Way) -> Allowed | None:
        """What the column holds (response), or lets be written into it (request)."""
        if way == "request":
            return self.written.allowed if self.written is not None else None
        return self.typed.stored if self.typed is not None else None


def bound_columns(context: Context) -> tuple[Bound, ...]:
    """Each binding to a column that a table or view has, in the order of the mapping.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    if context.contracts is None:
        raise CannotRun(context.no_contracts)
    if not context.contracts.bindings:
        raise CannotRun("no mapping binds a contract field to a column")
    return context.shared(_bound_columns)


def _bound_columns(context: Context) -> tuple[Bound, ...]:
    assert context.contracts is not None
    catalog = context.catalog
    base_of = functools.cache(functools.partial(column_type, catalog))
    bindings = [
        (one, written_name(one.relation), one.column)
        for one in context.contracts.bindings
        if one.column is not None
    ]
    views = {name for _, name, _ in bindings if name in catalog.views}
    shapes = view_shapes(context) if views else {}
    wanted: dict[Name, dict[str, None]] = {}
    for _, name, column in bindings:
        wanted.setdefault(name, {})[column] = None
    outputs = {(name, output.name): output for name in views for output in shapes[name].columns}
    for output in outputs.values():
        for source, column in output.sources:
            wanted.setdefault(source, {})[column] = None
    known = catalog_values(values_reader(context), wanted)
    filters = {name: filtered_columns(catalog, name) for name in views}
    found = []
    for binding, name, column in bindings:
        if (name, column) in outputs:
            output = outputs[name, column]
            found.append(_of_view(catalog, binding, catalog.views[name], output, known, filters))
        elif (name, column) in known:
            table = catalog.tables[name]
            values = known[name, column]
            held = table.columns[column]
            typed = Typed(held.type, base_of(held.type), values.stored)
            found.append(_of_table(binding, table, held, typed, values))
    return tuple(found)


_Known = Mapping[tuple[Name, str], ColumnValues]


def _of_table(
    binding: Binding, table: Table, column: Column, typed: Typed, values: ColumnValues
) -> Bound:
    return Bound(
        binding=binding,
        relation=table.name,
        typed=typed,
        written=Written(column, values.written),
        not_null=values.not_null is not None,
        origins=(column.origin, table.origin),
    )


def _of_view(
    catalog: Catalog,
    binding: Binding,
    view: View,
    output: OutputColumn,
    known: _Known,
    filters: Mapping[Name, frozenset[str]],
) -> Bound:
    sources = [known[source] for source in output.sources if source in known]
    single = sources[0] if len(sources) == len(output.sources) == 1 else None
    reason = ""
    if single is None:
        reason = f"view `{view.name}` computes `{output.name}`"
    elif {output.name, output.sources[0][1]} & filters[view.name]:
        reason = f"view `{view.name}` shows some rows only, by `{output.name}`"
    typed = None
    if output.type is not None:
        stored = _narrowed(catalog, output, output.type, single, reason)
        typed = Typed(output.type, column_type(catalog, output.type), stored)
    return Bound(
        binding=binding,
        relation=view.name,
        typed=typed,
        written=Written(_source_column(catalog, output), single.written) if single else None,
        not_null=output.not_null,
        origins=(view.origin,),
        unknown=output.type_reason,
        null_reason=output.null_reason,
        view=True,
        computed=single is None,
    )


def _narrowed(
    catalog: Catalog,
    output: OutputColumn,
    type_: TypeName,
    single: ColumnValues | None,
    reason: str,
) -> Allowed:
    """What the view's column may hold at most, with the reason why it may be less."""
    if single is None:
        return type_values(catalog, type_, reason, _facets(output.numbers or ANY))
    unread = (Unread(reason, Basis("the view")),) if reason else ()
    return msgspec.structs.replace(single.stored, unread=(*single.stored.unread, *unread))


def _facets(numbers: Numbers) -> Facets:
    """The limits of numbers; one that no decimal number writes out is left out."""
    least, most, step = (
        None if number is None else decimal_of(number)
        for number in (numbers.minimum, numbers.maximum, numbers.step)
    )
    return Facets(
        minimum=None if least is None else Limit(least),
        maximum=None if most is None else Limit(most),
        multiple_of=step,
    )


def _source_column(catalog: Catalog, output: OutputColumn) -> Column:
    relation, name = output.sources[0]
    return catalog.tables[relation].columns[name]


def by_way(context: Context) -> tuple[tuple[Bound, Way], ...]:
    """Each bound column with each way that its field travels."""
    bound_columns(context)  # says what is missing
    return context.shared(_by_way)


def _by_way(context: Context) -> tuple[tuple[Bound, Way], ...]:
    return tuple((bound, way) for bound in bound_columns(context) for way in bound.binding.ways)


def typed_columns(context: Context) -> tuple[tuple[Bound, Typed, Way], ...]:
    """The same for columns of known type whose field is stored as it is, without a conversion."""
    by_way(context)
    return context.shared(_typed_columns)


def _typed_columns(context: Context) -> tuple[tuple[Bound, Typed, Way], ...]:
    return tuple(
        (bound, bound.typed, way)
        for bound, way in by_way(context)
        if bound.typed is not None and bound.binding.conversion is None
    )


def plain_values(context: Context) -> Iterator[tuple[Bound, Way, Allowed]]:
    """The same for columns of which it is known what they hold, or let be written."""
    for bound, _, way in typed_columns(context):
        allowed = bound.allowed(way)
        if allowed is not None:
            yield bound, way, allowed
