"""ALTER ... SET SCHEMA, and a schema under a new name."""

from msgspec import structs

from ddllint.catalog.folds.following import rekeyed
from ddllint.catalog.folds.grants import move_default_privileges, rename_grants
from ddllint.catalog.folds.objects import (
    command_words,
    dotted,
    find_multirange,
    find_relation,
    find_routine,
    find_schema,
    find_type,
)
from ddllint.catalog.folds.renaming import (
    rename_multirange_to,
    rename_relation_to,
    rename_routine_to,
    rename_type_to,
)
from ddllint.catalog.model import Range
from ddllint.catalog.names import Name
from ddllint.catalog.state import NotModelled, State
from ddllint.sql.nodes import AlterObjectSchemaStmt

replace = structs.replace


def rename_schema(state: State, old: str, new: str) -> None:
    """Rename a schema with everything in it."""
    schema = replace(find_schema(state, old), name=new)
    state.schemas = rekeyed(state.schemas, old, new, schema)
    state.gone_schemas.add(old)
    state.gone_schemas.discard(new)
    rename_grants(state, "schema", old, new)
    move_default_privileges(state, old, new)
    for name, type_ in tuple(state.types.items()):
        if isinstance(type_, Range):
            if type_.multirange.schema == old:
                rename_multirange_to(state, name, Name(new, type_.multirange.name))
            functions = [
                Name(new if one.schema == old else one.schema, one.name) for one in type_.functions
            ]
            state.types[name] = replace(state.types[name], functions=tuple(functions))
    _move_all(state, old, new)
    state.declare("schema", new)


def _move_all(state: State, old: str, new: str) -> None:
    # tables first: they take their sequences along
    for objects in ("tables", "views", "sequences", "types"):
        for name in [name for name in getattr(state, objects) if name.schema == old]:
            _move(state, name, new)
    for signature, routine in tuple(state.routines.items()):
        if routine.name.schema == old:
            rename_routine_to(state, signature, Name(new, routine.name.name))


def _move(state: State, name: Name, schema: str) -> None:
    """A relation or type in another schema, with its indexes and the sequences that it owns."""
    moved = Name(schema, name.name)
    indexes = [index for index, relation in state.index_owner.items() if relation == name]
    constraints = tuple(state.tables[name].constraints) if name in state.tables else ()
    rename_relation_to(state, name, moved)
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
            rename_relation_to(state, sequence.name, Name(schema, sequence.name.name))


def set_schema(state: State, node: AlterObjectSchemaStmt) -> None:
    """ALTER ... SET SCHEMA."""
    if node.newschema != "public":
        find_schema(state, node.newschema)
    if node.relation is not None:
        name = find_relation(state, node.relation)
        if name.schema != node.newschema:
            _move(state, name, node.newschema)
    elif node.object is not None and node.kind in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
        range_type = find_multirange(state, dotted(node.object))
        if range_type is not None:
            moved = Name(node.newschema, range_type.multirange.name)
            rename_multirange_to(state, range_type.name, moved)
            return
        old = find_type(state, dotted(node.object))
        rename_type_to(state, old, Name(node.newschema, old.name))
    elif node.object is not None and node.object.routine is not None:
        signature = find_routine(state, node.object.routine)
        name = state.routines[signature].name
        rename_routine_to(state, signature, Name(node.newschema, name.name))
    elif node.kind == "OBJECT_EXTENSION" and node.object and node.object.string:
        found = state.extensions.get(node.object.string.sval)
        if found is not None:
            state.extensions[found.name] = replace(found, schema=node.newschema)
    else:
        raise NotModelled("ALTER " + command_words(node.kind) + " SET SCHEMA")
