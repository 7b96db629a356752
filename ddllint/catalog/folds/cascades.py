"""What goes along with what is dropped.

Source: PostgreSQL manual, 5.15 (dependency tracking).
"""

from collections.abc import Callable, Iterable, Iterator

from msgspec import structs

from ddllint.catalog.folds.constraints import drop_constraint
from ddllint.catalog.folds.grants import drop_grants
from ddllint.catalog.folds.indexes import drop_index
from ddllint.catalog.folds.inheritance import children, parents
from ddllint.catalog.folds.partitions import withdraw_index
from ddllint.catalog.folds.queries import column_names_of
from ddllint.catalog.folds.routines import drop_routine
from ddllint.catalog.folds.sequences import drop_owned
from ddllint.catalog.folds.triggers import open_triggers
from ddllint.catalog.model import (
    Check,
    Composite,
    Domain,
    Exclusion,
    ForeignKey,
    Index,
    IndexElement,
    Key,
    Policy,
    Range,
    Trigger,
    Type,
    View,
    tells_apart,
)
from ddllint.catalog.names import Name
from ddllint.catalog.state import State, TableDraft
from ddllint.sql.expressions import Constant, Expression
from ddllint.sql.identifiers import quote_name, split_name
from ddllint.sql.query_columns import reads_column
from ddllint.sql.walk import column_names, relation_names, walk


def drop_table(state: State, draft: TableDraft, cascade: bool) -> None:
    """A table with its partitions, indexes, constraints, sequences and grants."""
    name = draft.name
    for child in tuple(state.tables.values()):
        gone = child.name not in state.tables  # with another parent that goes along
        if not gone and (child.partition_of == name or (cascade and name in child.parents)):
            drop_table(state, child, cascade)
    for constraint in tuple(draft.constraints):
        drop_constraint(state, draft, constraint)
    for index in tuple(state.index_owner):
        if state.index_owner[index] == name:
            del state.index_owner[index]
    _drop_owned(state, name, None, cascade)
    drop_grants(state, "table", str(name))
    del state.tables[name]
    if cascade:
        _drop_references(state, name)
        above = draft.partition_of
        while above is not None and above in state.tables:
            # a foreign key to the parent has a part for each partition, and goes with it
            _drop_references(state, above)
            above = state.tables[above].partition_of
        _drop_readers(state, name)


def _drop_references(
    state: State, table: Name, needs: Callable[[ForeignKey, TableDraft], bool] = lambda *_: True
) -> None:
    """The foreign keys that refer to a table, or those of them that need what is gone."""
    for draft in tuple(state.tables.values()):
        for key in tuple(draft.constraints.values()):
            if not isinstance(key, ForeignKey) or key.referenced != table:
                continue
            if key.name in draft.constraints and needs(key, draft):
                drop_constraint(state, draft, key.name)


def _drop_readers(state: State, relation: Name, column: str | None = None) -> None:
    """The views and policies that read a relation, or one column of it (CASCADE)."""

    def reads(query: Expression, own: Name | None = None) -> bool:
        if not _reads(query, relation):
            return False
        return column is None or _reads_column(state, query, relation, column, own)

    for view in tuple(state.views.values()):
        if view.name in state.views and reads(view.query):
            drop_view(state, view.name, cascade=True)
    for draft in state.tables.values():
        for policy in tuple(draft.policies.values()):
            if any(reads(expression, draft.name) for expression in _expressions_of(policy)):
                del draft.policies[policy.name]


def _reads_column(
    state: State, query: Expression, relation: Name, column: str, own: Name | None
) -> bool:
    """Whether a query reads a column of a relation; names without schema are of `public`."""
    return reads_column(
        query,
        lambda schema, name: relation == (schema or "public", name),
        lambda schema, name: column_names_of(state, schema or "public", name),
        column,
        own,
    )


def _reads(query: Expression, relation: Name) -> bool:
    return any(relation == (schema or "public", name) for schema, name in relation_names(query))


def drop_view(state: State, name: Name, cascade: bool) -> None:
    """A view with its indexes and grants, and with CASCADE what reads it."""
    for index in state.views[name].indexes.values():
        del state.index_owner[index.name]
    del state.views[name]
    drop_grants(state, "table", str(name))
    if cascade:
        _drop_readers(state, name)


