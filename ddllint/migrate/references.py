"""What expressions, queries and routines need of the rest of a catalog.

Names are looked up generously: a name that may mean an object counts as one that does; of
relations `public` has the first, as on the search path. Needing too much costs a view that is made
anew without need; needing too little, a failed migration.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from ddllint.catalog.model import Table, View
from ddllint.catalog.names import Name
from ddllint.migrate.units import Key, World, column_key, relation_key
from ddllint.sql.expressions import Call, Cast, ColumnRef, Constant, Expression, Other, TypeName
from ddllint.sql.type_names import BUILT_IN_TYPES


def of_type(world: World, type_: TypeName) -> frozenset[Key]:
    """The user's type that a type name means, if it is one."""
    return frozenset(_type_keys(world, type_.name))


def of_expression(
    world: World, value: Expression | None, relation: Table | View | None = None
) -> frozenset[Key]:
    """What an expression needs; its bare columns are those of `relation`."""
    if value is None:
        return frozenset()
    found = _Found()
    found.walk(value.tree)
    return frozenset(_keys(world, found, relation))


def columns_of(value: Expression | None, relation: Table | View) -> frozenset[Key]:
    """The columns of `relation` that an expression reads."""
    if value is None:
        return frozenset()
    found = _Found()
    found.walk(value.tree)
    return frozenset(_columns(found, relation))


def reads_unnamed(value: Expression | None) -> bool:
    """Whether a query reads columns that it does not name: as long as they are there, it does."""
    found = _Found()
    found.walk(value.tree if value is not None else None)
    return found.unnamed


def of_text(world: World, body: str) -> frozenset[Key]:
    """What the statements of a body in SQL need; nothing when it does not parse."""
    from ddllint.sql.parse import parse_source
    from ddllint.sql.source import Source

    parsed = parse_source(Source("", body.encode()))
    found = _Found()
    for statement in parsed.statements:
        wrapped = msgspec.json.encode({statement.statement.kind: statement.body})
        found.walk(Expression(wrapped).tree)
    return frozenset(_keys(world, found, None))


class _Found:
    """The names seen in a tree."""

    __slots__ = ("columns", "functions", "relations", "strings", "types", "unnamed")

    def __init__(self) -> None:
        self.columns: set[str] = set()
        self.functions: set[str] = set()
        self.relations: set[tuple[str, str]] = set()
        self.strings: set[str] = set()
        self.types: set[str] = set()
        self.unnamed = False

    def walk(self, value: Any) -> None:
        """Collect from a node and all below it."""
        if isinstance(value, tuple):
            for item in value:
                self.walk(item)
            return
        if not isinstance(value, msgspec.Struct):
            return
        if isinstance(value, TypeName):
            self.types.add(value.name)
            return
        if isinstance(value, ColumnRef):
            self.columns.add(value.names[-1])
            return
        if isinstance(value, Call):
            self.functions.add(value.name)
        elif isinstance(value, Constant) and isinstance(value.value, str):
            self.strings.add(value.value)
        elif isinstance(value, Other):
            fields = dict(value.fields)
            if value.kind == "RangeVar":
                self.relations.add((str(fields.get("schemaname", "")), str(fields["relname"])))
            if fields.get("isNatural") or _renames_columns(fields):
                self.unnamed = True
            if value.kind == "ColumnRef" or self.unnamed:
                self.columns.add("*")
            self.columns.update(_texts(fields.get("usingClause")))
        if isinstance(value, Cast):
            self.types.add(value.type.name)
        for name in value.__struct_fields__:
            self.walk(getattr(value, name))


def _texts(value: Any) -> Iterator[str]:
    return (one for one in value or () if isinstance(one, str))


def _renames_columns(fields: dict[str, Any]) -> bool:
    """Whether a table or a join gives its columns names of its own: `t AS x (a, b)`."""
    alias = fields.get("alias")
    is_of_columns = "relname" in fields or "larg" in fields
    return is_of_columns and isinstance(alias, Other) and "colnames" in dict(alias.fields)


def _keys(world: World, found: _Found, relation: Table | View | None) -> Iterator[Key]:
    if relation is not None:
        yield from _columns(found, relation)
    for schema, plain in found.relations:
        for name in _candidates(world, schema, plain):
            yield relation_key(name)
            read = world.catalog.tables.get(name) or world.catalog.views.get(name)
            if read is not None:
                yield from _columns(found, read)
    for written in found.functions:
        yield from _routine_keys(world, written)
    for written in found.types:
        yield from _type_keys(world, written)
    for text in found.strings:
        name = Name(*(part or "public" for part in _split(text)))
        sequence = world.catalog.sequences.get(name)
        if sequence is not None:
            yield relation_key(name)
            if sequence.identity and sequence.owned_by is not None:
                table, column = sequence.owned_by
                yield ("identity", *table, column)


def _columns(found: _Found, relation: Table | View) -> Iterator[Key]:
    whole = "*" in found.columns or relation.name.name in found.columns
    for column in relation.columns or ():
        if whole or column in found.columns:
            yield column_key(relation.name, column)


def _candidates(world: World, schema: str, plain: str) -> Iterator[Name]:
    catalog = world.catalog
    schemas = (schema,) if schema else ("public", *catalog.schemas)
    for name in (Name(one, plain) for one in schemas):
        if name in catalog.tables or name in catalog.views or name in catalog.sequences:
            yield name
            return


_PART = re.compile(r'("(?:[^"]|"")*")|([^".]+)')


def _split(written: str) -> tuple[str, str]:
    """Schema (or nothing) and name of a dotted name, without quotes."""
    parts = [
        quoted[1:-1].replace('""', '"') if quoted else plain
        for quoted, plain in _PART.findall(written)
    ]
    return (parts[-2] if len(parts) > 1 else ""), (parts[-1] if parts else "")


def _routine_keys(world: World, written: str) -> Iterator[Key]:
    schema, plain = _split(written)
    for name, signatures in world.routines_by_name.items():
        if name.name == plain and schema in ("", name.schema):
            for signature in signatures:
                yield ("routine", signature)


def _type_keys(world: World, written: str) -> Iterator[Key]:
    schema, plain = _split(written)
    if not schema and plain in BUILT_IN_TYPES:
        return  # the system's own schema is searched first
    name = Name(schema or "public", plain)
    if name in world.catalog.types:
        yield ("type", *name)
    elif name in world.catalog.tables or name in world.catalog.views:
        yield relation_key(name)
    else:
        for range_name, type_ in world.catalog.types.items():
            if getattr(type_, "multirange", None) == name:
                yield ("type", *range_name)
