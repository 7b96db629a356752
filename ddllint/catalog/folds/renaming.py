"""Relations, types and routines under a new name, or in another schema."""

from msgspec import structs

from ddllint.catalog.folds.following import (
    follow_relation,
    follow_routine,
    follow_sequence,
    follow_table,
    follow_type,
    rekeyed,
)
from ddllint.catalog.folds.grants import rename_grants
from ddllint.catalog.folds.inheritance import children, follow_constraint
from ddllint.catalog.model import Check, Domain, Exclusion, Key, Range, tells_apart
from ddllint.catalog.names import Name
from ddllint.catalog.state import State, TableDraft

replace = structs.replace


def rename_relation_to(state: State, old: Name, new: Name) -> None:
    """Give a relation or composite type another full name."""
    state.reject_taken(new, row_type=old not in state.index_owner and old not in state.sequences)
    if old in state.tables:
        draft = state.tables[old]
        draft.name = new
        state.tables = rekeyed(state.tables, old, new, draft)
        follow_table(state, old, new)
        rename_grants(state, "table", str(old), str(new))
    elif old in state.views:
        view = state.views[old]
        indexes = {n: replace(index, relation=new) for n, index in view.indexes.items()}
        for index in indexes.values():
            state.index_owner[index.name] = new
        state.views = rekeyed(state.views, old, new, replace(view, name=new, indexes=indexes))
        rename_grants(state, "table", str(old), str(new))
    elif old in state.sequences:
        sequence = replace(state.sequences[old], name=new)
        state.sequences = rekeyed(state.sequences, old, new, sequence)
        rename_grants(state, "sequence", str(old), str(new))
        follow_sequence(state, old, new)
    elif old in state.index_owner:
        _rename_index(state, old, new)
        return
    else:
        rename_type_to(state, old, new)
        return
    follow_relation(state, old, new)
    state.declare("relation", new.name)


def _rename_index(state: State, old: Name, new: Name) -> None:
    relation = state.index_owner[old]
    indexes = state.indexes_of(relation)
    draft = state.tables.get(relation)
    if old.name in indexes:
        if draft is not None:
            _follow_index(state, draft, old.name, new.name)
        changed = rekeyed(indexes, old.name, new.name, replace(indexes[old.name], name=new))
        indexes.clear()
        indexes.update(changed)
    elif draft is not None and old.name in draft.constraints:
        rename_constraint_to(state, draft, old.name, new.name)
        return
    state.index_owner = rekeyed(state.index_owner, old, new, relation)
    state.declare("relation", new.name)


def _follow_index(state: State, draft: TableDraft, old: str, new: str) -> None:
    if draft.replica_identity == f"index {old}":
        draft.replica_identity = f"index {new}"
    if old in draft.index_columns:
        draft.index_columns[new] = draft.index_columns.pop(old)
    if old in draft.borrowed_indexes:
        draft.borrowed_indexes[new] = draft.borrowed_indexes.pop(old)
    for child in children(state, draft.name):
        for own, of in tuple(child.borrowed_indexes.items()):
            if of == old:
                child.borrowed_indexes[own] = new


def rename_constraint_to(state: State, draft: TableDraft, old: str, new: str) -> None:
    """Rename a constraint of a table, with its index and the same check of children."""
    constraint = draft.constraints[old]
    for child in follow_constraint(state, draft.name, old, new):
        # a child of two of them was reached through the other already
        if isinstance(constraint, Check) and old in child.constraints:
            rename_constraint_to(state, child, old, new)
    if old in draft.to_primary_keys:
        draft.to_primary_keys ^= {old, new}
    if old in draft.borrowed:
        draft.borrowed[new] = draft.borrowed.pop(old)
    renamed = replace(constraint, name=new)
    draft.constraints = rekeyed(draft.constraints, old, new, renamed)
    schema = draft.name.schema
    state.release_constraint(schema, old)
    state.reserve_constraint(schema, new)
    if isinstance(constraint, Key | Exclusion):
        _follow_index(state, draft, old, new)
        state.index_owner.pop(Name(schema, old), None)
        state.index_owner[Name(schema, new)] = draft.name
        state.declare("relation", new)
    state.declare("constraint", schema, draft.name.name, new)


def rename_type_to(state: State, old: Name, new: Name) -> None:
    """Give a type another full name."""
    type_ = replace(state.types[old], name=new)
    for check in type_.checks if isinstance(type_, Domain) else ():
        state.release_constraint(old.schema, check)
        state.reserve_constraint(new.schema, check)
    state.types = rekeyed(state.types, old, new, type_)
    rename_grants(state, "type", str(old), str(new))
    follow_type(state, old, new)
    state.declare("type", new.name)


def rename_multirange_to(state: State, range_type: Name, new: Name) -> None:
    """Give the multirange type of a range type another full name."""
    type_ = state.types[range_type]
    assert isinstance(type_, Range)
    state.types[range_type] = replace(type_, multirange=new)
    rename_grants(state, "type", str(type_.multirange), str(new))
    follow_type(state, type_.multirange, new)
    state.declare("type", new.name)


def rename_routine_to(state: State, signature: str, new: Name) -> None:
    """Give a routine another full name; its parameters stay."""
    old = state.routines[signature]
    changed = replace(old, name=new)
    for name, type_ in tuple(state.types.items()):
        if isinstance(type_, Range) and tells_apart(old, type_):
            state.types[name] = replace(type_, difference=new)
        elif isinstance(type_, Range) and type_.canonical == old.name:
            state.types[name] = replace(type_, canonical=new)
    state.routines = rekeyed(state.routines, signature, changed.signature, changed)
    rename_grants(state, "routine", signature, changed.signature)
    follow_routine(state, old.name, new)
    state.declare("routine", new.name)
