"""Constraints: all kinds, with the names that the server makes."""

from collections.abc import Iterable, Sequence

import msgspec

from ddllint.catalog.folds.indexes import index_element, index_element_names
from ddllint.catalog.folds.inheritance import (
    put_constraint,
    remove_constraint,
    require_not_null,
)
from ddllint.catalog.folds.options import expression, some_expression, storage_options
from ddllint.catalog.folds.partitions import lend
from ddllint.catalog.folds.reading import SYSTEM_COLUMNS, require_columns
from ddllint.catalog.model import Action, Check, Constraint, Exclusion, ForeignKey, Key
from ddllint.catalog.names import Name, choose_name, join_columns
from ddllint.catalog.state import Missing, Rejected, State, TableDraft
from ddllint.sql.expressions import Expr, Expression
from ddllint.sql.nodes import (
    ConstraintNode,
    ConstraintNodeNode,
    ExclusionNode,
    IndexElem,
    texts,
)
from ddllint.sql.parsed import decoder
from ddllint.sql.source import Origin
from ddllint.sql.walk import column_names

_ACTIONS = {
    "a": Action.NO_ACTION,
    "r": Action.RESTRICT,
    "c": Action.CASCADE,
    "n": Action.SET_NULL,
    "d": Action.SET_DEFAULT,
}
TABLE_KINDS = frozenset(
    {"CONSTR_CHECK", "CONSTR_PRIMARY", "CONSTR_UNIQUE", "CONSTR_FOREIGN", "CONSTR_EXCLUSION"}
)
"""The kinds that make a constraint of the table, wherever they were written."""


class Written(msgspec.Struct, frozen=True, gc=False):
    """A constraint as written; `column` is the column that it was written on, if any."""

    node: ConstraintNode
    column: str | None = None


def with_attributes(nodes: Iterable[ConstraintNodeNode]) -> list[ConstraintNode]:
    """A column's constraints, each with the attributes that the parser puts behind it."""
    found: list[ConstraintNode] = []
    for wrapped in nodes:
        node = wrapped.constraint
        if node.contype.startswith("CONSTR_ATTR_"):
            change = _ATTRIBUTES.get(node.contype, {})
            found[-1] = msgspec.structs.replace(found[-1], **change)
        else:
            found.append(node)
    return found


_ATTRIBUTES: dict[str, dict[str, bool]] = {
    "CONSTR_ATTR_DEFERRABLE": {"deferrable": True},
    "CONSTR_ATTR_NOT_DEFERRABLE": {"deferrable": False, "initdeferred": False},
    "CONSTR_ATTR_DEFERRED": {"deferrable": True, "initdeferred": True},
    "CONSTR_ATTR_IMMEDIATE": {"initdeferred": False},
    "CONSTR_ATTR_ENFORCED": {"is_enforced": True},
    "CONSTR_ATTR_NOT_ENFORCED": {"is_enforced": False},
}


def add_constraints(
    state: State, draft: TableDraft, written: Sequence[Written], fresh: bool, inherits: bool = True
) -> None:
    """Add constraints in the server's order: checks, keys, foreign keys.

    `inherits` says that children get them too, as they do without ONLY.

    `fresh` says that the table is being created: then NOT VALID has no effect, since there is
    no row to validate (`transformCheckConstraints` in `parser/parse_utilcmd.c`).
    """
    for one in written:
        if one.node.contype == "CONSTR_CHECK":
            _add(state, draft, _check(state, draft, one, fresh), inherits)
    for constraint in _keys(state, draft, written):
        _add(state, draft, constraint, inherits)
    for one in written:
        if one.node.contype == "CONSTR_FOREIGN":
            _add(state, draft, _foreign_key(state, draft, one, fresh), inherits)


def _add(state: State, draft: TableDraft, constraint: Constraint, inherits: bool = True) -> None:
    name = constraint.name
    if isinstance(constraint, Check) and name in draft.borrowed:
        del draft.borrowed[name]  # it repeats a parent's, which makes it the table's own
        draft.constraints[name] = constraint
        return
    if name in draft.constraints:
        shown = f"{draft.name}.{name}"
        earlier = draft.constraints[name].origin
        raise Rejected(f'constraint "{shown}" is declared twice', shown, earlier)
    if isinstance(constraint, Key) and constraint.primary:
        _refuse_second_primary_key(draft, constraint)
    put_constraint(state, draft, constraint)
    if isinstance(constraint, Key) and constraint.primary:
        for column in constraint.columns:
            require_not_null(state, draft, column, inherits)
    if state.has_heirs and inherits:
        lend(state, draft, constraint)


