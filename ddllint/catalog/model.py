"""The catalog: a schema as PostgreSQL would see it after all statements ran.

Plain frozen data. Every object that SQL declared carries the `Origin` that declared it; an
object read from a live server has none. `comment` is the text of COMMENT ON. Mappings are in
the order of declaration.
"""

import enum
from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from ddllint.catalog.names import Name
from ddllint.sql.expressions import Expression, TypeName
from ddllint.sql.source import Origin


class Comment(msgspec.Struct, frozen=True, gc=False):
    """The text of a COMMENT ON."""

    text: str
    origin: Origin | None = None


class Identity(enum.StrEnum):
    """The two kinds of identity column (PostgreSQL manual, CREATE TABLE)."""

    ALWAYS = "always"
    BY_DEFAULT = "by default"


class Column(msgspec.Struct, frozen=True, gc=False):
    """A column of a table, a foreign table or a composite type.

    `not_null` holds also for columns of the primary key and identity columns. `type` has its
    canonical name, user types with their schema. `generated` is the expression of a generated
    column, `stored` whether it is stored. `inherited` says that a parent declares it too.
    """

    name: str
    type: TypeName
    not_null: bool = False
    default: Expression | None = None
    identity: Identity | None = None
    generated: Expression | None = None
    stored: bool = False
    collation: str = ""
    storage: str = ""
    compression: str = ""
    inherited: bool = False
    comment: Comment | None = None
    origin: Origin | None = None


class Check(msgspec.Struct, frozen=True, gc=False):
    """A CHECK constraint of a table or a domain."""

    name: str
    expression: Expression
    validated: bool = True
    enforced: bool = True
    no_inherit: bool = False
    comment: Comment | None = None
    origin: Origin | None = None


class Key(msgspec.Struct, frozen=True, gc=False):
    """A PRIMARY KEY (`primary`) or UNIQUE constraint; its index has the same name.

    The constraint and its index can carry a comment each. `without_overlaps` is about the last
    column, a range (since PostgreSQL 18).
    """

    name: str
    columns: tuple[str, ...]
    primary: bool = False
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    without_overlaps: bool = False
    deferrable: bool = False
    initially_deferred: bool = False
    options: tuple[tuple[str, str], ...] = ()
    comment: Comment | None = None
    index_comment: Comment | None = None
    origin: Origin | None = None


class Action(enum.StrEnum):
    """What a foreign key does when the row that it refers to goes or changes."""

    NO_ACTION = "no action"
    RESTRICT = "restrict"
    CASCADE = "cascade"
    SET_NULL = "set null"
    SET_DEFAULT = "set default"


class ForeignKey(msgspec.Struct, frozen=True, gc=False):
    """A FOREIGN KEY constraint.

    `referenced_columns` are those of the referenced table's primary key when none were
    written; they stay empty when that table is declared nowhere. `period` says that the
    last column on either side is a PERIOD (since PostgreSQL 18).
    """

    name: str
    columns: tuple[str, ...]
    referenced: Name
    referenced_columns: tuple[str, ...]
    on_delete: Action = Action.NO_ACTION
    on_update: Action = Action.NO_ACTION
    on_delete_columns: tuple[str, ...] = ()
    match_full: bool = False
    period: bool = False
    validated: bool = True
    enforced: bool = True
    deferrable: bool = False
    initially_deferred: bool = False
    comment: Comment | None = None
    origin: Origin | None = None


class IndexElement(msgspec.Struct, frozen=True, gc=False):
    """One key of an index: a column or an expression, with its order.

    `nulls_first` is the effective order: by default true for a descending element.
    """

    column: str | None
    expression: Expression | None = None
    descending: bool = False
    nulls_first: bool = False
    collation: str = ""
    operator_class: str = ""
    operator_class_options: tuple[tuple[str, str], ...] = ()


class Exclusion(msgspec.Struct, frozen=True, gc=False):
    """An EXCLUDE constraint: elements, each with its operator."""

    name: str
    method: str
    elements: tuple[tuple[IndexElement, str], ...]
    include: tuple[str, ...] = ()
    predicate: Expression | None = None
    deferrable: bool = False
    initially_deferred: bool = False
    comment: Comment | None = None
    origin: Origin | None = None


