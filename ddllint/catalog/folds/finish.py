"""The last step: what could only be known once every statement was seen."""

from collections.abc import Mapping

from msgspec import structs

from ddllint.catalog.folds.inheritance import merged_checks
from ddllint.catalog.model import (
    Catalog,
    Column,
    Composite,
    Constraint,
    Domain,
    ForeignKey,
    Key,
    Range,
    Refused,
    Routine,
    Type,
)
from ddllint.catalog.state import DEFAULT_SEARCH_PATH, FROM_THE_START, State
from ddllint.sql.expressions import TypeName
from ddllint.sql.identifiers import quote_identifier, quote_name, split_name
from ddllint.sql.type_names import BUILT_IN_TYPES


def finish(state: State, refused: tuple[Refused, ...], statements: int) -> Catalog:
    """Freeze the state into a catalog."""
    state.search_path = DEFAULT_SEARCH_PATH
    for draft in state.tables.values():
        if any(isinstance(c, ForeignKey) for c in draft.constraints.values()):
            _resolve_references(state, draft.constraints)
        if not BUILT_IN_TYPES.issuperset([one.type.name for one in draft.columns.values()]):
            draft.columns = _resolved_columns(state, draft.columns)
        for column in tuple(draft.columns.values()):
            if column.default is not None and column.default.json.startswith(_NULL):
                draft.columns[column.name] = _without_null(state, column)
    return Catalog(
        schemas=state.schemas,
        tables={
            name: draft.freeze(merged_checks(state, draft)) for name, draft in state.tables.items()
        },
        views=state.views,
        sequences=state.sequences,
        types={name: _resolved_type(state, type_) for name, type_ in state.types.items()},
        routines=_resolved_routines(state),
        extensions={
            name: one for name, one in state.extensions.items() if name not in FROM_THE_START
        },
        roles=state.roles,
        grants=tuple([grant for held in state.grants.values() for grant in held.values()]),
        default_privileges=tuple(state.default_privileges.values()),
        unmodelled=tuple(state.unmodelled),
        refused=refused,
        statements=statements,
    )


_NULL = b'{"A_Const":{"isnull":true'


def _without_null(state: State, column: Column) -> Column:
    """DEFAULT NULL is none, unless a modifier or a domain makes it more than a constant.

    Source: `AddRelationNewConstraints` in `catalog/heap.c`.
    """
    domain = any(
        isinstance(type_, Domain) and quote_name(*name) == column.type.name
        for name, type_ in state.types.items()
    )
    # an interval's modifier is part of the constant
    call = column.type.modifiers and not column.type.name.startswith("interval")
    if call or (domain and not column.type.dimensions):
        return column
    return structs.replace(column, default=None)


def _resolve_references(state: State, constraints: dict[str, Constraint]) -> None:
    """Foreign keys to tables that were declared later, or without a list of columns."""
    for name, key in constraints.items():
        if not isinstance(key, ForeignKey):
            continue
        draft = state.tables.get(key.referenced)
        if draft is None:
            continue
        if not key.referenced_columns:
            primary = next(
                (c for c in draft.constraints.values() if isinstance(c, Key) and c.primary), None
            )
            if primary is not None:
                constraints[name] = structs.replace(key, referenced_columns=primary.columns)


def _resolved(state: State, written: TypeName) -> TypeName:
    """A user's type with its schema; one that is declared nowhere is taken to be in `public`."""
    found = state.qualified(written)
    name = found.name
    if name in BUILT_IN_TYPES or name.startswith("interval ") or len(split_name(name)) > 1:
        return found
    if name == "unknown" or name.endswith("%TYPE"):
        return found
    schema = quote_identifier(state.creation_schema)
    return structs.replace(found, name=f"{schema}.{name}")


def _resolved_columns(state: State, columns: Mapping[str, Column]) -> dict[str, Column]:
    return {
        name: structs.replace(column, type=_resolved(state, column.type))
        for name, column in columns.items()
    }


def _resolved_type(state: State, type_: Type) -> Type:
    if isinstance(type_, Composite):
        return structs.replace(type_, columns=_resolved_columns(state, type_.columns))
    if isinstance(type_, Domain):
        return structs.replace(type_, base=_resolved(state, type_.base))
    if isinstance(type_, Range):
        return structs.replace(type_, subtype=_resolved(state, type_.subtype))
    return type_


def _resolved_routines(state: State) -> dict[str, Routine]:
    found = {}
    for routine in state.routines.values():
        parameters = tuple(
            [structs.replace(p, type=_resolved(state, p.type)) for p in routine.parameters]
        )
        returns = _resolved(state, routine.returns) if routine.returns else None
        resolved = structs.replace(routine, parameters=parameters, returns=returns)
        found[resolved.signature] = resolved
    return found