def _refuse_second_primary_key(draft: TableDraft, key: Key) -> None:
    for other in draft.constraints.values():
        if isinstance(other, Key) and other.primary:
            shown = f"{draft.name}.{key.name}"
            message = f'"{shown}" is a second primary key of the table'
            raise Rejected(message, shown, other.origin)


def _origin(state: State, one: Written) -> Origin:
    return state.origin(one.node.location, one.node.conname)


def _check(state: State, draft: TableDraft, one: Written, fresh: bool) -> Check:
    node = one.node
    condition = some_expression(node.raw_expr)
    require_columns(state, draft, condition)
    name = node.conname or check_name(state, draft, condition)
    return Check(
        name,
        condition,
        validated=node.is_enforced and (fresh or not node.skip_validation),
        enforced=node.is_enforced,
        no_inherit=node.is_no_inherit,
        origin=_origin(state, one),
    )


def check_name(state: State, draft: TableDraft, condition: Expression) -> str:
    """`table_column_check` when the condition reads just one column, else `table_check`."""
    known = draft.columns.keys() | SYSTEM_COLUMNS
    columns = [name for name in column_names(condition) if name in known]
    schema = draft.name.schema
    return choose_name(
        draft.name.name,
        columns[0] if len(columns) == 1 else "",
        "check",
        lambda name: name in draft.constraints or state.constraint_taken(schema, name),
    )


def _keys(state: State, draft: TableDraft, written: Iterable[Written]) -> list[Constraint]:
    """Keys and exclusions; a UNIQUE that repeats another key is dropped, as the server does.

    The primary key comes first (`transformIndexConstraints` in `parser/parse_utilcmd.c`).
    """
    wanted = [
        one
        for one in written
        if one.node.contype in ("CONSTR_PRIMARY", "CONSTR_UNIQUE", "CONSTR_EXCLUSION")
    ]
    wanted.sort(key=lambda one: one.node.contype != "CONSTR_PRIMARY")
    kept: list[Written] = []
    for one in wanted:
        same = next((i for i, other in enumerate(kept) if _same_key(one, other)), None)
        if same is None:
            kept.append(one)
        elif not kept[same].node.conname:
            node = msgspec.structs.replace(kept[same].node, conname=one.node.conname)
            kept[same] = Written(node, kept[same].column)
    made: list[Constraint] = []
    for one in kept:
        taken_here = {constraint.name for constraint in made}
        make = _exclusion if one.node.contype == "CONSTR_EXCLUSION" else _key
        made.append(make(state, draft, one, taken_here))
    return made


def _same_key(one: Written, other: Written) -> bool:
    a, b = one.node, other.node
    if a.contype == b.contype == "CONSTR_EXCLUSION":
        return _exclusion_shape(a) == _exclusion_shape(b)
    return (
        a.contype == "CONSTR_UNIQUE"
        and b.contype in ("CONSTR_PRIMARY", "CONSTR_UNIQUE")
        and not a.indexname
        and _key_columns(one) == _key_columns(other)
        and a.including == b.including
        and a.nulls_not_distinct == b.nulls_not_distinct
        and (a.deferrable, a.initdeferred) == (b.deferrable, b.initdeferred)
    )


def _exclusion_shape(node: ConstraintNode) -> tuple[object, ...]:
    return (
        node.access_method or "btree",
        [_exclusion_element(exclusion) for exclusion in node.exclusions],
        texts(node.including),
        _tree(node.where_clause),
        (node.deferrable, node.initdeferred),
    )


def _tree(raw: msgspec.Raw | msgspec.UnsetType) -> Expr | None:
    found = expression(raw)
    return found.tree if found else None


def _exclusion_element(exclusion: ExclusionNode) -> tuple[object, ...]:
    element, operator = exclusion.pair.items
    elem = decoder(IndexElem).decode(element["IndexElem"])
    without_expression = msgspec.structs.replace(elem, expr=msgspec.UNSET)
    return without_expression, _tree(elem.expr), bytes(operator["List"])


def _key_columns(one: Written) -> tuple[str, ...]:
    return texts(one.node.keys) or ((one.column,) if one.column else ())


def _key(state: State, draft: TableDraft, one: Written, taken_here: set[str]) -> Key:
    node = one.node
    primary = node.contype == "CONSTR_PRIMARY"
    if node.indexname:
        return _key_using_index(state, draft, one, primary)
    columns = _key_columns(one)
    for column in (*columns, *texts(node.including)):
        state.column(draft, column)
    schema = draft.name.schema
    second = "" if primary else join_columns((*columns, *texts(node.including)))
    name = node.conname or choose_name(
        draft.name.name,
        second,
        "pkey" if primary else "key",
        lambda name: name in taken_here or state.key_name_taken(schema, name),
    )
    if node.conname:
        state.reject_taken(Name(schema, name), row_type=False)
    return Key(
        name,
        columns,
        primary=primary,
        include=texts(node.including),
        nulls_not_distinct=node.nulls_not_distinct,
        without_overlaps=node.without_overlaps,
        deferrable=node.deferrable or node.initdeferred,
        initially_deferred=node.initdeferred,
        options=tuple(sorted(storage_options(node.options).items())),
        origin=_origin(state, one),
    )


