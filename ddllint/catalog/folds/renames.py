"""ALTER ... RENAME, SET SCHEMA and OWNER TO.

PostgreSQL keeps references by number, so whatever refers to a renamed object follows it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import structs

from ddllint.catalog.folds.constraints import find_constraint
from ddllint.catalog.folds.grants import (
    change_owner,
    move_default_privileges,
    rename_column_grants,
    rename_grantee,
    rename_grants,
)
from ddllint.catalog.folds.inheritance import children, follow_constraint
from ddllint.catalog.folds.like import index_columns
from ddllint.catalog.folds.objects import dotted, find_routine, find_schema, find_type
from ddllint.catalog.folds.options import role_name
from ddllint.catalog.folds.policies import find_policy
from ddllint.catalog.folds.queries import column_names_of
from ddllint.catalog.folds.triggers import find_trigger, triggers_of
from ddllint.catalog.folds.views import rename_view_column
from ddllint.catalog.model import (
    Check,
    Column,
    Composite,
    Constraint,
    Domain,
    Exclusion,
    ForeignKey,
    Index,
    IndexElement,
    Key,
    Policy,
    Range,
    Trigger,
)
from ddllint.catalog.names import Name
from ddllint.catalog.state import NotModelled, Rejected, State, TableDraft
from ddllint.sql.expressions import Expression, TypeName
from ddllint.sql.identifiers import quote_name
from ddllint.sql.nodes import (
    AlterObjectSchemaStmt,
    AlterOwnerStmt,
    ObjectNode,
    RangeVar,
    RenameStmt,
)
from ddllint.sql.query_columns import mentions, rename_read_column
from ddllint.sql.rename import rename_column, rename_constant, rename_relation

replace = structs.replace
_RELATIONS = frozenset(
    {
        "OBJECT_TABLE",
        "OBJECT_FOREIGN_TABLE",
        "OBJECT_VIEW",
        "OBJECT_MATVIEW",
        "OBJECT_SEQUENCE",
        "OBJECT_INDEX",
    }
)


def rename(state: State, node: RenameStmt) -> None:
    """ALTER ... RENAME."""
    if node.relation is not None and node.kind in _RELATIONS:
        name = _relation(state, node.relation)
        _rename_relation(state, name, Name(name.schema, node.newname))
    elif node.relation is not None and node.kind in ("OBJECT_COLUMN", "OBJECT_ATTRIBUTE"):
        _rename_column(state, _relation(state, node.relation), node.subname, node.newname)
    elif node.relation is not None and node.kind in _ON_TABLE:
        _ON_TABLE[node.kind](state, node.relation, node.subname, node.newname)
    elif node.kind == "OBJECT_ROLE":
        _rename_role(state, node.subname, node.newname)
    elif node.kind == "OBJECT_SCHEMA":
        _rename_schema(state, node.subname, node.newname)
    elif node.object is not None and node.kind in _OBJECTS:
        _OBJECTS[node.kind](state, node.object, node)
    else:
        raise NotModelled("ALTER " + _words(node.kind) + " RENAME")


def _words(kind: str) -> str:
    return kind.removeprefix("OBJECT_").replace("_", " ")


def _relation(state: State, relation: RangeVar) -> Name:
    found = state.relation_name(relation.schemaname, relation.relname)
    if found is None:
        state.missing_relation(relation.schemaname, relation.relname)
    return found


def _rekeyed(mapping: Mapping[Any, Any], old: Any, new: Any, value: Any) -> dict[Any, Any]:
    """The mapping with one key changed, in the same order."""
    return {new if key == old else key: value if key == old else v for key, v in mapping.items()}


# Relations: a new name or a new schema


def _rename_relation(state: State, old: Name, new: Name) -> None:
    state.reject_taken(new, row_type=old not in state.index_owner and old not in state.sequences)
    if old in state.tables:
        draft = state.tables[old]
        draft.name = new
        state.tables = _rekeyed(state.tables, old, new, draft)
        _follow_table(state, old, new)
        rename_grants(state, "table", str(old), str(new))
    elif old in state.views:
        view = state.views[old]
        indexes = {n: replace(index, relation=new) for n, index in view.indexes.items()}
        state.views = _rekeyed(state.views, old, new, replace(view, name=new, indexes=indexes))
        rename_grants(state, "table", str(old), str(new))
    elif old in state.sequences:
        sequence = replace(state.sequences[old], name=new)
        state.sequences = _rekeyed(state.sequences, old, new, sequence)
        rename_grants(state, "sequence", str(old), str(new))
        _follow_sequence(state, old, new)
    elif old in state.index_owner:
        _rename_index(state, old, new)
        return
    else:
        _rename_type(state, old, new)
        return
    _follow_relation(state, old, new)
    state.declare("relation", new.name)


def _follow_table(state: State, old: Name, new: Name) -> None:
    """Indexes, keys, sequences and children of a table under its new name."""
    for index, relation in state.index_owner.items():
        if relation == old:
            state.index_owner[index] = new
    for draft in state.tables.values():
        if draft.partition_of == old:
            draft.partition_of = new
        draft.parents = tuple([new if name == old else name for name in draft.parents])
        for key in tuple(draft.constraints.values()):
            if isinstance(key, ForeignKey) and key.referenced == old:
                draft.constraints[key.name] = replace(key, referenced=new)
    draft = state.tables[new]
    for plain, of_table in draft.indexes.items():
        draft.indexes[plain] = replace(of_table, relation=new)
    for sequence in tuple(state.sequences.values()):
        if sequence.owned_by and sequence.owned_by[0] == old:
            owned_by = (new, sequence.owned_by[1])
            state.sequences[sequence.name] = replace(sequence, owned_by=owned_by)
    _map_expressions(draft, lambda e: _requalified(e, old.name, new.name))


def _requalified(expression: Expression, old: str, new: str) -> Expression:
    return rename_relation(expression, ("", old), ("", new), ("",))


def _follow_relation(state: State, old: Name, new: Name) -> None:
    """The queries of views that read the relation, and columns of its row type."""
    search = state.search_path or ("public",)
    for name, view in state.views.items():
        query = rename_relation(view.query, old, new, search)
        if query is not view.query:
            state.views[name] = replace(view, query=query)
    for draft in state.tables.values():
        for policy in tuple(draft.policies.values()):
            draft.policies[policy.name] = _mapped_policy(
                policy, lambda e: rename_relation(e, old, new, search)
            )
    _follow_type(state, old, new)


def _follow_sequence(state: State, old: Name, new: Name) -> None:
    for draft in state.tables.values():
        for column in tuple(draft.columns.values()):
            if column.default is not None:
                default = rename_constant(column.default, quote_name(*old), quote_name(*new))
                if default is not column.default:
                    draft.columns[column.name] = replace(column, default=default)


def _rename_index(state: State, old: Name, new: Name) -> None:
    relation = state.index_owner[old]
    indexes = state.indexes_of(relation)
    draft = state.tables.get(relation)
    if old.name in indexes:
        if draft is not None:
            _follow_index(state, draft, old.name, new.name)
        changed = _rekeyed(indexes, old.name, new.name, replace(indexes[old.name], name=new))
        indexes.clear()
        indexes.update(changed)
    elif draft is not None and old.name in draft.constraints:
        _rename_constraint_of(state, draft, old.name, new.name)
        return
    state.index_owner = _rekeyed(state.index_owner, old, new, relation)
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


# Columns


def _rename_column(state: State, relation: Name, old: str, new: str) -> None:
    if relation in state.views:
        view = rename_view_column(state.views[relation], old, new)
        indexes = {
            name: _index_over(index, relation.name, old, new)
            for name, index in view.indexes.items()
        }
        state.views[relation] = replace(view, indexes=indexes)
        rename_column_grants(state, str(relation), old, new)
        _follow_read_column(state, relation, old, new)
        return
    type_ = state.types.get(relation)
    if isinstance(type_, Composite):
        if old in type_.columns:
            column = replace(type_.columns[old], name=new)
            columns = _rekeyed(type_.columns, old, new, column)
            state.types[relation] = replace(type_, columns=columns)
        for typed in tuple(state.tables.values()):
            if typed.of_type == relation and old in typed.columns:
                _rename_column(state, typed.name, old, new)
        return
    if relation not in state.tables:
        state.missing_relation(*relation)
    draft = state.tables[relation]
    column = state.column(draft, old)
    if new in draft.columns:
        shown = f"{relation}.{new}"
        raise Rejected(f'column "{shown}" is declared twice', shown, draft.columns[new].origin)
    draft.columns = _rekeyed(draft.columns, old, new, replace(column, name=new))
    if old in draft.borrowed_columns:
        draft.borrowed_columns ^= {old, new}
    if old in draft.borrowed_not_null:
        draft.borrowed_not_null ^= {old, new}
    _keep_index_columns(draft, old)
    _map_columns(draft, old, new)
    own = (relation.name, "new", "old")
    _map_expressions(draft, lambda e: rename_column(e, own, old, new))
    rename_column_grants(state, str(relation), old, new)
    _follow_column(state, relation, old, new)
    state.declare("column", relation.schema, relation.name, new)


def _index_over(index: Index, relation: str, old: str, new: str) -> Index:
    """An index of a materialized view after a rename of its column."""
    renamed = replace(
        index,
        elements=tuple([_element(e, old, new) for e in index.elements]),
        include=_swapped(index.include, old, new),
    )

    def change(expression: Expression | None) -> Expression | None:
        return None if expression is None else rename_column(expression, (relation,), old, new)

    return _mapped_index(renamed, change)


def _keep_index_columns(draft: TableDraft, old: str) -> None:
    """An index's own columns keep their names, from which names of copies are made."""
    for key in draft.constraints.values():
        if isinstance(key, Key) and old in key.columns + key.include:
            draft.index_columns.setdefault(key.name, key.columns + key.include)
        elif isinstance(key, Exclusion):
            names = tuple([element.column or "expr" for element, _ in key.elements])
            draft.index_columns.setdefault(key.name, names)
    for name, index in draft.indexes.items():
        draft.index_columns.setdefault(name, index_columns(index))


