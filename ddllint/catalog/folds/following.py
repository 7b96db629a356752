"""What refers to an object that was renamed or moved follows it.

PostgreSQL keeps references by number; here they are names: in tables, types and routines, and
in the trees of expressions and queries.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from msgspec import structs

from ddllint.catalog.folds.grants import rename_grants
from ddllint.catalog.folds.triggers import open_triggers
from ddllint.catalog.model import (
    Check,
    Column,
    Composite,
    Domain,
    Exclusion,
    ForeignKey,
    Index,
    IndexElement,
    Policy,
    Range,
    Type,
    Unmodelled,
    View,
)
from ddllint.catalog.names import Name
from ddllint.catalog.state import DEFAULT_SEARCH_PATH, State, TableDraft
from ddllint.sql.expressions import Expression, TypeName
from ddllint.sql.identifiers import quote_name
from ddllint.sql.rename import rename_relation
from ddllint.sql.rename_objects import (
    rename_function,
    rename_qualifier,
    rename_regclass,
    rename_type,
)

replace = structs.replace
Change = Callable[[Expression], Expression]
_Maybe = Callable[[Expression | None], Expression | None]


def rekeyed(mapping: Mapping[Any, Any], old: Any, new: Any, value: Any) -> dict[Any, Any]:
    """The mapping with one key changed, in the same order."""
    return {new if key == old else key: value if key == old else v for key, v in mapping.items()}


# Relations


def follow_table(state: State, old: Name, new: Name) -> None:
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
    map_table(draft, lambda e: rename_qualifier(e, old.name, new.name))


def follow_relation(state: State, old: Name, new: Name) -> None:
    """The queries of views and policies that read the relation, and columns of its row type."""

    def change(expression: Expression) -> Expression:
        return rename_relation(expression, old, new, DEFAULT_SEARCH_PATH)

    for name, view in state.views.items():
        query = change(view.query)
        if query is not view.query:
            state.views[name] = replace(view, query=query)
    for draft in state.tables.values():
        for policy in tuple(draft.policies.values()):
            draft.policies[policy.name] = mapped_policy(policy, change)
    follow_type(state, old, new)


def follow_sequence(state: State, old: Name, new: Name) -> None:
    """Defaults that read a sequence."""
    for draft in state.tables.values():
        for column in tuple(draft.columns.values()):
            if column.default is not None:
                default = rename_regclass(column.default, old, new, DEFAULT_SEARCH_PATH)
                if default is not column.default:
                    draft.columns[column.name] = replace(column, default=default)


# Types


def follow_type(state: State, old: Name, new: Name) -> None:
    """The columns, domains, parameters and casts of a type under its new name."""
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
            state.routines = rekeyed(state.routines, signature, changed.signature, changed)
            rename_grants(state, "routine", signature, changed.signature)
    map_all(state, lambda e: rename_type(e, old, new, DEFAULT_SEARCH_PATH))


# Routines


def follow_routine(state: State, old: Name, new: Name) -> None:
    """Triggers and expressions that call a routine.

    Which of several routines of a name an expression calls is not told: then it is left as it
    is, and the statement is noted as not modelled.
    """
    relations: list[TableDraft | View] = [*state.tables.values(), *state.views.values()]
    for relation in relations:
        triggers = open_triggers(relation)
        for trigger in tuple(triggers.values()):
            if trigger.function == old:
                triggers[trigger.name] = replace(trigger, function=new)
    unclear = any(routine.name == old for routine in state.routines.values())
    calls = False

    def change(expression: Expression) -> Expression:
        nonlocal calls
        changed = rename_function(expression, old, new, DEFAULT_SEARCH_PATH)
        calls = calls or changed is not expression
        return expression if unclear else changed

    map_all(state, change)
    if unclear and calls:
        state.unmodelled.append(Unmodelled("ALTER FUNCTION RENAME", state.origin(-1)))


# All expressions


def map_all(state: State, change: Change) -> None:
    """Change each expression and query of the state."""
    for draft in state.tables.values():
        for column in tuple(draft.columns.values()):
            if column.default is not None:
                default = change(column.default)
                if default is not column.default:
                    draft.columns[column.name] = replace(column, default=default)
        map_table(draft, change)
    maybe = _maybe(change)
    for name, view in tuple(state.views.items()):
        _map_view(state, name, view, change, maybe)
    for name, type_ in tuple(state.types.items()):
        if isinstance(type_, Domain):
            state.types[name] = _mapped_domain(type_, change)
    for signature, routine in state.routines.items():
        if any(parameter.default is not None for parameter in routine.parameters):
            parameters = [replace(p, default=maybe(p.default)) for p in routine.parameters]
            state.routines[signature] = replace(routine, parameters=tuple(parameters))


def _map_view(state: State, name: Name, view: View, change: Change, maybe: _Maybe) -> None:
    # the builder makes a view with dictionaries of its own
    indexes = cast("dict[str, Index]", view.indexes)
    for index in tuple(indexes.values()):
        indexes[index.name.name] = mapped_index(index, maybe)
    triggers = open_triggers(view)
    for trigger in tuple(triggers.values()):
        triggers[trigger.name] = replace(trigger, condition=maybe(trigger.condition))
    query = change(view.query)
    if query is not view.query:
        state.views[name] = replace(view, query=query)


def _mapped_domain(domain: Domain, change: Change) -> Type:
    checks = {n: replace(c, expression=change(c.expression)) for n, c in domain.checks.items()}
    default = change(domain.default) if domain.default else None
    return replace(domain, checks=checks, default=default)


def _maybe(change: Change) -> _Maybe:
    return lambda expression: None if expression is None else change(expression)


def map_table(draft: TableDraft, change: Change) -> None:
    """Change each expression of a table that may read its columns: all but the defaults."""
    maybe = _maybe(change)
    for column in tuple(draft.columns.values()):
        if column.generated is not None:
            draft.columns[column.name] = replace(column, generated=change(column.generated))
    for constraint in tuple(draft.constraints.values()):
        if isinstance(constraint, Check):
            changed = replace(constraint, expression=change(constraint.expression))
            draft.constraints[constraint.name] = changed
        elif isinstance(constraint, Exclusion):
            draft.constraints[constraint.name] = _mapped_exclusion(constraint, maybe)
    if draft.partitioning is not None:
        keys = _mapped_elements(draft.partitioning.elements, maybe)
        draft.partitioning = replace(draft.partitioning, elements=keys)
    for index in tuple(draft.indexes.values()):
        draft.indexes[index.name.name] = mapped_index(index, maybe)
    for policy in tuple(draft.policies.values()):
        draft.policies[policy.name] = mapped_policy(policy, change)
    for trigger in tuple(draft.triggers.values()):
        draft.triggers[trigger.name] = replace(trigger, condition=maybe(trigger.condition))


def _mapped_exclusion(constraint: Exclusion, maybe: _Maybe) -> Exclusion:
    elements = _mapped_elements([element for element, _ in constraint.elements], maybe)
    operators = [operator for _, operator in constraint.elements]
    return replace(
        constraint,
        elements=tuple(zip(elements, operators, strict=True)),
        predicate=maybe(constraint.predicate),
    )


def mapped_index(index: Index, maybe: _Maybe) -> Index:
    """An index with its expressions changed."""
    elements = _mapped_elements(index.elements, maybe)
    return replace(index, elements=elements, predicate=maybe(index.predicate))


def _mapped_elements(elements: Iterable[IndexElement], maybe: _Maybe) -> tuple[IndexElement, ...]:
    return tuple([replace(e, expression=maybe(e.expression)) for e in elements])


def mapped_policy(policy: Policy, change: Change) -> Policy:
    """A policy with its expressions changed."""
    return replace(
        policy,
        using=change(policy.using) if policy.using else None,
        with_check=change(policy.with_check) if policy.with_check else None,
    )
