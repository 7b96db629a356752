"""Which column holds which field of the contracts, field by field, and how much is covered."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

import msgspec

from ddllint.catalog.model import Catalog, Table, View
from ddllint.contracts.model import Binding, Contracts, Field, MappedSchema
from ddllint.contracts.views.infer import infer_views
from ddllint.diagnostics.span import Span
from ddllint.rules.tenants import written_name

Status: TypeAlias = Literal["mapped", "converted", "not stored", "missing"]
"""What becomes of a field: a column holds it as it is, or converted; none does, for a reason; or
none does, and nobody said why."""

STATUSES: tuple[Status, ...] = ("mapped", "converted", "not stored", "missing")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a schema, and the column that holds it.

    `types` are JSON types, `null` among them if the field may be null. `column` is `relation.name`,
    empty for a field that no column holds; `column_type` is empty where it is not known. `detail`
    says how the value is converted, why it is not stored, or what is missing.
    """

    field: str
    span: Span
    ways: tuple[str, ...]
    required: bool
    types: tuple[str, ...]
    status: Status
    column: str = ""
    column_type: str = ""
    detail: str = ""


class SchemaRows(msgspec.Struct, frozen=True, kw_only=True):
    """A schema that a relation holds, and its fields.

    `relation` is empty when none holds it: `not_stored` then says why or, empty too, the mapping
    does not name the schema.
    """

    pointer: str
    span: Span
    direction: str
    relation: str = ""
    not_stored: str = ""
    rows: tuple[Row, ...] = ()


class ParameterRow(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter or header of the mapping, and the columns that keep it."""

    name: str
    location: str
    span: Span
    columns: tuple[str, ...]
    missing: tuple[str, ...]
    note: str


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How many fields there are by status, and how many schemas are held, not stored, unmapped."""

    fields: int
    by_status: dict[Status, int]
    schemas: int
    schemas_mapped: int
    schemas_not_stored: int
    schemas_unmapped: int
    parameters: int


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """All schemas: those of the mapping in its order, then those that it does not name."""

    schemas: tuple[SchemaRows, ...]
    parameters: tuple[ParameterRow, ...]
    coverage: Coverage


def contract_matrix(contracts: Contracts, catalog: Catalog) -> Matrix:
    """The matrix of what the contracts describe against what the catalog has."""
    types = _column_types(catalog, {one.relation for one in contracts.bindings})
    bindings: dict[str, list[Binding]] = {}
    for binding in contracts.bindings:
        bindings.setdefault(binding.schema, []).append(binding)
    schemas = (
        *(_mapped(one, bindings.get(one.pointer, ()), types) for one in contracts.schemas),
        *(
            SchemaRows(pointer=one.pointer, span=one.span, direction=one.direction or "")
            for one in contracts.unmapped
        ),
    )
    parameters = tuple(
        ParameterRow(
            name=one.name or one.pointer.rpartition("/")[2],
            location=one.location or "header",
            span=one.place,
            columns=one.columns,
            missing=tuple(_absent(catalog, one.columns)),
            note=one.note,
        )
        for one in contracts.parameters
    )
    return Matrix(schemas=schemas, parameters=parameters, coverage=_coverage(schemas, parameters))


class _Columns(msgspec.Struct, frozen=True):
    """The columns of a relation with their types; `complete` if there are no others."""

    types: dict[str, str]
    complete: bool = True


def _column_types(catalog: Catalog, relations: Iterable[str]) -> dict[str, _Columns]:
    """By the relation's name in the mapping; relations that do not exist are left out."""
    found: dict[str, _Columns] = {}
    names = {relation: written_name(relation) for relation in relations}
    views = any(name in catalog.views for name in names.values())
    shapes = infer_views(catalog) if views else {}
    for relation, name in names.items():
        if name in catalog.tables:
            columns = catalog.tables[name].columns.values()
            found[relation] = _Columns({one.name: str(one.type) for one in columns})
        elif name in catalog.views:
            outputs = shapes[name].columns
            known = {one.name: str(one.type) if one.type else "" for one in outputs}
            found[relation] = _Columns(known, catalog.views[name].columns is not None)
    return found


def _mapped(
    schema: MappedSchema, bindings: Iterable[Binding], types: dict[str, _Columns]
) -> SchemaRows:
    return SchemaRows(
        pointer=schema.pointer,
        span=schema.place,
        direction=schema.direction,
        relation=schema.relation or "",
        not_stored=schema.not_stored,
        rows=tuple(_row(one, types.get(one.relation)) for one in bindings),
    )


def _row(binding: Binding, columns: _Columns | None) -> Row:
    field = binding.field
    status, detail = _judged(binding, columns)
    known = columns.types if columns is not None else {}
    held = binding.column is not None and status != "missing"
    return Row(
        field=field.name,
        span=field.span,
        ways=binding.ways,
        required=field.required,
        types=_types(field),
        status=status,
        column=f"{binding.relation}.{binding.column}" if held else "",
        column_type=known.get(binding.column or "", "") if held else "",
        detail=detail,
    )


def _types(field: Field) -> tuple[str, ...]:
    types = ("any",) if field.value.any_type else field.value.types
    return (*types, "null") if field.nullable and types != ("any",) else tuple(types)


def _judged(binding: Binding, columns: _Columns | None) -> tuple[Status, str]:
    if binding.column is None:
        return "not stored", binding.not_stored
    if columns is None:
        return "missing", f"there is no table or view {binding.relation}"
    if columns.complete and binding.column not in columns.types:
        return "missing", f"{binding.relation} has no column {binding.column}"
    if binding.conversion is not None:
        words = (binding.conversion.name, binding.reason)
        return "converted", ": ".join(word for word in words if word)
    return "mapped", binding.reason


def _absent(catalog: Catalog, columns: Iterable[str]) -> Iterator[str]:
    """Those of the columns (`relation.column`) that do not exist."""
    for column in columns:
        relation, _, name = column.rpartition(".")
        if not _has(catalog.relation(written_name(relation)), name):
            yield column


def _has(relation: Table | View | None, column: str) -> bool:
    return relation is not None and (relation.columns is None or column in relation.columns)


def _coverage(schemas: tuple[SchemaRows, ...], parameters: tuple[ParameterRow, ...]) -> Coverage:
    count = Counter(row.status for schema in schemas for row in schema.rows)
    held = sum(bool(schema.relation) for schema in schemas)
    not_stored = sum(bool(schema.not_stored) for schema in schemas)
    return Coverage(
        fields=count.total(),
        by_status={status: count[status] for status in STATUSES},
        schemas=len(schemas),
        schemas_mapped=held,
        schemas_not_stored=not_stored,
        schemas_unmapped=len(schemas) - held - not_stored,
        parameters=len(parameters),
    )