Constraint: TypeAlias = Check | Key | ForeignKey | Exclusion


class Index(msgspec.Struct, frozen=True, gc=False):
    """An index made by CREATE INDEX (an index behind a key is in its `Key`)."""

    name: Name
    relation: Name
    elements: tuple[IndexElement, ...]
    method: str = "btree"
    unique: bool = False
    include: tuple[str, ...] = ()
    predicate: Expression | None = None
    nulls_not_distinct: bool = False
    valid: bool = True
    options: tuple[tuple[str, str], ...] = ()
    comment: Comment | None = None
    origin: Origin | None = None


class Command(enum.StrEnum):
    """The commands that a policy may speak of."""

    ALL = "all"
    SELECT = "select"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class Policy(msgspec.Struct, frozen=True, gc=False):
    """A row-level security policy. `roles` is sorted; PUBLIC is written `public`."""

    name: str
    command: Command = Command.ALL
    permissive: bool = True
    roles: tuple[str, ...] = ("public",)
    using: Expression | None = None
    with_check: Expression | None = None
    comment: Comment | None = None
    origin: Origin | None = None


class Trigger(msgspec.Struct, frozen=True, gc=False):
    """A trigger. `events` are sorted words: delete, insert, truncate, update."""

    name: str
    timing: str
    events: tuple[str, ...]
    function: Name
    row: bool = False
    columns: tuple[str, ...] = ()
    condition: Expression | None = None
    arguments: tuple[str, ...] = ()
    constraint: bool = False
    deferrable: bool = False
    initially_deferred: bool = False
    old_table: str = ""
    new_table: str = ""
    enabled: str = "origin"
    comment: Comment | None = None
    origin: Origin | None = None


class Partitioning(msgspec.Struct, frozen=True, gc=False):
    """PARTITION BY: `strategy` is list, range or hash."""

    strategy: str
    elements: tuple[IndexElement, ...]


class RowSecurity(msgspec.Struct, frozen=True, gc=False):
    """The two row-security switches of a table, and the statements that set them last."""

    enabled: bool = False
    forced: bool = False
    enabled_origin: Origin | None = None
    forced_origin: Origin | None = None


class Table(msgspec.Struct, frozen=True, gc=False):
    """A table. `bound` is the text of a partition's bound; `parents` are those it inherits from.

    A partition or child lists the columns that it has from its parent, but not the parent's
    constraints, indexes and triggers. A check that it declares too is one with the parent's, as
    the server merges the two.

    `kind` is `table`, `partitioned`, or `foreign`. `persistence` is permanent, unlogged or
    temporary. `of_type` is the composite type of a typed table. `copies` are the indexes that a
    partition has of its parent's, those of keys included, by their names here with those there:
    no difference between two tables, but names that are taken. `kept` are the columns and checks
    that a child declares itself too: it has them still when its parents lose theirs.
    """

    name: Name
    columns: Mapping[str, Column]
    constraints: Mapping[str, Constraint]
    indexes: Mapping[str, Index]
    policies: Mapping[str, Policy]
    triggers: Mapping[str, Trigger]
    kind: str = "table"
    row_security: RowSecurity = RowSecurity()
    persistence: str = "permanent"
    partitioning: Partitioning | None = None
    partition_of: Name | None = None
    bound: str = ""
    parents: tuple[Name, ...] = ()
    of_type: Name | None = None
    options: tuple[tuple[str, str], ...] = ()
    replica_identity: str = "default"
    copies: Mapping[str, str] = {}
    kept: frozenset[tuple[str, str]] = frozenset()
    owner: str | None = None
    comment: Comment | None = None
    origin: Origin | None = None

    @property
    def bases(self) -> tuple[Name, ...]:
        """The tables from which it has columns: that of which it is a partition, or its parents."""
        return (self.partition_of,) if self.partition_of else self.parents

    @property
    def primary_key(self) -> Key | None:
        """The primary key, if there is one."""
        for constraint in self.constraints.values():
            if isinstance(constraint, Key) and constraint.primary:
                return constraint
        return None


