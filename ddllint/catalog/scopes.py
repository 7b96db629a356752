"""What a catalog tells the canonical form of its expressions about names."""

from collections.abc import Mapping

import msgspec

from ddllint.catalog.canonical import Scope, Signature, query_row
from ddllint.catalog.model import Catalog, Composite, Domain, Routine, Table, View
from ddllint.catalog.names import Name
from ddllint.sql.expressions import TypeName
from ddllint.sql.identifiers import quote_identifier, quote_name

_UNKNOWN = TypeName("unknown")


def scope_of(catalog: Catalog) -> Scope:
    """The scope in which the catalog's relations, domains and functions are known."""
    functions: dict[Name, list[Signature]] = {}
    for routine in catalog.routines.values():
        functions.setdefault(routine.name, []).append(_signature(routine))

    def resolve(schema: str, name: str) -> Mapping[str, TypeName] | None:
        return _columns(catalog, Name(schema or "public", name))

    def find(schema: str, name: str) -> tuple[Signature, ...]:
        return tuple(functions.get(Name(schema or "public", name), ()))

    return Scope(resolve=resolve, domains=_domains(catalog), functions=find)


def over_table(scope: Scope, table: Table) -> Scope:
    """The scope of an expression over a table's rows."""
    columns = {name: column.type for name, column in table.columns.items()}
    return msgspec.structs.replace(scope, columns=columns, relation=table.name.name)


def over_view(scope: Scope, view: View) -> Scope:
    """The scope of an index's expression over a materialized view, or of a trigger's WHEN."""
    names = tuple(view.columns or ())
    row = query_row(view.query, scope) if view.indexes else None
    types = [type_ for _, type_ in row] if row else []
    columns = {n: (types[i] if i < len(types) else None) or _UNKNOWN for i, n in enumerate(names)}
    return msgspec.structs.replace(scope, columns=columns, relation=view.name.name)


def over_domain(scope: Scope, domain: Domain) -> Scope:
    """The scope of a domain's checks, which speak of VALUE."""
    return msgspec.structs.replace(scope, columns={"value": domain.base})


def _columns(catalog: Catalog, name: Name) -> Mapping[str, TypeName] | None:
    table = catalog.tables.get(name)
    if table is not None:
        return {column.name: column.type for column in table.columns.values()}
    view = catalog.views.get(name)
    if view is not None and view.columns is not None:
        return dict.fromkeys(view.columns, _UNKNOWN)
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


def _signature(routine: Routine) -> Signature:
    inputs = [p for p in routine.parameters if p.mode in ("in", "inout", "variadic")]
    result = routine.returns
    return Signature(
        arguments=tuple(p.type for p in inputs),
        result=None if result is None or result.name == "record" else result,
        defaults=sum(p.default is not None for p in inputs),
        variadic=any(p.mode == "variadic" for p in inputs),
    )