def _drop_owned(state: State, table: Name, column: str | None, cascade: bool) -> None:
    for sequence in drop_owned(state, table, column):
        if cascade:
            drop_defaults(state, sequence)


def drop_defaults(state: State, sequence: Name) -> None:
    """CASCADE takes the defaults that read a sequence."""
    for draft in state.tables.values():
        for column in tuple(draft.columns.values()):
            if column.default is not None and _reads_sequence(state, column.default, sequence):
                draft.columns[column.name] = structs.replace(column, default=None)


def _reads_sequence(state: State, default: Expression, sequence: Name) -> bool:
    if b"nextval" not in default.json:
        return False
    for node in walk(default.tree):
        if isinstance(node, Constant) and isinstance(node.value, str):
            *schema, name = ("", *split_name(node.value))[-2:]
            if sequence in state.candidates(schema[0] if schema else "", name):
                return True
    return False


def drop_type(state: State, name: Name, cascade: bool) -> None:
    """A type with its grants and checks, and with CASCADE what is made of it."""
    type_ = state.types.pop(name)
    drop_grants(state, "type", str(name))
    if isinstance(type_, Range):
        drop_grants(state, "type", str(type_.multirange))
    if isinstance(type_, Domain):
        for check in type_.checks:
            state.release_constraint(name.schema, check)
    if cascade:
        _drop_users(state, name)
        if isinstance(type_, Range):
            _drop_users(state, type_.multirange)


def _drop_users(state: State, type_: Name) -> None:
    """What DROP TYPE ... CASCADE takes along: tables of it, columns, routines, other types."""
    spelled = quote_name(*type_)
    for draft in tuple(state.tables.values()):
        if draft.of_type == type_ and draft.name in state.tables:
            drop_table(state, draft, cascade=True)
    for draft in tuple(state.tables.values()):
        for column in tuple(draft.columns.values()):
            if column.type.name == spelled and column.name in draft.columns:
                drop_column(state, draft, column.name)
    for signature, routine in tuple(state.routines.items()):
        types = [parameter.type for parameter in routine.parameters]
        types += [routine.returns] if routine.returns else []
        if any(used.name == spelled for used in types):
            drop_routine_of(state, signature, cascade=True)
    for name, other in tuple(state.types.items()):
        if isinstance(other, Composite):
            kept = {n: c for n, c in other.columns.items() if c.type.name != spelled}
            if len(kept) < len(other.columns):
                state.types[name] = structs.replace(other, columns=kept)
        elif name in state.types and _base(other) == spelled:
            drop_type(state, name, cascade=True)


def _base(type_: Type) -> str:
    if isinstance(type_, Domain):
        return type_.base.name
    return type_.subtype.name if isinstance(type_, Range) else ""


def drop_routine_of(state: State, signature: str, cascade: bool) -> None:
    """A routine, and with CASCADE the triggers that call it and the ranges that need it."""
    routine = state.routines[signature]
    name = routine.name
    drop_routine(state, signature)
    if not cascade:
        return
    for type_ in tuple(state.types.values()):
        if isinstance(type_, Range) and tells_apart(routine, type_):
            drop_type(state, type_.name, cascade=True)
    relations: list[TableDraft | View] = [*state.tables.values(), *state.views.values()]
    for relation in relations:
        triggers = open_triggers(relation)
        for trigger in tuple(triggers.values()):
            if trigger.function == name:
                del triggers[trigger.name]


def empty_schema(state: State, schema: str) -> None:
    """Everything in a schema, and what needs it."""
    for draft in tuple(state.tables.values()):
        if draft.name.schema == schema and draft.name in state.tables:
            drop_table(state, draft, cascade=True)
    for view in tuple(state.views):
        if view.schema == schema and view in state.views:
            drop_view(state, view, cascade=True)
    for sequence in [name for name in state.sequences if name.schema == schema]:
        del state.sequences[sequence]
        drop_grants(state, "sequence", str(sequence))
        drop_defaults(state, sequence)
    for name, type_ in tuple(state.types.items()):
        schemas = {name.schema}
        if isinstance(type_, Range):
            schemas.update(function.schema for function in type_.functions)
        if name in state.types and schema in schemas:
            drop_type(state, name, cascade=True)
    for signature, routine in tuple(state.routines.items()):
        if routine.name.schema == schema and signature in state.routines:
            drop_routine_of(state, signature, cascade=True)