class ViewColumn(msgspec.Struct, frozen=True, gc=False):
    """A column of a view; its type is for a later reader to infer."""

    name: str
    comment: Comment | None = None
    origin: Origin | None = None


class View(msgspec.Struct, frozen=True, gc=False):
    """A view, or a materialized view.

    `columns` is None when the builder cannot tell them, as for `*` over a relation that is
    declared nowhere. `query` is the SELECT; `query_text` is its own text.
    """

    name: Name
    columns: Mapping[str, ViewColumn] | None
    query: Expression
    query_text: str = ""
    materialized: bool = False
    indexes: Mapping[str, Index] = {}
    triggers: Mapping[str, Trigger] = {}
    options: tuple[tuple[str, str], ...] = ()
    with_data: bool = True
    owner: str | None = None
    comment: Comment | None = None
    origin: Origin | None = None


class Sequence(msgspec.Struct, frozen=True, gc=False):
    """A sequence. `owned_by` is the table and column that it goes with; limits are numbers."""

    name: Name
    type: TypeName
    start: int = 1
    increment: int = 1
    minimum: int = 1
    maximum: int = 9223372036854775807
    cache: int = 1
    cycle: bool = False
    owned_by: tuple[Name, str] | None = None
    identity: bool = False
    persistence: str = "permanent"
    owner: str | None = None
    comment: Comment | None = None
    origin: Origin | None = None


class Enum(msgspec.Struct, frozen=True, gc=False):
    """An enumerated type and its labels, in order."""

    name: Name
    labels: tuple[str, ...]
    owner: str | None = None
    comment: Comment | None = None
    origin: Origin | None = None


class Composite(msgspec.Struct, frozen=True, gc=False):
    """A composite type made by CREATE TYPE ... AS (...)."""

    name: Name
    columns: Mapping[str, Column]
    owner: str | None = None
    comment: Comment | None = None
    origin: Origin | None = None


class Domain(msgspec.Struct, frozen=True, gc=False):
    """A domain over `base`."""

    name: Name
    base: TypeName
    not_null: bool = False
    default: Expression | None = None
    collation: str = ""
    checks: Mapping[str, Check] = {}
    owner: str | None = None
    comment: Comment | None = None
    origin: Origin | None = None


class Range(msgspec.Struct, frozen=True, gc=False):
    """A range type over `subtype`; `multirange` is the name of its multirange type.

    `functions` are the names of the functions that make values of the two. The server makes them
    with the types, under the same names; they keep those when the types get others.
    `operator_class` and `collation` are empty where they are those that the subtype has by itself;
    `difference` (SUBTYPE_DIFF) and `canonical` are functions.
    """

    name: Name
    subtype: TypeName
    multirange: Name
    functions: tuple[Name, ...] = ()
    operator_class: str = ""
    collation: str = ""
    difference: Name | None = None
    canonical: Name | None = None
    owner: str | None = None
    comment: Comment | None = None
    origin: Origin | None = None


Type: TypeAlias = Enum | Composite | Domain | Range


class Parameter(msgspec.Struct, frozen=True, gc=False):
    """A parameter of a function; `mode` is in, out, inout, variadic or table."""

    name: str
    type: TypeName
    mode: str = "in"
    default: Expression | None = None


class Routine(msgspec.Struct, frozen=True, gc=False):
    """A function or procedure. `kind` says which.

    `settings` are its SET clauses, sorted by name. `body` is the source text of the function.
    """

    name: Name
    parameters: tuple[Parameter, ...]
    kind: str = "function"
    returns: TypeName | None = None
    language: str = "sql"
    body: str = ""
    volatility: str = "volatile"
    strict: bool = False
    security_definer: bool = False
    leakproof: bool = False
    parallel: str = "unsafe"
    settings: tuple[tuple[str, str], ...] = ()
    owner: str | None = None
    comment: Comment | None = None
    origin: Origin | None = None

    @property
    def signature(self) -> str:
        """The name with its input types, by which the server tells routines apart."""
        return f"{self.name}({', '.join(input_types(self.parameters))})"


