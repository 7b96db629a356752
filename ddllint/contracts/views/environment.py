"""What the names in a query stand for: relations in FROM, level by level, and WITH queries."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from ddllint.contracts.views.types import Types
from ddllint.contracts.views.values import Nulls, Value, untold, with_nulls

if TYPE_CHECKING:
    from sqlglot import exp

    from ddllint.contracts.views.schema import Schema


class CannotTell(Exception):
    """A query, or a part of one, that is not understood. Its text is the reason."""


class Field(msgspec.Struct, frozen=True, gc=False):
    """A column of a relation or of a query."""

    name: str
    value: Value


class Relation(msgspec.Struct, frozen=True, gc=False):
    """A relation in FROM under the name `alias`, empty if it has none.

    `optional`: an outer join may give a row without it. `proven` are those of its columns that
    are not NULL in any row that has it. `fields` is None if its columns are not known, for the
    given `reason`. `is_value`: it is a function that returns one value, which its name stands
    for.
    """

    alias: str
    fields: tuple[Field, ...] | None
    schema: str = ""
    optional: bool = False
    proven: frozenset[str] = frozenset()
    reason: str = ""
    is_value: bool = False

    def value(self, field: Field) -> Value:
        """The value of one of its columns in a row of the join."""
        if self.optional:
            name = self.alias or "one side"
            return with_nulls(
                field.value, Nulls(False, f"an outer join can leave {name} without a row")
            )
        if field.name in self.proven:
            return with_nulls(field.value, Nulls(True))
        return field.value


class Visible(msgspec.Struct, frozen=True, gc=False):
    """A column that can be named alone: `relation` is an index into the level's relations."""

    relation: int
    field: Field


class Level(msgspec.Struct, frozen=True, gc=False):
    """The FROM of one query.

    `grouped`: there is a row for each group, and no group is empty. `super_rows`: grouping sets
    give rows in which grouped columns are NULL; `opaque_groups` if they group by more than
    columns. `frames` are the names of windows whose frame may lack the current row.
    """

    relations: tuple[Relation, ...] = ()
    visible: tuple[Visible, ...] = ()
    super_rows: bool = False
    opaque_groups: bool = False
    grouped: bool = False
    frames: frozenset[str] = frozenset()


class Found(msgspec.Struct, frozen=True, gc=False):
    """A column that a name stands for: how many levels out, which relation, which field."""

    depth: int
    relation: int
    field: Field


class Rows(msgspec.Struct, frozen=True, gc=False):
    """What a query gives. `one`: it is certain that it gives exactly one row."""

    fields: tuple[Field, ...]
    one: bool = False


class Env(msgspec.Struct, frozen=True, gc=False):
    """What an expression can see. `levels` are the queries around it, the innermost first.

    `evaluate` and `query` read an expression and a query; they are here because each needs
    the other.
    """

    schema: "Schema"
    evaluate: "Callable[[exp.Expr, Env], Value]"
    query: "Callable[[exp.Expr, Env], Rows]"
    levels: tuple[Level, ...] = ()
    ctes: Mapping[str, Relation] = {}

    @property
    def types(self) -> Types:
        """The catalog's types."""
        return self.schema.types

    @property
    def level(self) -> Level:
        """The innermost query."""
        return self.levels[0]

    def at(self, level: Level) -> "Env":
        """The same with another innermost query."""
        return msgspec.structs.replace(self, levels=(level, *self.levels[1:]))

    def inside(self, level: Level) -> "Env":
        """The environment of a query within this one."""
        return msgspec.structs.replace(self, levels=(level, *self.levels))

    def with_ctes(self, ctes: Mapping[str, Relation]) -> "Env":
        """The same with other WITH queries."""
        return msgspec.structs.replace(self, ctes=ctes)


def find_column(env: Env, column: str, relation: str, schema: str) -> Found:
    """The column that a name stands for, by the innermost query that has it.

    Raises CannotTell if there is none, or if a relation hides whether there is one.
    """
    for depth, level in enumerate(env.levels):
        found = _in_level(level, depth, column, relation, schema)
        if found is not None:
            return found
    name = f"{relation}.{column}" if relation else column
    raise CannotTell(f'there is no column "{name}" in what the query reads')


def _in_level(level: Level, depth: int, column: str, relation: str, schema: str) -> Found | None:
    if relation:
        return _qualified(level, depth, column, relation, schema)
    matches = [seen for seen in level.visible if seen.field.name == column]
    if len(matches) == 1:
        return Found(depth, matches[0].relation, matches[0].field)
    if matches:
        raise CannotTell(f'column "{column}" is in several relations')
    for one in level.relations:
        if one.fields is None:
            raise CannotTell(f'column "{column}" may be one of {one.alias}, but {one.reason}')
    return None


def _qualified(level: Level, depth: int, column: str, relation: str, schema: str) -> Found | None:
    for index, one in enumerate(level.relations):
        if one.alias != relation or (schema and schema != one.schema):
            continue
        if one.fields is None:
            raise CannotTell(one.reason)
        for field in one.fields:
            if field.name == column:
                return Found(depth, index, field)
        raise CannotTell(f'relation "{relation}" has no column "{column}"')
    return None


def value_of(env: Env, found: Found) -> Value:
    """The value of a column that was found."""
    level = env.levels[found.depth]
    value = level.relations[found.relation].value(found.field)
    if level.super_rows:
        return with_nulls(value, Nulls(False, "grouping sets give rows in which it is NULL"))
    return value


def column_value(env: Env, column: str, relation: str = "", schema: str = "") -> Value:
    """The value that a column's name stands for; unknown with the reason if there is none."""
    try:
        return value_of(env, find_column(env, column, relation, schema))
    except CannotTell as reason:
        return untold(str(reason))
