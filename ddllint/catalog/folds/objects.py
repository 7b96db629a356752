"""Objects by the names that statements give them."""

from collections.abc import Iterable

from msgspec import UNSET

from ddllint.catalog.model import Parameter, Range, Routine, Schema, input_types
from ddllint.catalog.names import Name
from ddllint.catalog.state import Missing, NotModelled, Rejected, State, TableDraft
from ddllint.sql.expressions import TypeName
from ddllint.sql.nodes import NameList, ObjectNode, ObjectWithArgs, RangeVar, StringNode, TypeNode
from ddllint.sql.parsed import decoder


def dotted(node: ObjectNode) -> tuple[StringNode, ...]:
    """The names of a dotted name, whichever way the parser wraps it."""
    if node.type_name is not None:
        return node.type_name.names
    if node.list is not UNSET:
        found: NameList = decoder(NameList).decode(node.list)
        return found.items
    return ()


def find_type(state: State, names: tuple[StringNode, ...]) -> Name:
    """The full name of a type that is no table; `Missing` if there is none."""
    schema, name = state.split_name(names)
    for candidate in state.candidates(schema, name):
        if candidate in state.types:
            return candidate
    shown = str(Name(schema or "public", name))
    raise Missing(("type", name), f'type "{shown}" is declared nowhere', shown)


def find_multirange(state: State, names: tuple[StringNode, ...]) -> Range | None:
    """The range type whose multirange type has a name."""
    schema, name = state.split_name(names)
    for candidate in state.candidates(schema, name):
        if candidate in state.types:
            return None
        if (found := state.range_of(candidate)) is not None:
            return found
    return None


def find_schema(state: State, name: str) -> Schema:
    """A schema by name; `Missing` if there is none."""
    found = state.schemas.get(name)
    if found is None:
        raise Missing(("schema", name), f'schema "{name}" is declared nowhere', name)
    return found


def find_routine(state: State, node: ObjectWithArgs) -> str:
    """The signature of a routine; `Missing` if there is none, `NotModelled` of an aggregate."""
    schema, name = state.split_name(node.objname)
    candidates = list(state.candidates(schema, name))
    if node.args_unspecified:
        found = [s for s, routine in state.routines.items() if routine.name in candidates]
        if len(found) == 1:
            return found[0]
        if found:
            raise Rejected(f'routine name "{name}" is not unique', name)
    else:
        types = _input_types(state, [wrapped.type_name for wrapped in node.objargs])
        for candidate in candidates:
            signature = f"{candidate}({', '.join(types)})"
            if signature in state.routines:
                return signature
            for signature, routine in state.routines.items():
                if routine.name == candidate and _all_types(routine) == types:
                    return signature
    if name in state.aggregates:
        raise NotModelled
    shown = str(Name(schema or "public", name))
    raise Missing(("routine", name), f'routine "{shown}" is declared nowhere', shown)


def _input_types(state: State, nodes: Iterable[TypeNode]) -> tuple[str, ...]:
    return input_types(tuple([Parameter("", plain_type(state.type(node))) for node in nodes]))


def plain_type(written: TypeName) -> TypeName:
    """A routine's type has no modifiers: the server drops them (manual, CREATE FUNCTION)."""
    name = "interval" if written.name.startswith("interval ") else written.name
    return TypeName(name, (), written.dimensions, written.setof)


def _all_types(routine: Routine) -> tuple[str, ...]:
    """A procedure may be named with its OUT parameters too (manual, DROP PROCEDURE)."""
    if routine.kind != "procedure":
        return ()
    return input_types(tuple([Parameter("", p.type) for p in routine.parameters]))


def find_draft(state: State, names: tuple[str, ...]) -> TableDraft:
    """A table by a dotted name; `Missing` if there is none."""
    schema = names[-2] if len(names) > 1 else ""
    for candidate in state.candidates(schema, names[-1]):
        if candidate in state.tables:
            return state.tables[candidate]
    state.missing_relation(schema, names[-1])


def find_relation(state: State, relation: RangeVar) -> Name:
    """The full name of a relation of any kind; `Missing` if there is none."""
    found = state.relation_name(relation.schemaname, relation.relname)
    if found is None:
        state.missing_relation(relation.schemaname, relation.relname)
    return found


def command_words(kind: str) -> str:
    """The parser's name of a kind of object as SQL spells it: `MATERIALIZED VIEW`."""
    return kind.removeprefix("OBJECT_").replace("_", " ")
