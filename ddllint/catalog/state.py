"""The catalog while it is being built: what the statements seen so far have made.

Only the builder and its folds see this; it is frozen into a `Catalog` at the end.
"""

import functools
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias, TypeVar, cast

from ddllint.catalog.model import (
    Check,
    Column,
    Comment,
    Composite,
    Constraint,
    DefaultPrivilege,
    Extension,
    ForeignKey,
    Grant,
    Index,
    Partitioning,
    Policy,
    Range,
    Role,
    Routine,
    RowSecurity,
    Schema,
    Sequence,
    Table,
    Trigger,
    Type,
    Unmodelled,
    View,
)
from ddllint.catalog.names import Name
from ddllint.sql.expressions import TypeName
from ddllint.sql.identifiers import split_name
from ddllint.sql.nodes import RangeVar, StringNode, TypeNode, texts
from ddllint.sql.source import Origin, Statement
from ddllint.sql.type_names import BUILT_IN_TYPES, type_name

T = TypeVar("T")
Key: TypeAlias = tuple[str, ...]
DEFAULT_SEARCH_PATH = ("public",)
FROM_THE_START = {"plpgsql": Extension("plpgsql", "pg_catalog")}
"""Extensions of each new database (PostgreSQL manual, PL/pgSQL, Overview): no part of a schema."""


class Missing(Exception):
    """The statement changes an object that is not declared yet.

    `key` is what the builder waits for: the kind of object and its bare name.
    """

    def __init__(self, key: Key, message: str, object: str) -> None:
        super().__init__(message)
        self.key = key
        self.message = message
        self.object = object


