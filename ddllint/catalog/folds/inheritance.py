"""What children have from their parents: columns and checks.

A child or partition holds copies of its parents' columns and checks. Those that it does not
declare itself are `borrowed`: they change and go with the parent, and the finished table does
not list such a check. Source: PostgreSQL manual, 5.11 (inheritance); `MergeAttributes`,
`MergeConstraintsIntoExisting` and `RemoveInheritance` in `commands/tablecmds.c`.
"""

from typing import NoReturn

import msgspec

from ddllint.catalog.model import Check, Constraint, Exclusion, Key
from ddllint.catalog.names import Name
from ddllint.catalog.state import Rejected, State, TableDraft

replace = msgspec.structs.replace


def children(state: State, name: Name) -> list[TableDraft]:
    """The partitions of a table, and the tables that inherit from it."""
    if not state.has_heirs:
        return []
    return [
        draft
        for draft in state.tables.values()
        if draft.partition_of == name or name in draft.parents
    ]


def parents(state: State, child: TableDraft) -> list[TableDraft]:
    """The tables that a table inherits from, or the one that it is a partition of."""
    names = (child.partition_of,) if child.partition_of else child.parents
    return [state.tables[name] for name in names if name in state.tables]


# Columns


def require_columns(state: State, child: TableDraft, parent: TableDraft) -> None:
    """`Missing` unless a table that is to become a child has all columns of its parent."""
    for name in parent.columns:
        state.column(child, name)


def adopt(state: State, draft: TableDraft, parent: TableDraft, keep_identity: bool = False) -> None:
    """Take over a parent's columns (not their comments); those that are there are merged.

    Only a partition has its parent's identity columns, since PostgreSQL 17 (manual, 5.3).
    """
    state.has_heirs = True
    for name in parent.columns:
        adopt_column(draft, parent, name, keep_identity)


def adopt_column(draft: TableDraft, parent: TableDraft, name: str, keep_identity: bool) -> None:
    """Take over one column, or merge it with the child's own."""
    column, here = parent.columns[name], draft.columns.get(name)
    if here is None:
        draft.borrowed_columns.add(name)
        if column.not_null:
            draft.borrowed_not_null.add(name)
        draft.columns[name] = replace(
            column,
            inherited=True,
            comment=None,
            identity=column.identity if keep_identity else None,
        )
    else:
        if column.not_null and not here.not_null:
            draft.borrowed_not_null.add(name)
        draft.columns[name] = replace(
            here, inherited=True, not_null=here.not_null or column.not_null
        )


def clashing(draft: TableDraft, column: str, what: str) -> NoReturn:
    """Refuse a table whose column would have two kinds of storage or compression."""
    shown = f"{draft.name}.{column}"
    raise Rejected(f'the {what} of column "{shown}" is not that of another parent', shown)


def hand_down(state: State, parent: TableDraft, name: str) -> None:
    """Give a new column of a table to its children, and theirs."""
    for child in children(state, parent.name):
        fresh = name not in child.columns
        if not fresh and state.postgres < 18:
            # what is there is merged, but for NOT NULL (`ATExecAddColumn`)
            child.columns[name] = replace(child.columns[name], inherited=True)
            continue
        keep_identity = child.partition_of is not None and state.postgres >= 17
        adopt_column(child, parent, name, keep_identity)
        state.declare("column", child.name.schema, child.name.name, name)
        if fresh:
            hand_down(state, child, name)


def hand_down_not_null(state: State, parent: TableDraft, name: str) -> None:
    """A column that must not be null in a table must not be in its children."""
    for child in children(state, parent.name):
        if name in child.columns and not child.columns[name].not_null:
            child.borrowed_not_null.add(name)
            child.columns[name] = replace(child.columns[name], not_null=True)
            hand_down_not_null(state, child, name)


def require_not_null(state: State, draft: TableDraft, name: str, inherits: bool = True) -> None:
    """A table says itself that a column must not be null; its children follow, but for ONLY."""
    draft.borrowed_not_null.discard(name)
    draft.columns[name] = replace(state.column(draft, name), not_null=True)
    if inherits:
        hand_down_not_null(state, draft, name)


def allow_null(state: State, draft: TableDraft, name: str, inherits: bool = True) -> None:
    """DROP NOT NULL. Since PostgreSQL 18 a child keeps what it, or another parent, says."""
    draft.columns[name] = replace(state.column(draft, name), not_null=False)
    draft.borrowed_not_null.discard(name)
    for child in children(state, draft.name):
        if not inherits or name not in child.columns:
            child.borrowed_not_null.discard(name)
        elif state.postgres < 18 or (
            name in child.borrowed_not_null and not _said_by_another(state, child, draft, name)
        ):
            allow_null(state, child, name)


