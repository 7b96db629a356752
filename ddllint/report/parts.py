"""Which objects of a catalog belong to another one: they come and go with it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ddllint.catalog.facts import grant_name
from ddllint.catalog.facts_routines import routine_name
from ddllint.catalog.model import Catalog, Composite, Table, View
from ddllint.catalog.names import Name
from ddllint.catalog.wording import quoted
from ddllint.sql.identifiers import quote_name


class Part(NamedTuple):
    """A part and its whole by their keys, as in `Difference.object`; what the whole calls it."""

    key: str
    whole: str
    kind: str
    name: str


def catalog_parts(catalog: Catalog) -> Iterator[Part]:
    """Columns, constraints, grants and so on, each with the relation, type or other object."""
    for table in catalog.tables.values():
        whole = f"table {quoted(table.name)}"
        yield from _named("column", table.name, table.columns, whole)
        yield from _named("constraint", table.name, table.constraints, whole)
        yield from _indexes(table, whole)
        yield from _named("policy", table.name, table.policies, whole)
        yield from _named("trigger", table.name, table.triggers, whole)
    for view in catalog.views.values():
        whole = f"view {quoted(view.name)}"
        yield from _named("column", view.name, view.columns or (), whole)
        yield from _indexes(view, whole)
        yield from _named("trigger", view.name, view.triggers, whole)
    for type_ in catalog.types.values():
        if isinstance(type_, Composite):
            yield from _named("column", type_.name, type_.columns, f"type {quoted(type_.name)}")
    for sequence in catalog.sequences.values():
        if sequence.owned_by is not None:
            key = f"sequence {quoted(sequence.name)}"
            whole = f"table {quoted(sequence.owned_by[0])}"
            yield Part(key, whole, "sequence", str(sequence.name))
    yield from _grants(catalog)


def _named(kind: str, of: Name, names: Iterable[str], whole: str) -> Iterator[Part]:
    """Parts that have their names within their whole."""
    yield from (Part(f"{kind} {quoted(of, one)}", whole, kind, quote_name(one)) for one in names)


def _indexes(of: Table | View, whole: str) -> Iterator[Part]:
    for index in of.indexes.values():
        yield Part(f"index {quoted(index.name)}", whole, "index", str(index.name))


def _grants(catalog: Catalog) -> Iterator[Part]:
    wholes = {
        **{("table", str(name)): f"table {quoted(name)}" for name in catalog.tables},
        **{("table", str(name)): f"view {quoted(name)}" for name in catalog.views},
        **{("sequence", str(name)): f"sequence {quoted(name)}" for name in catalog.sequences},
        **{("type", str(name)): f"type {quoted(name)}" for name in catalog.types},
        **{
            ("routine", signature): f"routine {routine_name(routine)}"
            for signature, routine in catalog.routines.items()
        },
        **{("schema", name): f"schema {quote_name(name)}" for name in catalog.schemas},
    }
    for grant in catalog.grants:
        whole = wholes.get((grant.kind, grant.object))
        if whole is not None:
            column = f" ({quote_name(grant.column)})" if grant.column else ""
            shown = f"{quote_name(grant.grantee)} {grant.privilege}{column}"
            yield Part(f"grant {grant_name(grant)}", whole, "grant", shown)