def _key_using_index(state: State, draft: TableDraft, one: Written, primary: bool) -> Key:
    """ADD CONSTRAINT ... USING INDEX: the index becomes the key's, under the key's name."""
    node = one.node
    index = draft.indexes.get(node.indexname)
    if index is None:
        state.missing_relation(draft.name.schema, node.indexname)
    del draft.indexes[node.indexname]
    state.index_owner.pop(index.name, None)
    return Key(
        node.conname or node.indexname,
        tuple([element.column for element in index.elements if element.column]),
        primary=primary,
        include=index.include,
        nulls_not_distinct=index.nulls_not_distinct,
        deferrable=node.deferrable or node.initdeferred,
        initially_deferred=node.initdeferred,
        options=index.options,
        index_comment=index.comment,
        origin=_origin(state, one),
    )


def _exclusion(state: State, draft: TableDraft, one: Written, taken_here: set[str]) -> Exclusion:
    node = one.node
    elements, written = [], []
    for exclusion in node.exclusions:
        element, operator = exclusion.pair.items
        elem = decoder(IndexElem).decode(element["IndexElem"])
        names = decoder(_Operator).decode(operator["List"])
        written.append(elem)
        elements.append((index_element(elem), names.items[-1]["String"]["sval"]))
    schema = draft.name.schema
    name = node.conname or choose_name(
        draft.name.name,
        join_columns(index_element_names(written) + list(texts(node.including))),
        "excl",
        lambda name: name in taken_here or state.key_name_taken(schema, name),
    )
    return Exclusion(
        name,
        node.access_method or "btree",
        tuple(elements),
        include=texts(node.including),
        predicate=expression(node.where_clause),
        deferrable=node.deferrable or node.initdeferred,
        initially_deferred=node.initdeferred,
        origin=_origin(state, one),
    )


class _Operator(msgspec.Struct, frozen=True, gc=False):
    items: list[dict[str, dict[str, str]]]


def _foreign_key(state: State, draft: TableDraft, one: Written, fresh: bool) -> ForeignKey:
    node = one.node
    columns = texts(node.fk_attrs) or ((one.column,) if one.column else ())
    for column in columns:
        state.column(draft, column)
    schema = draft.name.schema
    name = node.conname or choose_name(
        draft.name.name,
        join_columns(columns),
        "fkey",
        lambda name: name in draft.constraints or state.constraint_taken(schema, name),
    )
    target = node.pktable
    if target is None:
        raise Missing(("relation", ""), "a foreign key without a table", f"{draft.name}.{name}")
    referenced = _referenced(state, target.schemaname, target.relname)
    if not node.pk_attrs:
        draft.to_primary_keys.add(name)
    return ForeignKey(
        name,
        columns,
        referenced,
        texts(node.pk_attrs) or _primary_columns(state, referenced),
        on_delete=_ACTIONS[node.fk_del_action],
        on_update=_ACTIONS[node.fk_upd_action],
        on_delete_columns=texts(node.fk_del_set_cols),
        period=node.fk_with_period,
        match_full=node.fk_matchtype == "f",
        validated=node.is_enforced and (fresh or not node.skip_validation),
        enforced=node.is_enforced,
        deferrable=node.deferrable or node.initdeferred,
        initially_deferred=node.initdeferred,
        origin=_origin(state, one),
    )


def _primary_columns(state: State, table: Name) -> tuple[str, ...]:
    """The columns of a table's primary key, as far as it is declared."""
    draft = state.tables.get(table)
    for constraint in draft.constraints.values() if draft else ():
        if isinstance(constraint, Key) and constraint.primary:
            return constraint.columns
    return ()


def _referenced(state: State, schema: str, name: str) -> Name:
    """The table that a foreign key refers to; it may be declared later."""
    for candidate in state.candidates(schema, name):
        if candidate in state.tables:
            return candidate
    return Name(schema or state.creation_schema, name)


def drop_constraint(state: State, draft: TableDraft, name: str) -> None:
    """Take a constraint from a table, with its index."""
    remove_constraint(state, draft, name)


def find_constraint(draft: TableDraft, name: str) -> Constraint:
    """A table's constraint of that name; `Missing` if there is none."""
    found = draft.constraints.get(name)
    if found is None:
        shown = f"{draft.name}.{name}"
        key = ("constraint", draft.name.schema, draft.name.name, name)
        raise Missing(key, f'constraint "{shown}" is declared nowhere', shown)
    return found