class Rejected(Exception):
    """The server would refuse the statement, whatever comes later."""

    def __init__(self, message: str, object: str, earlier: Origin | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.object = object
        self.earlier = earlier


class NotModelled(Exception):
    """The catalog has no place for what the statement says.

    The argument is its command; without one it is that of the statement.
    """


@dataclass(slots=True)
class TableDraft:
    """A table in the making; the fields are those of `model.Table`.

    `not_null_names` are the columns of NOT NULL constraints that were given a name, which a
    later statement can drop or rename (since PostgreSQL 18). `to_primary_keys` are the foreign
    keys that were written without the columns that they refer to. `borrowed` are the constraints
    that only a parent declares, by their name here, with their name there; so are
    `borrowed_indexes`; `borrowed_columns` are such columns, `borrowed_not_null` those that
    only a parent says are not null. `index_columns` are the names
    of an index's own columns where a rename has made them differ from those of the table.
    """

    name: Name
    origin: Origin | None
    columns: dict[str, Column] = field(default_factory=dict)
    constraints: dict[str, Constraint] = field(default_factory=dict)
    indexes: dict[str, Index] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    not_null_names: dict[str, str] = field(default_factory=dict)
    index_columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    to_primary_keys: set[str] = field(default_factory=set)
    borrowed_columns: set[str] = field(default_factory=set)
    borrowed_not_null: set[str] = field(default_factory=set)
    borrowed: dict[str, str] = field(default_factory=dict)
    borrowed_indexes: dict[str, str] = field(default_factory=dict)
    kind: str = "table"
    row_security: RowSecurity = field(default_factory=RowSecurity)
    persistence: str = "permanent"
    partitioning: Partitioning | None = None
    partition_of: Name | None = None
    bound: str = ""
    parents: tuple[Name, ...] = ()
    of_type: Name | None = None
    options: dict[str, str] = field(default_factory=dict)
    replica_identity: str = "default"
    owner: str | None = None
    comment: Comment | None = None

    def freeze(self, merged: frozenset[str] = frozenset()) -> Table:
        """The finished table; `merged` are checks that a parent declares too."""
        return Table(
            name=self.name,
            columns=self.columns,
            constraints=_without(self.constraints, merged.union(self.borrowed)),
            indexes=_without(self.indexes, self.borrowed_indexes),
            policies=self.policies,
            triggers=self.triggers,
            kind=self.kind,
            row_security=self.row_security,
            persistence=self.persistence,
            partitioning=self.partitioning,
            partition_of=self.partition_of,
            bound=self.bound,
            parents=self.parents,
            of_type=self.of_type,
            options=tuple(sorted(self.options.items())),
            replica_identity=self.replica_identity,
            copies=self._copies() if self.partition_of else {},
            kept=frozenset(self._kept(merged)) if self.parents else frozenset(),
            owner=self.owner,
            comment=self.comment,
            origin=self.origin,
        )

    def _kept(self, merged: frozenset[str]) -> Iterator[tuple[str, str]]:
        for name, column in self.columns.items():
            if column.inherited and name not in self.borrowed_columns:
                yield "column", name
        yield from (("check", name) for name in merged if name not in self.borrowed)

    def _copies(self) -> dict[str, str]:
        keys = {
            own: there
            for own, there in self.borrowed.items()
            if not isinstance(self.constraints.get(own), Check | ForeignKey)
        }
        return keys | self.borrowed_indexes


def _without(objects: dict[str, T], names: Container[str]) -> dict[str, T]:
    return {n: o for n, o in objects.items() if n not in names} if names else objects


@dataclass(slots=True)
class State:
    """All objects so far, and the session's search path.

    `role` is the role that SET ROLE took on, which owns what is made; None is whoever runs the SQL.
    `index_owner` says which relation an index (or the index of a key) is on. `declared`
    collects what the current statement made, so that statements that wait for it can go on.
    `grants` are by kind and object, then by column, grantee and privilege. `has_heirs` says
    that some table has a parent, `has_ranges` that a range type was made. `gone_schemas` were
    dropped or renamed: a search path that names one goes on to the next. `views_in_sight` are
    those whose columns are being told: a view may read itself, after OR REPLACE. `before_local` are
    the search path and the role that hold again when the transaction ends. `aggregates` are the
    names, without their schemas, that aggregates have: the catalog holds none of them.
    """

    statement: Statement
    postgres: int
    search_path: tuple[str, ...] = DEFAULT_SEARCH_PATH
    role: str | None = None
    before_local: tuple[tuple[str, ...], str | None] | None = None
    schemas: dict[str, Schema] = field(default_factory=dict)
    tables: dict[Name, TableDraft] = field(default_factory=dict)
    views: dict[Name, View] = field(default_factory=dict)
    sequences: dict[Name, Sequence] = field(default_factory=dict)
    types: dict[Name, Type] = field(default_factory=dict)
    routines: dict[str, Routine] = field(default_factory=dict)
    extensions: dict[str, Extension] = field(default_factory=lambda: dict(FROM_THE_START))
    roles: dict[str, Role] = field(default_factory=dict)
    index_owner: dict[Name, Name] = field(default_factory=dict)
    constraint_names: dict[Name, int] = field(default_factory=dict)
    grants: dict[tuple[str, str], dict[tuple[str, str, str], Grant]] = field(default_factory=dict)
    default_privileges: dict[tuple[str | None, ...], DefaultPrivilege] = field(default_factory=dict)
    has_heirs: bool = False
    has_ranges: bool = False
    gone_schemas: set[str] = field(default_factory=set)
    views_in_sight: set[Name] = field(default_factory=set)
    aggregates: set[str] = field(default_factory=set)
    unmodelled: list[Unmodelled] = field(default_factory=list)
    declared: list[Key] = field(default_factory=list)

    def origin(self, location: int, name: str = "") -> Origin:
        """The place of a node of the current statement; -1 stands for its start."""
        statement = self.statement
        offset = statement.start if location < 0 else statement.base + location
        return Origin(statement, offset, name)

    def declare(self, *key: str) -> None:
        """Say that the current statement made an object."""
        self.declared.append(key)

    def new_name(self, given: RangeVar) -> Name:
        """The name of a relation that is about to be made."""
        if given.relpersistence == "t":
            return Name("pg_temp", given.relname)
        return Name(given.schemaname or self.creation_schema, given.relname)

    @property
    def creation_schema(self) -> str:
        """The schema that unqualified names are made in."""
        for schema in self.search_path:
            if schema not in self.gone_schemas:
                return schema
        return "public"

    def split_name(self, nodes: tuple[StringNode, ...]) -> tuple[str, str]:
        """Schema (empty if none was written) and name of a dotted name."""
        names = texts(nodes)
        return (names[-2] if len(names) > 1 else "", names[-1])

    def new_dotted(self, nodes: tuple[StringNode, ...]) -> Name:
        """The name of an object that is about to be made."""
        schema, name = self.split_name(nodes)
        return Name(schema or self.creation_schema, name)

    def candidates(self, schema: str, name: str) -> tuple[Name, ...]:
        """The names that a written name may stand for, in order."""
        return _candidates(schema, name, self.search_path)

    def table(self, given: RangeVar) -> TableDraft:
        """The table of that name; `Missing` if there is none."""
        for name in self.candidates(given.schemaname, given.relname):
            found = self.tables.get(name)
            if found is not None:
                return found
        self.missing_relation(given.schemaname, given.relname)

    def relation_name(self, schema: str, name: str) -> Name | None:
        """The full name of a table, view, sequence, index or composite type, if it is there."""
        for candidate in self.candidates(schema, name):
            if self.taken(candidate):
                return candidate
        return None

    def missing_relation(self, schema: str, name: str) -> NoReturn:
        """Wait for a relation."""
        shown = str(Name(schema or "public", name))
        raise Missing(("relation", name), f'relation "{shown}" is declared nowhere', shown)

    def taken(self, name: Name) -> bool:
        """Whether a relation has that name: in `pg_class` composite types are relations too."""
        return (
            name in self.tables
            or name in self.index_owner
            or name in self.views
            or name in self.sequences
            or isinstance(self.types.get(name), Composite)
        )

    def type_taken(self, name: Name) -> bool:
        """Whether a type has that name: each table and view has one of its rows."""
        return name in self.types or name in self.tables or name in self.views

    def range_of(self, multirange: Name) -> Range | None:
        """The range type that has a multirange type of that name."""
        if not self.has_ranges:
            return None
        for type_ in self.types.values():
            if isinstance(type_, Range) and type_.multirange == multirange:
                return type_
        return None

    def reject_taken(self, name: Name, row_type: bool = True) -> None:
        """Refuse to make a relation whose name, or that of its rows' type, is taken."""
        if self.taken(name) or (row_type and self.type_taken(name)):
            raise Rejected(f'relation "{name}" is declared twice', str(name), self.origin_of(name))

    def reject_type_taken(self, name: Name) -> None:
        """Refuse to make a type whose name is taken."""
        if self.type_taken(name):
            raise Rejected(f'type "{name}" is declared twice', str(name), self.origin_of(name))

    def origin_of(self, name: Name) -> Origin | None:
        """Where the relation of that name was declared."""
        for objects in (self.tables, self.views, self.sequences, self.types):
            if found := objects.get(name):
                return found.origin
        owner = self.index_owner.get(name)
        if owner is None:
            return None
        index = self.indexes_of(owner).get(name.name)
        if index is not None:
            return index.origin
        draft = self.tables.get(owner)
        constraint = draft.constraints.get(name.name) if draft else None
        return constraint.origin if constraint else None

    def indexes_of(self, relation: Name) -> dict[str, Index]:
        """The indexes on a table or a materialized view, open to change."""
        draft = self.tables.get(relation)
        if draft is not None:
            return draft.indexes
        # the builder makes a view with dictionaries of its own
        return cast("dict[str, Index]", self.views[relation].indexes)

    def column(self, draft: TableDraft, name: str) -> Column:
        """A column of a table; `Missing` if there is none."""
        found = draft.columns.get(name)
        if found is None:
            shown = f"{draft.name}.{name}"
            key = ("column", draft.name.schema, draft.name.name, name)
            raise Missing(key, f'column "{shown}" is declared nowhere', shown)
        return found

    def type(self, node: TypeNode) -> TypeName:
        """The type of a column, with the schema of a user's type where it is known."""
        return self.qualified(type_name(node))

    def qualified(self, written: TypeName) -> TypeName:
        """A user's type with its schema; unchanged when it is declared later, or is built in."""
        base = written.name
        if base in BUILT_IN_TYPES or base.startswith("interval "):
            return written
        parts = split_name(base)
        if len(parts) != 1:
            return written
        for name in self.candidates("", parts[0]):
            if self.type_taken(name) or self.range_of(name) is not None:
                return TypeName(
                    f"{_quoted(name.schema)}.{base}",
                    written.modifiers,
                    written.dimensions,
                    written.setof,
                )
        return written

    def reserve_constraint(self, schema: str, name: str) -> None:
        """Count a constraint's name, so that implicit names keep clear of it."""
        key = Name(schema, name)
        self.constraint_names[key] = self.constraint_names.get(key, 0) + 1

    def release_constraint(self, schema: str, name: str) -> None:
        """A constraint of that name is gone."""
        key = Name(schema, name)
        left = self.constraint_names.get(key, 0) - 1
        if left > 0:
            self.constraint_names[key] = left
        else:
            self.constraint_names.pop(key, None)

    def constraint_taken(self, schema: str, name: str) -> bool:
        """Whether some table of the schema has a constraint of that name."""
        return Name(schema, name) in self.constraint_names

    def key_name_taken(self, schema: str, name: str) -> bool:
        """Whether a key, which is also an index, may not have that name."""
        return self.taken(Name(schema, name)) or self.constraint_taken(schema, name)


def _quoted(schema: str) -> str:
    from ddllint.sql.identifiers import quote_identifier

    return quote_identifier(schema)


@functools.lru_cache(4096)
def _candidates(schema: str, name: str, search_path: tuple[str, ...]) -> tuple[Name, ...]:
    """Kept, since the statements about a table ask for the same names again and again."""
    if schema:
        return (Name(schema, name),)
    schemas = ("pg_temp", *(search_path or ("public",)))
    return tuple([Name(searched, name) for searched in schemas])