def drop_table_constraint(state: State, draft: TableDraft, name: str, cascade: bool = True) -> None:
    """ALTER TABLE ... DROP CONSTRAINT; a key takes the foreign keys that need it (CASCADE).

    A foreign key needs the first of the keys over its columns (`transformFkeyCheckAttrs`), one
    that names no columns the primary key.
    """
    key = draft.constraints[name]
    if cascade and isinstance(key, Key):
        columns = set(key.columns)
        same = [
            other.name
            for other in draft.constraints.values()
            if isinstance(other, Key) and set(other.columns) == columns and not other.deferrable
        ]
        first = same[:1] == [name]

        def needs(reference: ForeignKey, of: TableDraft) -> bool:
            bound = key.primary if reference.name in of.to_primary_keys else first
            return bound and set(reference.referenced_columns) == columns

        _drop_references(state, draft.name, needs)
    if name in draft.constraints:
        drop_constraint(state, draft, name)


def drop_column(state: State, draft: TableDraft, name: str, cascade: bool = True) -> None:
    """A column with the constraints, indexes, policies, sequences and views that need it."""
    del draft.columns[name]
    draft.borrowed_columns.discard(name)
    draft.borrowed_not_null.discard(name)
    if cascade:
        _drop_readers(state, draft.name, name)
    _drop_references(state, draft.name, lambda key, _: name in key.referenced_columns)
    for constraint in tuple(draft.constraints.values()):
        if name in _columns_of(constraint) and constraint.name in draft.constraints:
            drop_constraint(state, draft, constraint.name)
    for trigger in tuple(draft.triggers.values()):
        if name in _trigger_columns(trigger):
            del draft.triggers[trigger.name]
    for column in tuple(draft.columns.values()):
        generated = column.generated
        if generated is not None and name in column_names(generated):
            drop_column(state, draft, column.name, cascade)
    for index in tuple(draft.indexes.values()):
        if name in _index_columns(index):
            drop_index(state, index.name)
            withdraw_index(state, draft, index.name.name)
    for policy in tuple(draft.policies.values()):
        own = draft.name
        if any(_reads_column(state, e, own, name, own) for e in _expressions_of(policy)):
            del draft.policies[policy.name]
    _drop_owned(state, draft.name, name, cascade)
    drop_grants(state, "table", str(draft.name), name)
    for child in children(state, draft.name):
        if any(name in other.columns for other in parents(state, child)):
            continue
        if name in child.borrowed_columns:
            drop_column(state, child, name)
        elif name in child.columns:
            child.columns[name] = structs.replace(child.columns[name], inherited=False)


def is_read(draft: TableDraft, name: str) -> bool:
    """Whether an expression of the table reads a column."""
    expressions = [c.generated for c in draft.columns.values()]
    expressions += [c.expression for c in draft.constraints.values() if isinstance(c, Check)]
    expressions += [c.predicate for c in draft.constraints.values() if isinstance(c, Exclusion)]
    for index in draft.indexes.values():
        expressions += [index.predicate, *(e.expression for e in index.elements)]
    return any(name in column_names(e) for e in expressions if e is not None)


def _columns_of(constraint: Check | Key | ForeignKey | Exclusion) -> tuple[str, ...]:
    if isinstance(constraint, Check):
        return column_names(constraint.expression)
    if isinstance(constraint, Exclusion):
        return tuple(_elements_columns([e for e, _ in constraint.elements], constraint.predicate))
    if isinstance(constraint, Key):
        return constraint.columns + constraint.include
    return constraint.columns


def _index_columns(index: Index) -> set[str]:
    return {*index.include, *_elements_columns(index.elements, index.predicate)}


def _elements_columns(
    elements: Iterable[IndexElement], predicate: Expression | None
) -> Iterator[str]:
    for element in elements:
        if element.column:
            yield element.column
        if element.expression:
            yield from column_names(element.expression)
    if predicate:
        yield from column_names(predicate)


def _trigger_columns(trigger: Trigger) -> tuple[str, ...]:
    return trigger.columns + (column_names(trigger.condition) if trigger.condition else ())


def _expressions_of(policy: Policy) -> list[Expression]:
    return [e for e in (policy.using, policy.with_check) if e]
