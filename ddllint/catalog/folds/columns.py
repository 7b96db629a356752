"""Columns as written, and what ALTER TABLE does to one."""

from collections.abc import Iterable

import msgspec

from ddllint.catalog.folds.constraints import TABLE_KINDS, Written, with_attributes
from ddllint.catalog.folds.inheritance import clashing
from ddllint.catalog.folds.options import expression, identity_of
from ddllint.catalog.folds.sequences import identity_column, serial_column
from ddllint.catalog.model import Column
from ddllint.catalog.state import State, TableDraft
from ddllint.sql.expressions import TypeName
from ddllint.sql.identifiers import quote_name
from ddllint.sql.nodes import CollateClause, ColumnDef, ConstraintNode, texts
from ddllint.sql.type_names import SERIAL

_TEXT = TypeName("text")


def add_column(state: State, draft: TableDraft, node: ColumnDef) -> list[Written]:
    """Add a column to a table; the constraints of the table that were written on it come back.

    A column of that name which a parent declares is merged, as PostgreSQL merges it.
    """
    name = node.colname
    origin = state.origin(node.location, name)
    type_ = state.type(node.type_name) if node.type_name else _TEXT
    constraints = with_attributes(node.constraints)
    column = Column(
        name,
        type_,
        not_null="CONSTR_NOTNULL" in [one.contype for one in constraints],
        default=expression(node.raw_default),
        collation=collation(node.collation),
        storage=storage_word(type_, node.storage_name),
        compression="" if node.compression == "default" else node.compression,
        origin=origin,
    )
    earlier = draft.columns.get(name)
    if earlier is not None:
        if earlier.compression and node.compression not in ("", earlier.compression):
            clashing(draft, name, "compression")
        draft.borrowed_columns.discard(name)
        column = msgspec.structs.replace(  # of STORAGE the server takes what the parent says
            earlier,
            origin=origin,
            not_null=column.not_null or earlier.not_null,
            default=column.default or earlier.default,
            compression=column.compression or earlier.compression,
        )
    serial = SERIAL.get(type_.name)
    if serial:
        column = serial_column(state, draft, column, serial)
    written: list[Written] = []
    for constraint in constraints:
        if constraint.contype in ("CONSTR_NOTNULL", "CONSTR_IDENTITY"):
            draft.borrowed_not_null.discard(name)
        if constraint.contype in TABLE_KINDS:
            written.append(Written(constraint, name))
        elif constraint.contype != "CONSTR_NOTNULL":
            column = _with(state, draft, column, constraint)
        elif constraint.conname:
            draft.not_null_names[constraint.conname] = name
    draft.columns[name] = column
    state.declare("column", draft.name.schema, draft.name.name, name)
    return written


def _with(state: State, draft: TableDraft, column: Column, node: ConstraintNode) -> Column:
    replace = msgspec.structs.replace
    match node.contype:
        case "CONSTR_DEFAULT":
            return with_default(column, node.raw_expr)
        case "CONSTR_GENERATED":
            stored = node.generated_kind != "v"
            return replace(column, generated=expression(node.raw_expr), stored=stored)
        case "CONSTR_IDENTITY":
            kind = identity_of(node.generated_when)
            return identity_column(state, draft, column, kind, node.options)
    return column


def collation(clause: CollateClause | None) -> str:
    """The name of a collation as written, without `pg_catalog`."""
    return "" if clause is None else collation_name(texts(clause.collname))


def collation_name(parts: Iterable[str]) -> str:
    """The name of a collation in parts, without `pg_catalog`; empty for the default one."""
    name = quote_name(*[part for part in parts if part != "pg_catalog"])
    return "" if name == '"default"' else name


def storage_word(type_: TypeName, written: str) -> str:
    """A column's storage, empty when it is what the type has by itself (`pg_type.typstorage`)."""
    word = written.lower()
    return "" if word in ("default", own_storage(type_)) else word


def own_storage(type_: TypeName) -> str:
    """The storage that a type has by itself (`pg_type.typstorage`)."""
    if type_.dimensions:
        return "extended"
    if type_.name in _FIXED or type_.name.startswith("interval "):
        return "plain"
    return "main" if type_.name in _MAIN else "extended"


_MAIN = frozenset({"numeric", "inet", "cidr"})
_FIXED = frozenset(
    {
        "boolean",
        "smallint",
        "integer",
        "bigint",
        "real",
        "double precision",
        "money",
        "uuid",
        "date",
        "time without time zone",
        "time with time zone",
        "timestamp without time zone",
        "timestamp with time zone",
        "interval",
        "oid",
        "name",
        "point",
        "line",
        "lseg",
        "box",
        "circle",
        "macaddr",
        "macaddr8",
        "tsquery",
        '"char"',
        "pg_lsn",
    }
)


def retyped(state: State, column: Column, node: ColumnDef) -> Column:
    """ALTER COLUMN ... TYPE. Storage and compression start anew with the new type."""
    type_ = state.type(node.type_name) if node.type_name else column.type
    return msgspec.structs.replace(
        column, type=type_, collation=collation(node.collation), storage="", compression=""
    )


def with_default(column: Column, node: msgspec.Raw | msgspec.UnsetType) -> Column:
    """DEFAULT, or DROP DEFAULT when there is no expression."""
    return msgspec.structs.replace(column, default=expression(node))
