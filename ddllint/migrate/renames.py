"""Objects that go by another name now.

A directive says so, above the column or the statement: `-- ddllint: renamed-from old_name`. A
constraint, an index or the sequence of a column that differs in nothing but its name is taken for
the same one: nothing is lost if it is not.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog, Sequence, Table, View
from ddllint.catalog.names import Name
from ddllint.migrate.all_units import units_of
from ddllint.migrate.operations import Group, Operation, Step
from ddllint.migrate.text import ident, named
from ddllint.migrate.units import Unit, World
from ddllint.revisions.locks import Lock
from ddllint.sql.directives import Directive, find_directives
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Origin, Source


class Renamed(NamedTuple):
    """A catalog after renames, their operations, and their SQL."""

    catalog: Catalog
    operations: tuple[Operation, ...] = ()
    script: str = ""


class _Rename(NamedTuple):
    """One rename: what it is in SQL, the whole old name, and the new last part of it."""

    kind: str
    alter: str
    """Up to the old name: `TABLE a`, `TABLE t RENAME COLUMN a`."""
    back: str
    old: str
    new: str
    shown: str
    relation: Name | None
    origin: Origin | None
    schema: str = ""
    """Of a relation, whose new name must be free in it."""

    @property
    def target(self) -> Name:
        """The name that must be free; one without schema always is."""
        return Name(self.schema, self.new)


def renamed(base: str, old: Catalog, new: Catalog, postgres: int) -> Renamed:
    """The old catalog after the renames that lead towards the new one.

    `base` is the SQL that makes the old catalog.
    """
    result = Renamed(old)
    for find in (_declared_relations, _declared_columns, _sequences, _parts):
        taken = _names(result.catalog)
        found = [one for one in find(result.catalog, new) if one.target not in taken]
        if not found:
            continue
        operations = tuple(map(_operation, found))
        text = ";\n".join(step.sql for one in operations for step in one.up)
        text = ";\n".join(part for part in (result.script, text) if part)
        source = Source("", f"{base};\n{text}".encode())
        catalog = build([parse_source(source)], postgres=postgres)
        result = Renamed(catalog, (*result.operations, *operations), text)
    return result


def _names(catalog: Catalog) -> set[Name]:
    """The names of relations, types and indexes."""
    return {
        Name(*name[1:])
        for unit in units_of(World(catalog)).values()
        for name in unit.names
        if name[0] in ("relation-name", "type-name")
    }


def _operation(rename: _Rename) -> Operation:
    locks = ((rename.relation, Lock.ACCESS_EXCLUSIVE),) if rename.relation else ()
    up = f"ALTER {rename.alter} TO {ident(rename.new)}"
    down = f"ALTER {rename.back} TO {ident(rename.old)}"
    return Operation(
        rename.kind,
        rename.shown,
        Group.CORE,
        (Step(up, locks=locks, origin=rename.origin),),
        (Step(down, locks=locks),),
        origin=rename.origin,
    )


# What a directive declares


def _declared_relations(old: Catalog, new: Catalog) -> Iterator[_Rename]:
    relations: list[tuple[Name, Table | View]] = [*new.tables.items(), *new.views.items()]
    for name, relation in relations:
        before = _former(relation.origin, whole=True)
        was = Name(name.schema, before)
        known = old.tables.keys() if isinstance(relation, Table) else old.views.keys()
        if not before or was not in known or name in known:
            continue
        what = "TABLE"
        if isinstance(relation, View):
            what = "MATERIALIZED VIEW" if relation.materialized else "VIEW"
        kind = f"rename-{what.lower().replace(' ', '-')}"
        alter = f"{what} {named(was)} RENAME"
        back = f"{what} {named(name)} RENAME"
        yield _Rename(
            kind, alter, back, before, name.name, str(name), was, relation.origin, name.schema
        )
    for name, type_ in new.types.items():
        before = _former(type_.origin, whole=True)
        was = Name(name.schema, before)
        if before and was in old.types and name not in old.types:
            alter, back = f"TYPE {named(was)} RENAME", f"TYPE {named(name)} RENAME"
            yield _Rename(
                "rename-type", alter, back, before, name.name, str(name), None, type_.origin
            )


def _declared_columns(old: Catalog, new: Catalog) -> Iterator[_Rename]:
    for name, table in new.tables.items():
        before = old.tables.get(name)
        for column in table.columns.values() if before else ():
            was = _former(column.origin, whole=False)
            if before is None or not was or was not in before.columns:
                continue
            if column.name in before.columns or was in table.columns:
                continue
            yield _Rename(
                "rename-column",
                f"TABLE {named(name)} RENAME COLUMN {ident(was)}",
                f"TABLE {named(name)} RENAME COLUMN {ident(column.name)}",
                was,
                column.name,
                f"{name}.{column.name}",
                name,
                column.origin,
            )


def _former(origin: Origin | None, *, whole: bool) -> str:
    """The name that a directive gives to what is declared there; empty if there is none.

    `whole` asks for the directives above a statement, else for those above a line inside it.
    """
    if origin is None:
        return ""
    for directive in _directives(origin.statement.source):
        if directive.former_name and _is_about(directive, origin, whole):
            return directive.former_name
    return ""


def _directives(source: Source) -> tuple[Directive, ...]:
    return find_directives(source)


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


# What differs in its name alone


def _sequences(old: Catalog, new: Catalog) -> Iterator[_Rename]:
    """Sequences of columns, which take their names from table and column."""
    for name, sequence in new.sequences.items():
        if sequence.owned_by is None or name in old.sequences:
            continue
        was = _owned(old, sequence)
        if was is not None and was.name not in new.sequences and was.name.schema == name.schema:
            yield _Rename(
                "rename-sequence",
                f"SEQUENCE {named(was.name)} RENAME",
                f"SEQUENCE {named(name)} RENAME",
                was.name.name,
                name.name,
                str(name),
                None,
                sequence.origin,
                name.schema,
            )


def _owned(catalog: Catalog, like: Sequence) -> Sequence | None:
    same = [
        sequence
        for sequence in catalog.sequences.values()
        if sequence.owned_by == like.owned_by and sequence.identity == like.identity
    ]
    return same[0] if len(same) == 1 else None


def _parts(old: Catalog, new: Catalog) -> Iterator[_Rename]:
    """Constraints and indexes."""
    olds, news = units_of(World(old)), units_of(World(new))
    tables = old.tables.values()
    fixed = {parent for table in tables for parent in (*table.parents, table.partition_of)}
    fixed |= {table.name for table in tables if table.of_type}  # the server refuses those too
    free = [
        unit
        for key, unit in olds.items()
        if key not in news and unit.noun in _NAMED and unit.value[0].name not in fixed
    ]
    taken: set[tuple[str, ...]] = set()
    for key, unit in news.items():
        if key in olds or unit.noun not in _NAMED:
            continue
        for was in free:
            if was.key not in taken and _is_alike(was, unit):
                taken.add(was.key)
                yield _part(was, unit)
                break


_NAMED = frozenset({"key", "check", "foreign-key", "exclusion", "index"})


def _is_alike(old: Unit, new: Unit) -> bool:
    return old.noun == new.noun and old.host == new.host and old.same == new.same


def _part(old: Unit, new: Unit) -> _Rename:
    relation, after = new.value
    _, before = old.value
    if new.noun == "index":
        return _Rename(
            "rename-index",
            f"INDEX {named(before.name)} RENAME",
            f"INDEX {named(after.name)} RENAME",
            before.name.name,
            after.name.name,
            new.object,
            None,
            new.origin,
            after.name.schema,
        )
    prefix = f"TABLE {named(relation.name)} RENAME CONSTRAINT"
    return _Rename(
        "rename-constraint",
        f"{prefix} {ident(before.name)}",
        f"{prefix} {ident(after.name)}",
        before.name,
        after.name,
        new.object,
        relation.name,
        new.origin,
        relation.name.schema if new.noun in ("key", "exclusion") else "",
    )
