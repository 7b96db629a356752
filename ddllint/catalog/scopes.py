"""What a catalog tells the canonical form of its expressions about names."""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from ddllint.catalog.canonical import Scope, Signature, query_row
from ddllint.catalog.model import Catalog, Composite, Domain, Routine, Table, View
from ddllint.catalog.names import Name
from ddllint.sql.expressions import TypeName
from ddllint.sql.identifiers import quote_identifier, quote_name

Row: TypeAlias = tuple[tuple[str, TypeName | None], ...]

_UNKNOWN = TypeName("unknown")
_OUTPUTS = ("out", "inout", "table")


def scope_of(catalog: Catalog) -> Scope:
    """The scope in which the catalog's relations, domains and functions are known."""
    functions: dict[Name, list[Signature]] = {}
    for routine in catalog.routines.values():
        functions.setdefault(routine.name, []).append(signature_of(routine))

    views: dict[Name, Mapping[str, TypeName]] = {}

    def resolve(schema: str, name: str) -> Mapping[str, TypeName] | None:
        found = Name(schema or "public", name)
        view = catalog.views.get(found)
        if view is None or view.columns is None:
            return _columns(catalog, found)
        if found not in views:
            views[found] = dict.fromkeys(view.columns, _UNKNOWN)  # what a circle would see
            views[found] = _typed(view, query_row(view.query, scope))
        return views[found]

    def find(schema: str, name: str) -> tuple[Signature, ...]:
        return tuple(functions.get(Name(schema or "public", name), ()))

    scope = Scope(resolve=resolve, domains=_domains(catalog), functions=find)
    return scope


def over_table(scope: Scope, table: Table) -> Scope:
    """The scope of an expression over a table's rows."""
    columns = {name: column.type for name, column in table.columns.items()}
    return msgspec.structs.replace(scope, columns=columns, relation=table.name.name)


def over_view(scope: Scope, view: View) -> Scope:
    """The scope of an index's expression over a materialized view, or of a trigger's WHEN."""
    columns = _typed(view, query_row(view.query, scope) if view.indexes else None)
    return msgspec.structs.replace(scope, columns=columns, relation=view.name.name)


def _typed(view: View, row: Row | None) -> dict[str, TypeName]:
    """A view's columns with the types of its query's."""
    types = [type_ for _, type_ in row] if row else []
    return {
        name: (types[at] if at < len(types) else None) or _UNKNOWN
        for at, name in enumerate(view.columns or ())
    }


def over_domain(scope: Scope, domain: Domain) -> Scope:
    """The scope of a domain's checks, which speak of VALUE."""
    return msgspec.structs.replace(scope, columns={"value": domain.base})


def _columns(catalog: Catalog, name: Name) -> Mapping[str, TypeName] | None:
    table = catalog.tables.get(name)
    if table is not None:
        return {column.name: column.type for column in table.columns.values()}
    type_ = catalog.types.get(name)
    if isinstance(type_, Composite):
        return {column.name: column.type for column in type_.columns.values()}
    return None


def _domains(catalog: Catalog) -> dict[str, TypeName]:
    found: dict[str, TypeName] = {}
    for name, type_ in catalog.types.items():
        if isinstance(type_, Domain):
            found[quote_name(*name)] = type_.base
            if name.schema == "public":
                found[quote_identifier(name.name)] = type_.base
    return found


def signature_of(routine: Routine) -> Signature:
    """What the canonical form has to know of a routine."""
    inputs = [p for p in routine.parameters if p.mode in ("in", "inout", "variadic")]
    result = routine.returns
    return Signature(
        arguments=tuple(p.type for p in inputs),
        result=None if result is None or result.name == "record" else result,
        defaults=sum(p.default is not None for p in inputs),
        variadic=any(p.mode == "variadic" for p in inputs),
        columns=tuple((p.name, p.type) for p in routine.parameters if p.mode in _OUTPUTS),
    )
