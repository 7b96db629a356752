"""The contract's fields beside the columns that hold them: what each side says of the values."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ddllint.catalog.model import Catalog, Column, Table, View
from ddllint.catalog.names import Name
from ddllint.catalog.predicates import (
    Allowed,
    ColumnType,
    ColumnValues,
    column_type,
    table_values,
    type_values,
)
from ddllint.contracts.model import Binding, Way
from ddllint.contracts.views.infer import infer_views
from ddllint.contracts.views.model import OutputColumn
from ddllint.rules.contract.filters import filtered_columns
from ddllint.rules.rule import CannotRun, Context
from ddllint.rules.tenants import written_name
from ddllint.sql.expressions import TypeName
from ddllint.sql.source import Origin


class Bound(msgspec.Struct, frozen=True):
    """A binding whose column is there.

    `type` is None where a view's column has none that could be told, for `unknown` as a reason;
    `base` is the same below domains. `not_null` is None when nothing can be said, and
    `null_reason` says why it is not True. `computed` columns of views are no plain column of a
    table. `table_column` is the column of a table that a written value goes to, and `written`
    what it lets through; both are None for a view's column that passes none through.
    """

    binding: Binding
    relation: Name
    type: TypeName | None
    base: ColumnType | None
    stored: Allowed | None
    written: Allowed | None
    not_null: bool | None
    origins: tuple[Origin | None, ...]
    table_column: Column | None = None
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
        return self.stored if way == "response" else self.written


def bound_columns(context: Context) -> tuple[Bound, ...]:
    """Each binding to a column that a table or view has, in the order of the mapping.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    if context.contracts is None:
        raise CannotRun("the settings name no contracts")
    if not context.contracts.bindings:
        raise CannotRun("no mapping binds a contract field to a column")
    return context.shared(_bound_columns)


def _bound_columns(context: Context) -> tuple[Bound, ...]:
    assert context.contracts is not None
    catalog = context.catalog
    bindings = [one for one in context.contracts.bindings if one.column is not None]
    relations = {one.relation: written_name(one.relation) for one in bindings}
    views = [name for name in relations.values() if name in catalog.views]
    shapes = infer_views(catalog) if views else {}
    wanted: dict[Name, dict[str, None]] = {}
    for one in bindings:
        wanted.setdefault(relations[one.relation], {})[one.column or ""] = None
    outputs = {
        (name, column.name): column
        for name in views
        for column in shapes[name].columns
        if column.name in wanted[name]
    }
    for output in outputs.values():
        for source, column_name in output.sources:
            wanted.setdefault(source, {})[column_name] = None
    known = _known(catalog, wanted)
    filters = {name: filtered_columns(catalog, name) for name in views}
    found = []
    for binding in bindings:
        name, column = relations[binding.relation], binding.column or ""
        if (name, column) in outputs:
            output = outputs[name, column]
            found.append(_of_view(catalog, binding, catalog.views[name], output, known, filters))
        elif (name, column) in known:
            found.append(_of_table(catalog, binding, catalog.tables[name], known[name, column]))
    return tuple(found)


_Known = Mapping[tuple[Name, str], ColumnValues]


def _known(catalog: Catalog, wanted: Mapping[Name, Iterable[str]]) -> _Known:
    return {
        (name, column): values
        for name, columns in wanted.items()
        if name in catalog.tables
        for column, values in table_values(catalog, catalog.tables[name], columns).items()
    }


def _of_table(catalog: Catalog, binding: Binding, table: Table, values: ColumnValues) -> Bound:
    column = table.columns[binding.column or ""]
    return Bound(
        binding=binding,
        relation=table.name,
        type=column.type,
        base=column_type(catalog, column.type),
        stored=values.stored,
        written=values.written,
        not_null=values.not_null is not None,
        origins=(column.origin, table.origin),
        table_column=column,
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
    written = (view.columns or {}).get(output.name)
    reason = ""
    if single is None:
        reason = f"view `{view.name}` computes `{output.name}`"
    elif {output.name, output.sources[0][1]} & filters[view.name]:
        reason = f"view `{view.name}` shows some rows only, by `{output.name}`"
    stored = single.stored if single and not reason else None
    if stored is None and output.type is not None:
        stored = _narrowed(catalog, output.type, single, reason)
    return Bound(
        binding=binding,
        relation=view.name,
        type=output.type,
        base=column_type(catalog, output.type) if output.type is not None else None,
        stored=stored,
        written=single.written if single else None,
        not_null=output.not_null,
        origins=(written.origin if written else None, view.origin),
        table_column=_source_column(catalog, output) if single else None,
        unknown=output.type_reason,
        null_reason=output.null_reason,
        view=True,
        computed=single is None,
    )


def _narrowed(
    catalog: Catalog, type_: TypeName, single: ColumnValues | None, reason: str
) -> Allowed:
    """What the view's column may hold at most, with the reason why it may be less."""
    by_type = type_values(catalog, type_, reason)
    if single is None:
        return by_type
    return msgspec.structs.replace(single.stored, unread=(*single.stored.unread, *by_type.unread))


def _source_column(catalog: Catalog, output: OutputColumn) -> Column:
    relation, name = output.sources[0]
    return catalog.tables[relation].columns[name]


def by_way(context: Context) -> Iterator[tuple[Bound, Way]]:
    """Each bound column with each way that its field travels."""
    for bound in bound_columns(context):
        for way in bound.binding.ways:
            yield bound, way