def _map_columns(draft: TableDraft, old: str, new: str) -> None:
    for name, constraint in tuple(draft.constraints.items()):
        draft.constraints[name] = _with_column(constraint, old, new)
    for name, index in tuple(draft.indexes.items()):
        draft.indexes[name] = _index_over(index, draft.name.name, old, new)
    for name, trigger in tuple(draft.triggers.items()):
        draft.triggers[name] = replace(trigger, columns=_swapped(trigger.columns, old, new))
    if draft.partitioning is not None:
        elements = tuple([_element(e, old, new) for e in draft.partitioning.elements])
        draft.partitioning = replace(draft.partitioning, elements=elements)


def _swapped(names: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple([new if name == old else name for name in names])


def _element(element: IndexElement, old: str, new: str) -> IndexElement:
    return replace(element, column=new) if element.column == old else element


def _with_column(constraint: Constraint, old: str, new: str) -> Constraint:
    if isinstance(constraint, Key):
        return replace(
            constraint,
            columns=_swapped(constraint.columns, old, new),
            include=_swapped(constraint.include, old, new),
        )
    if isinstance(constraint, ForeignKey):
        return replace(
            constraint,
            columns=_swapped(constraint.columns, old, new),
            on_delete_columns=_swapped(constraint.on_delete_columns, old, new),
        )
    if isinstance(constraint, Exclusion):
        elements = tuple([(_element(e, old, new), op) for e, op in constraint.elements])
        return replace(constraint, elements=elements)
    return constraint


def _follow_column(state: State, relation: Name, old: str, new: str) -> None:
    """Foreign keys to the column, sequences of it, views that read it, children that have it."""
    for draft in tuple(state.tables.values()):
        for name, key in tuple(draft.constraints.items()):
            if isinstance(key, ForeignKey) and key.referenced == relation:
                columns = _swapped(key.referenced_columns, old, new)
                draft.constraints[name] = replace(key, referenced_columns=columns)
        child = relation in draft.parents or draft.partition_of == relation
        if child and old in draft.columns:
            _rename_column(state, draft.name, old, new)
    for sequence in tuple(state.sequences.values()):
        if sequence.owned_by == (relation, old):
            state.sequences[sequence.name] = replace(sequence, owned_by=(relation, new))
    _follow_read_column(state, relation, old, new)


def _follow_read_column(state: State, relation: Name, old: str, new: str) -> None:
    """The queries of views that read a column of a relation under its new name."""

    def is_relation(schema: str, name: str) -> bool:
        return relation == (schema or "public", name)

    def columns_of(schema: str, name: str) -> tuple[str, ...] | None:
        return column_names_of(state, schema or "public", name)

    for view_name, view in state.views.items():
        if mentions(view.query, relation.name):
            query = rename_read_column(view.query, is_relation, columns_of, old, new)
            if query is not view.query:
                state.views[view_name] = replace(view, query=query)

    def change(expression: Expression) -> Expression:
        if not mentions(expression, relation.name):
            return expression
        return rename_read_column(expression, is_relation, columns_of, old, new)

    for draft in state.tables.values():
        for policy in tuple(draft.policies.values()):
            draft.policies[policy.name] = _mapped_policy(policy, change)


def _map_expressions(draft: TableDraft, change: Callable[[Expression], Expression]) -> None:
    def maybe(expression: Expression | None) -> Expression | None:
        return None if expression is None else change(expression)

    for column in tuple(draft.columns.values()):
        if column.generated is not None:
            draft.columns[column.name] = replace(column, generated=change(column.generated))
    for constraint in tuple(draft.constraints.values()):
        if isinstance(constraint, Check):
            changed = replace(constraint, expression=change(constraint.expression))
            draft.constraints[constraint.name] = changed
        elif isinstance(constraint, Exclusion):
            draft.constraints[constraint.name] = replace(
                constraint,
                elements=tuple(
                    zip(
                        _mapped_elements([e for e, _ in constraint.elements], maybe),
                        [operator for _, operator in constraint.elements],
                        strict=True,
                    )
                ),
                predicate=maybe(constraint.predicate),
            )
    if draft.partitioning is not None:
        keys = _mapped_elements(draft.partitioning.elements, maybe)
        draft.partitioning = replace(draft.partitioning, elements=keys)
    for index in tuple(draft.indexes.values()):
        draft.indexes[index.name.name] = _mapped_index(index, maybe)
    for policy in tuple(draft.policies.values()):
        draft.policies[policy.name] = _mapped_policy(policy, change)
    for trigger in tuple(draft.triggers.values()):
        draft.triggers[trigger.name] = replace(trigger, condition=maybe(trigger.condition))


def _mapped_index(index: Index, maybe: Callable[[Expression | None], Expression | None]) -> Index:
    elements = _mapped_elements(index.elements, maybe)
    return replace(index, elements=elements, predicate=maybe(index.predicate))


def _mapped_elements(
    elements: Iterable[IndexElement], maybe: Callable[[Expression | None], Expression | None]
) -> tuple[IndexElement, ...]:
    return tuple([replace(e, expression=maybe(e.expression)) for e in elements])


def _mapped_policy(policy: Policy, change: Callable[[Expression], Expression]) -> Policy:
    return replace(
        policy,
        using=change(policy.using) if policy.using else None,
        with_check=change(policy.with_check) if policy.with_check else None,
    )


# Objects on a table


def _rename_constraint(state: State, relation: RangeVar, old: str, new: str) -> None:
    draft = state.table(relation)
    if old in draft.not_null_names:
        draft.not_null_names[new] = draft.not_null_names.pop(old)
        return
    find_constraint(draft, old)
    _rename_constraint_of(state, draft, old, new)


def _rename_constraint_of(state: State, draft: TableDraft, old: str, new: str) -> None:
    constraint = draft.constraints[old]
    for child in follow_constraint(state, draft.name, old, new):
        if isinstance(constraint, Check):
            _rename_constraint_of(state, child, old, new)
    if old in draft.borrowed:
        draft.borrowed[new] = draft.borrowed.pop(old)
    renamed = replace(constraint, name=new)
    draft.constraints = _rekeyed(draft.constraints, old, new, renamed)
    schema = draft.name.schema
    state.release_constraint(schema, old)
    state.reserve_constraint(schema, new)
    if isinstance(constraint, Key | Exclusion):
        _follow_index(state, draft, old, new)
        state.index_owner.pop(Name(schema, old), None)
        state.index_owner[Name(schema, new)] = draft.name
        state.declare("relation", new)
    state.declare("constraint", schema, draft.name.name, new)


def _rename_policy(state: State, relation: RangeVar, old: str, new: str) -> None:
    draft = state.table(relation)
    policy = replace(find_policy(draft, old), name=new)
    draft.policies = _rekeyed(draft.policies, old, new, policy)
    state.declare("policy", draft.name.schema, draft.name.name, new)


def _rename_trigger(state: State, relation: RangeVar, old: str, new: str) -> None:
    triggers = triggers_of(state, relation)
    trigger = replace(find_trigger(triggers, relation.relname, old), name=new)
    changed: dict[str, Trigger] = _rekeyed(triggers, old, new, trigger)
    triggers.clear()
    triggers.update(changed)
    state.declare("trigger", relation.relname, new)


_ON_TABLE: dict[str, Callable[[State, RangeVar, str, str], None]] = {
    "OBJECT_TABCONSTRAINT": _rename_constraint,
    "OBJECT_POLICY": _rename_policy,
    "OBJECT_TRIGGER": _rename_trigger,
}


# Other objects


def _rename_type(state: State, old: Name, new: Name) -> None:
    type_ = replace(state.types[old], name=new)
    state.types = _rekeyed(state.types, old, new, type_)
    rename_grants(state, "type", str(old), str(new))
    _follow_type(state, old, new)
    state.declare("type", new.name)


def _follow_type(state: State, old: Name, new: Name) -> None:
    """The columns, domains and parameters of a type under its new name."""
    before, after = quote_name(*old), quote_name(*new)

    def swapped(type_: TypeName) -> TypeName:
        return replace(type_, name=after) if type_.name == before else type_

    def columns(of: Mapping[str, Column]) -> dict[str, Column]:
        return {n: replace(c, type=swapped(c.type)) for n, c in of.items()}

    for draft in state.tables.values():
        if any(column.type.name == before for column in draft.columns.values()):
            draft.columns = columns(draft.columns)
        if draft.of_type == old:
            draft.of_type = new
    for name, type_ in state.types.items():
        if isinstance(type_, Composite):
            state.types[name] = replace(type_, columns=columns(type_.columns))
        elif isinstance(type_, Domain):
            state.types[name] = replace(type_, base=swapped(type_.base))
        elif isinstance(type_, Range):
            state.types[name] = replace(type_, subtype=swapped(type_.subtype))
    for signature, routine in tuple(state.routines.items()):
        parameters = tuple([replace(p, type=swapped(p.type)) for p in routine.parameters])
        returns = swapped(routine.returns) if routine.returns else None
        if parameters != routine.parameters or returns != routine.returns:
            changed = replace(routine, parameters=parameters, returns=returns)
            state.routines = _rekeyed(state.routines, signature, changed.signature, changed)
            rename_grants(state, "routine", signature, changed.signature)


def _type(state: State, node: ObjectNode, statement: RenameStmt) -> None:
    old = find_type(state, dotted(node))
    new = Name(old.schema, statement.newname)
    if isinstance(state.types[old], Composite):
        state.reject_taken(new)
    else:
        state.reject_type_taken(new)
    _rename_type(state, old, new)


def _domain_constraint(state: State, node: ObjectNode, statement: RenameStmt) -> None:
    name = find_type(state, dotted(node))
    domain = state.types[name]
    if not isinstance(domain, Domain) or statement.subname not in domain.checks:
        shown = f"{name}.{statement.subname}"
        raise Rejected(f'constraint "{shown}" is declared nowhere', shown)
    check = replace(domain.checks[statement.subname], name=statement.newname)
    checks = _rekeyed(domain.checks, statement.subname, statement.newname, check)
    state.types[name] = replace(domain, checks=checks)


def _routine(state: State, node: ObjectNode, statement: RenameStmt) -> None:
    if node.routine is not None:
        signature = find_routine(state, node.routine)
        old = state.routines[signature].name
        _rename_routine(state, signature, Name(old.schema, statement.newname))


def _rename_routine(state: State, signature: str, new: Name) -> None:
    old = state.routines[signature]
    changed = replace(old, name=new)
    state.routines = _rekeyed(state.routines, signature, changed.signature, changed)
    rename_grants(state, "routine", signature, changed.signature)
    for draft in state.tables.values():
        for trigger in tuple(draft.triggers.values()):
            if trigger.function == old.name:
                draft.triggers[trigger.name] = replace(trigger, function=new)
    state.declare("routine", new.name)


_OBJECTS: dict[str, Callable[[State, ObjectNode, RenameStmt], None]] = {
    "OBJECT_TYPE": _type,
    "OBJECT_DOMAIN": _type,
    "OBJECT_DOMCONSTRAINT": _domain_constraint,
    "OBJECT_FUNCTION": _routine,
    "OBJECT_PROCEDURE": _routine,
    "OBJECT_ROUTINE": _routine,
}


def _rename_role(state: State, old: str, new: str) -> None:
    rename_grantee(state, old, new)
    for draft in state.tables.values():
        draft.owner = new if draft.owner == old else draft.owner
        for policy in tuple(draft.policies.values()):
            if old in policy.roles:
                roles = tuple(sorted(_swapped(policy.roles, old, new)))
                draft.policies[policy.name] = replace(policy, roles=roles)
    for objects in (
        state.views,
        state.sequences,
        state.types,
        state.routines,
        state.schemas,
    ):
        _rename_owner(objects, old, new)
    if old not in state.roles:
        return
    state.roles = {
        role.name: replace(role, member_of=tuple(sorted(_swapped(role.member_of, old, new))))
        for role in _rekeyed(state.roles, old, new, replace(state.roles[old], name=new)).values()
    }
    state.declare("role", new)


def _rename_owner(objects: dict[Any, Any], old: str, new: str) -> None:
    for key, owned in tuple(objects.items()):
        if owned.owner == old:
            objects[key] = replace(owned, owner=new)


def _rename_schema(state: State, old: str, new: str) -> None:
    schema = replace(find_schema(state, old), name=new)
    state.schemas = _rekeyed(state.schemas, old, new, schema)
    state.gone_schemas.add(old)
    state.gone_schemas.discard(new)
    rename_grants(state, "schema", old, new)
    move_default_privileges(state, old, new)
    for name, type_ in tuple(state.types.items()):
        if isinstance(type_, Range) and type_.multirange.schema == old:
            multirange = Name(new, type_.multirange.name)
            rename_grants(state, "type", str(type_.multirange), str(multirange))
            state.types[name] = replace(type_, multirange=multirange)
    _move_all(state, old, new)
    state.declare("schema", new)


def _move_all(state: State, old: str, new: str) -> None:
    # tables first: they take their sequences along
    for objects in ("tables", "views", "sequences", "types"):
        for name in [name for name in getattr(state, objects) if name.schema == old]:
            _move(state, name, new)
    for signature, routine in tuple(state.routines.items()):
        if routine.name.schema == old:
            _rename_routine(state, signature, Name(new, routine.name.name))


def _move(state: State, name: Name, schema: str) -> None:
    """A relation or type in another schema, with its indexes and the sequences that it owns."""
    moved = Name(schema, name.name)
    indexes = [index for index, relation in state.index_owner.items() if relation == name]
    constraints = tuple(state.tables[name].constraints) if name in state.tables else ()
    _rename_relation(state, name, moved)
    for index in indexes:
        state.index_owner.pop(index)
        state.index_owner[Name(schema, index.name)] = moved
    if name not in state.types:
        for plain, index_ in tuple(state.indexes_of(moved).items() if indexes else ()):
            state.indexes_of(moved)[plain] = replace(index_, name=Name(schema, plain))
    for constraint in constraints:
        state.release_constraint(name.schema, constraint)
        state.reserve_constraint(schema, constraint)
    for sequence in tuple(state.sequences.values()):
        owned = sequence.owned_by and sequence.owned_by[0] == moved
        if owned and sequence.name.schema == name.schema:
            _rename_relation(state, sequence.name, Name(schema, sequence.name.name))


def set_schema(state: State, node: AlterObjectSchemaStmt) -> None:
    """ALTER ... SET SCHEMA."""
    if node.newschema != "public":
        find_schema(state, node.newschema)
    if node.relation is not None:
        name = _relation(state, node.relation)
        if name.schema != node.newschema:
            _move(state, name, node.newschema)
    elif node.object is not None and node.kind in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
        old = find_type(state, dotted(node.object))
        _rename_type(state, old, Name(node.newschema, old.name))
    elif node.object is not None and node.object.routine is not None:
        signature = find_routine(state, node.object.routine)
        name = state.routines[signature].name
        _rename_routine(state, signature, Name(node.newschema, name.name))
    elif node.kind == "OBJECT_EXTENSION" and node.object and node.object.string:
        found = state.extensions.get(node.object.string.sval)
        if found is not None:
            state.extensions[found.name] = replace(found, schema=node.newschema)
    else:
        raise NotModelled("ALTER " + _words(node.kind) + " SET SCHEMA")


def set_owner(state: State, node: AlterOwnerStmt) -> None:
    """ALTER ... OWNER TO, for schemas, types and routines."""
    owner = role_name(node.new_owner)
    if node.kind == "OBJECT_SCHEMA" and node.object and node.object.string:
        name = node.object.string.sval
        if name == "public":
            raise NotModelled("ALTER SCHEMA OWNER")
        state.schemas[name] = replace(find_schema(state, name), owner=owner)
        change_owner(state, "schema", name, owner)
    elif node.object is not None and node.kind in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
        type_name = find_type(state, dotted(node.object))
        state.types[type_name] = replace(state.types[type_name], owner=owner)
        change_owner(state, "type", str(type_name), owner)
    elif node.object is not None and node.object.routine is not None:
        signature = find_routine(state, node.object.routine)
        state.routines[signature] = replace(state.routines[signature], owner=owner)
        change_owner(state, "routine", signature, owner)
    else:
        raise NotModelled("ALTER " + _words(node.kind) + " OWNER")