def input_types(parameters: tuple[Parameter, ...]) -> tuple[str, ...]:
    """The types of the parameters that a caller passes, as text (modifiers do not count)."""
    return tuple(
        str(TypeName(p.type.name, (), p.type.dimensions))
        for p in parameters
        if p.mode in ("in", "inout", "variadic")
    )


def tells_apart(routine: Routine, type_: Range) -> bool:
    """Whether a routine is the one that tells how far two values of a range's subtype are apart."""
    both = (str(type_.subtype),) * 2
    return routine.name == type_.difference and input_types(routine.parameters) == both


class Schema(msgspec.Struct, frozen=True, gc=False):
    """A schema."""

    name: str
    owner: str | None = None
    comment: Comment | None = None
    origin: Origin | None = None


class Extension(msgspec.Struct, frozen=True, gc=False):
    """An installed extension; `schema` is empty when none was named."""

    name: str
    schema: str = ""
    comment: Comment | None = None
    origin: Origin | None = None


class Role(msgspec.Struct, frozen=True, gc=False):
    """A role that SQL creates. `attributes` are sorted words such as `bypassrls`, `login`."""

    name: str
    attributes: tuple[str, ...] = ()
    member_of: tuple[str, ...] = ()
    comment: Comment | None = None
    origin: Origin | None = None


class Grant(msgspec.Struct, frozen=True, gc=False):
    """One privilege of one grantee on one object.

    `kind` is table (views too), sequence, routine, type, schema, database, or another object
    kind in the server's words; `object` is the object's name (for a routine its signature);
    `column` is empty unless the privilege is on a column. PUBLIC is the grantee `public`.
    What the owner holds by being owner is not listed.
    """

    kind: str
    object: str
    grantee: str
    privilege: str
    column: str = ""
    grantable: bool = False
    origin: Origin | None = None


class DefaultPrivilege(msgspec.Struct, frozen=True, gc=False):
    """One entry of ALTER DEFAULT PRIVILEGES; `role` None is the role that runs the SQL.

    `granted` is False when the entry takes away what the server grants by itself (EXECUTE on
    functions and USAGE on types, to PUBLIC).
    """

    role: str | None
    schema: str | None
    kind: str
    grantee: str
    privilege: str
    grantable: bool = False
    granted: bool = True
    origin: Origin | None = None


class Unmodelled(msgspec.Struct, frozen=True, gc=False):
    """A statement that the catalog does not hold; `statement` is its command (`DO`, `INSERT`)."""

    statement: str
    origin: Origin


class Refused(msgspec.Struct, frozen=True, gc=False):
    """A statement that the server would refuse, and that changed nothing here.

    It changes an object that no statement declares, or declares one a second time; then
    `earlier` is the first declaration. `lacks` says which object is declared nowhere, and
    `follows` that a statement that is refused itself would declare it.
    """

    message: str
    object: str
    origin: Origin
    earlier: Origin | None = None
    lacks: str = ""
    follows: bool = False


class Catalog(msgspec.Struct, frozen=True):
    """A whole schema, by kind of object.

    `unmodelled` are the statements of SQL that it does not hold, `unread` the objects of a
    database, as people call them; None of SQL, which tells of none.
    """

    schemas: Mapping[str, Schema] = {}
    tables: Mapping[Name, Table] = {}
    views: Mapping[Name, View] = {}
    sequences: Mapping[Name, Sequence] = {}
    types: Mapping[Name, Type] = {}
    routines: Mapping[str, Routine] = {}
    extensions: Mapping[str, Extension] = {}
    roles: Mapping[str, Role] = {}
    grants: tuple[Grant, ...] = ()
    default_privileges: tuple[DefaultPrivilege, ...] = ()
    unmodelled: tuple[Unmodelled, ...] = ()
    refused: tuple[Refused, ...] = ()
    statements: int = 0
    unread: tuple[str, ...] | None = None

    def relation(self, name: Name) -> Table | View | None:
        """The table or view of that name."""
        return self.tables.get(name) or self.views.get(name)
