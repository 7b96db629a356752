"""Renames that directives declare: `-- ddllint: renamed-from old_name` above what was renamed."""

from collections.abc import Iterator
from typing import NamedTuple

from ddllint.catalog.model import Catalog, Range, Type, View
from ddllint.catalog.names import Name
from ddllint.migrate.renaming.rename import Rename, moving, new_schema, renaming, renaming_part
from ddllint.sql.directives import Directive, find_directives
from ddllint.sql.source import Origin


class _Declared(NamedTuple):
    """Something that a directive names: how ALTER calls it, its name before and after."""

    what: str
    was: Name
    name: Name
    origin: Origin | None
    relation: bool


def declared_moves(old: Catalog, new: Catalog) -> Iterator[Rename]:
    """What is in another schema now: `renamed-from its_schema.old_name`."""
    for what, was, name, origin, relation in _declared(old, new):
        if was.schema != name.schema:
            if name.schema not in {*old.schemas, "public"}:
                yield new_schema(name.schema)
            yield moving(what, was, name, origin, was if relation else None)


def declared_renames(old: Catalog, new: Catalog) -> Iterator[Rename]:
    """What has another name in its schema, into which it was moved if need be."""
    for what, was, name, origin, relation in _declared(old, new):
        if was.schema == name.schema:
            yield renaming(what, was, name, origin, was if relation else None)


def _declared(old: Catalog, new: Catalog) -> Iterator[_Declared]:
    for name, (what, origin, relation) in _nameable(new).items():
        parts = _former(origin, whole=True)
        if not parts or name in _nameable(old):
            continue
        schema = parts[-2] if len(parts) > 1 else name.schema
        for was in (Name(schema, parts[-1]), Name(name.schema, parts[-1])):
            known = _nameable(old).get(was)
            if known is not None and known[0] == what and not _is_bound(old.types.get(was), new):
                yield _Declared(what, was, name, origin, relation)
                break


def _is_bound(type_: Type | None, new: Catalog) -> bool:
    """Whether a type cannot leave a schema that goes: its functions would stay behind."""
    if not isinstance(type_, Range):
        return False
    return any(name.schema not in {*new.schemas, "public"} for name in type_.functions)


def _nameable(catalog: Catalog) -> dict[Name, tuple[str, Origin | None, bool]]:
    """What a directive can speak of, by name: the word of ALTER, and whether it holds rows."""
    found: dict[Name, tuple[str, Origin | None, bool]] = {}
    for name, type_ in catalog.types.items():
        found[name] = ("TYPE", type_.origin, False)
    for name, sequence in catalog.sequences.items():
        if sequence.owned_by is None:
            found[name] = ("SEQUENCE", sequence.origin, False)
    for name, table in catalog.tables.items():
        found[name] = ("TABLE", table.origin, True)
    for name, view in catalog.views.items():
        found[name] = (_view(view), view.origin, True)
    return found


def _view(view: View) -> str:
    return "MATERIALIZED VIEW" if view.materialized else "VIEW"


def declared_columns(old: Catalog, new: Catalog) -> Iterator[Rename]:
    """Columns of tables that have their name already."""
    for name, table in new.tables.items():
        before = old.tables.get(name)
        for column in table.columns.values() if before else ():
            was = (_former(column.origin, whole=False) or ("",))[-1]
            if before is None or not was or was not in before.columns:
                continue
            if column.name not in before.columns and was not in table.columns:
                yield renaming_part(name, "COLUMN", was, column.name, column.origin)


def _former(origin: Origin | None, *, whole: bool) -> tuple[str, ...]:
    """The parts of the name that a directive gives to what is declared there; perhaps empty.

    `whole` asks for the directives above a statement, else for those above a line inside it.
    """
    if origin is None:
        return ()
    for directive in find_directives(origin.statement.source):
        if directive.former_name and _is_about(directive, origin, whole):
            return directive.former_name
    return ()


def _is_about(directive: Directive, origin: Origin, whole: bool) -> bool:
    statement, data = origin.statement, origin.statement.source.data
    place = statement.start if whole else origin.offset
    if whole != (directive.end <= statement.start):
        return False
    if not whole and not statement.start <= directive.start < statement.end:
        return False
    if not directive.own_line:
        line = data.rfind(b"\n", 0, directive.start) + 1
        return line <= place < directive.start
    between = data[directive.end : place] if directive.end <= place else b"x"
    lines = [line.strip() for line in between.split(b"\n")]
    return all(not line or line.startswith(b"--") for line in lines)