def _said_by_another(state: State, child: TableDraft, parent: TableDraft, name: str) -> bool:
    return any(
        other is not parent and name in other.columns and other.columns[name].not_null
        for other in parents(state, child)
    )


# Checks


def take_checks(state: State, child: TableDraft, parent: TableDraft) -> None:
    """Give all checks of a parent to a new child."""
    for constraint in tuple(parent.constraints.values()):
        if isinstance(constraint, Check):
            lend_check(state, child, replace(constraint, validated=constraint.enforced))


def lend_check(state: State, child: TableDraft, check: Check) -> None:
    """Give a parent's check to a child and its children, unless the child has it already."""
    if check.no_inherit or check.name in child.constraints:
        return
    put_constraint(state, child, replace(check, comment=None))
    child.borrowed[check.name] = check.name
    for grandchild in children(state, child.name):
        lend_check(state, grandchild, check)


def merged_checks(state: State, draft: TableDraft) -> frozenset[str]:
    """The checks of a table that a parent declares too."""
    if not state.has_heirs:
        return frozenset()
    return frozenset(
        name
        for parent in parents(state, draft)
        for name, check in parent.constraints.items()
        if isinstance(check, Check) and not check.no_inherit and name in draft.constraints
    )


def put_constraint(state: State, draft: TableDraft, constraint: Constraint) -> None:
    """Add a constraint, with its index, under the name that it has."""
    schema, name = draft.name.schema, constraint.name
    draft.constraints[name] = constraint
    state.reserve_constraint(schema, name)
    if isinstance(constraint, Key | Exclusion):
        state.index_owner[Name(schema, name)] = draft.name
        state.declare("relation", name)
    state.declare("constraint", schema, draft.name.name, name)


def remove_constraint(state: State, draft: TableDraft, name: str) -> None:
    """Take a constraint from a table, with its index, and what children borrowed of it."""
    constraint = draft.constraints.pop(name)
    draft.borrowed.pop(name, None)
    draft.to_primary_keys.discard(name)
    state.release_constraint(draft.name.schema, name)
    if isinstance(constraint, Key | Exclusion):
        state.index_owner.pop(Name(draft.name.schema, name), None)
        forget_identity(draft, name)
    for child in children(state, draft.name):
        for own in [own for own, of in child.borrowed.items() if of == name]:
            if not (isinstance(constraint, Check) and _lent_by_another(state, child, draft, own)):
                remove_constraint(state, child, own)


def forget_identity(draft: TableDraft, index: str) -> None:
    """Without its index a replica identity is nothing (manual, ALTER TABLE)."""
    draft.index_columns.pop(index, None)
    if draft.replica_identity == f"index {index}":
        draft.replica_identity = "nothing"


def keep_borrowed(state: State, parent: Name, name: str) -> None:
    """What children borrowed of a constraint that ONLY the parent loses becomes their own."""
    for child in children(state, parent):
        for own in [own for own, of in child.borrowed.items() if of == name]:
            del child.borrowed[own]


def _lent_by_another(state: State, child: TableDraft, parent: TableDraft, name: str) -> bool:
    return any(
        isinstance(check, Check) and not check.no_inherit
        for other in parents(state, child)
        if other is not parent
        for check in (other.constraints.get(name),)
    )


def follow_constraint(state: State, parent: Name, old: str, new: str) -> list[TableDraft]:
    """Note a parent's constraint under its new name; the children that have it by name."""
    named = []
    for child in children(state, parent):
        for own, of in tuple(child.borrowed.items()):
            if of == old:
                child.borrowed[own] = new
        if isinstance(child.constraints.get(old), Check):
            named.append(child)
    return named


# The end of it


def part(state: State, child: TableDraft, parent: TableDraft) -> None:
    """NO INHERIT: what no other parent declares is the child's own now."""
    others = [other for other in parents(state, child) if other is not parent]
    for name in parent.columns:
        if name in child.columns and not any(name in other.columns for other in others):
            child.columns[name] = replace(child.columns[name], inherited=False)
            child.borrowed_columns.discard(name)
        if not _said_by_another(state, child, parent, name):
            child.borrowed_not_null.discard(name)
    for own in tuple(child.borrowed):
        if not _lent_by_another(state, child, parent, own):
            del child.borrowed[own]
