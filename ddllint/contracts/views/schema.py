"""The catalog as queries see it: relations by name with what their columns hold."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from ddllint.catalog.model import Catalog, Column, Routine, Table
from ddllint.catalog.names import Name
from ddllint.catalog.predicates import Allowed, ValuesReader
from ddllint.contracts.views.environment import Field, Relation
from ddllint.contracts.views.model import ViewShape
from ddllint.contracts.views.numbers import ANY, Numbers, either, single
from ddllint.contracts.views.types import Types, catalog_types
from ddllint.contracts.views.values import Value
from ddllint.sql.expressions import TypeName

_SYSTEM_COLUMNS = {
    "tableoid": "oid",
    "ctid": "tid",
    "xmin": "xid",
    "xmax": "xid",
    "cmin": "cid",
    "cmax": "cid",
}
"""PostgreSQL manual, 5.6."""


class Schema(msgspec.Struct, frozen=True):
    """A catalog, made ready for look-ups. `shapes` are those of the views read so far."""

    catalog: Catalog
    types: Types
    shapes: Mapping[Name, ViewShape]
    relations: Mapping[str, tuple[Name, ...]]
    children: Mapping[Name, tuple[Name, ...]]
    routines: Mapping[str, tuple[Routine, ...]]
    values: ValuesReader
    _numbers: dict[tuple[Name, str], Numbers] = {}

    def find(self, schema: str, name: str) -> Name | None:
        """The relation of that name. Without a schema it is looked for in `public` first, then
        wherever it is the only one.
        """
        found = self.relations.get(name, ())
        wanted = schema or "public"
        for one in found:
            if one.schema == wanted:
                return one
        return found[0] if len(found) == 1 and not schema else None

    def relation(self, schema: str, name: str, alias: str, *, only: bool) -> Relation:
        """The relation of that name, as FROM shows it. `only`: without those that inherit."""
        found = self.find(schema, name)
        if found is None:
            written = f"{schema}.{name}" if schema else name
            return Relation(alias, None, schema, reason=f"relation {written} is declared nowhere")
        table = self.catalog.tables.get(found)
        if table is not None:
            return Relation(alias, self._table(table, only), found.schema)
        shape = self.shapes.get(found)
        if shape is None:
            return Relation(alias, None, found.schema, reason=f"view {found} is not read yet")
        if shape.reason and not shape.columns:
            return Relation(alias, None, found.schema, reason=f"view {found}: {shape.reason}")
        return Relation(alias, view_fields(shape), found.schema)

    def columns(self, name: Name) -> tuple[Field, ...] | None:
        """The columns of a table, None if there is no such table."""
        table = self.catalog.tables.get(name)
        return None if table is None else self._table(table, only=False)

    def numbers(self, table: Name, column: str) -> Numbers:
        """How far the numbers of a table's column go, by its type and its constraints."""
        key = (table, column)
        if key not in self._numbers:
            found = self.values.values(table, column)
            self._numbers[key] = ANY if found is None else _numbers(found.stored)
        return self._numbers[key]

    def _table(self, table: Table, only: bool) -> tuple[Field, ...]:
        tables = [table] if only else [table, *self._descendants(table)]
        return tuple(
            Field(column.name, self._column(table, column, tables))
            for column in table.columns.values()
        )

    def _descendants(self, table: Table) -> Iterable[Table]:
        for name in self.children.get(table.name, ()):
            child = self.catalog.tables[name]
            yield child
            yield from self._descendants(child)

    def _column(self, table: Table, column: Column, tables: Iterable[Table]) -> Value:
        type_ = self.types.qualified(column.type)
        reason = f"type {column.type} is declared nowhere" if type_ is None else ""
        sources = ((table.name, column.name),)
        for one in tables:
            own = one.columns.get(column.name)
            if one.kind == "foreign":
                held = f"{one.name} is a foreign table, and the server does not check its NOT NULL"
                return Value(type_, None, reason, held, sources)
            if own is None or not (own.not_null or self._refuses_null(own.type)):
                held = f"{one.name}.{column.name} can be NULL"
                return Value(type_, False, reason, held, sources)
        return Value(type_, True, reason, sources=sources)

    def _refuses_null(self, type_: TypeName) -> bool:
        return self.types.is_not_null(self.types.qualified(type_) or type_)


def _numbers(allowed: Allowed) -> Numbers:
    if allowed.kind != "number":
        return ANY
    if allowed.values is not None:
        values = [value for value in allowed.values.value if isinstance(value, Decimal)]
        return either(single(Fraction(value)) for value in values)
    least, most, step = allowed.minimum, allowed.maximum, allowed.multiple_of
    return Numbers(
        None if least is None else Fraction(least.value),
        None if most is None else Fraction(most.value),
        None if step is None else Fraction(step.value),
    )


def view_fields(shape: ViewShape) -> tuple[Field, ...]:
    """The columns of a view, as another query reads them."""
    return tuple(
        Field(
            column.name,
            Value(
                column.type,
                column.not_null,
                _from(shape.view, column.name, column.type_reason),
                _from(shape.view, column.name, column.null_reason),
                column.sources,
                column.numbers,
            ),
        )
        for column in shape.columns
    )


def _from(view: Name, column: str, reason: str) -> str:
    """The reason with the view that it comes from, the first one if there are several."""
    if not reason or reason.startswith("in view "):
        return reason
    return f"in view {view}, column {column}: {reason}"


def system_column(name: str) -> Value | None:
    """A column that every table has without declaring it."""
    type_ = _SYSTEM_COLUMNS.get(name)
    return None if type_ is None else Value(TypeName(type_), None, null_reason="a system column")


def read_schema(
    catalog: Catalog, shapes: Mapping[Name, ViewShape], values: ValuesReader | None = None
) -> Schema:
    """Make a catalog ready for look-ups; `shapes` may be filled while the schema is in use."""
    relations: dict[str, tuple[Name, ...]] = {}
    children: dict[Name, tuple[Name, ...]] = {}
    routines: dict[str, tuple[Routine, ...]] = {}
    for name in (*catalog.tables, *catalog.views):
        relations[name.name] = (*relations.get(name.name, ()), name)
    for table in catalog.tables.values():
        for parent in table.parents + ((table.partition_of,) if table.partition_of else ()):
            children[parent] = (*children.get(parent, ()), table.name)
    for routine in catalog.routines.values():
        key = routine.name.name
        routines[key] = (*routines.get(key, ()), routine)
    return Schema(
        catalog,
        catalog_types(catalog),
        shapes,
        relations,
        children,
        routines,
        values or ValuesReader(catalog),
    )
