"""Names in expressions under a search path that is not the usual one.

PostgreSQL looks names up when a statement runs and keeps numbers. Here expressions are kept as
they are written and read later, where a name without schema is one of `public`; so one that the
search path finds elsewhere gets its schema before anything is made of the statement. What is
declared later than the statement is not found.
"""

from collections.abc import Container
from typing import Any

import msgspec
from msgspec import Raw

from ddllint.catalog.names import Name
from ddllint.catalog.state import DEFAULT_SEARCH_PATH, State
from ddllint.sql.identifiers import quote_name, split_name
from ddllint.sql.rename_objects import sequence_constant

_Node = dict[str, Any]


def settled_body(state: State, body: Raw) -> Raw:
    """The statement's JSON with schemas on the functions, types, sequences that it names.

    Relations get one inside of expressions alone: statements look up their own. There the name
    of a WITH query is taken for a relation if there is one of that name.
    """
    if state.search_path == DEFAULT_SEARCH_PATH:
        return body
    tree = msgspec.json.decode(body)
    routines = {routine.name for routine in state.routines.values()}
    _settle(state, routines, tree, inside=False)
    return Raw(msgspec.json.encode(tree))


def _settle(state: State, routines: Container[Name], value: Any, inside: bool) -> None:
    if isinstance(value, list):
        for item in value:
            _settle(state, routines, item, inside)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "FuncCall":
                _qualify(state, routines, item["funcname"])
                _settle_sequence(state, item)
            elif key in ("typeName", "TypeName") and "names" in item:
                _qualify(state, state.types, item["names"])
            elif key == "RangeVar" and inside and "schemaname" not in item:
                found = state.relation_name("", item["relname"])
                if found is not None:
                    item["schemaname"] = found.schema
            _settle(state, routines, item, inside or key == "SubLink")


def _settle_sequence(state: State, call: _Node) -> None:
    constant = sequence_constant(call)
    parts = split_name(constant["sval"]) if constant else ()
    if constant and len(parts) == 1:
        schema = _schema(state, state.sequences, parts[0])
        if schema is not None:
            constant["sval"] = quote_name(schema, parts[0])


def _qualify(state: State, objects: Container[Name], names: list[_Node]) -> None:
    """Put the schema before a name of one part, if the search path finds the object."""
    if len(names) == 1:
        schema = _schema(state, objects, names[0]["String"]["sval"])
        if schema is not None:
            names.insert(0, {"String": {"sval": schema}})


def _schema(state: State, objects: Container[Name], name: str) -> str | None:
    return next((s for s in state.search_path if Name(s, name) in objects), None)
