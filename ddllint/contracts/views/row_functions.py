"""Functions in FROM: the columns of the rows that they return (PostgreSQL manual, 7.2.1.4)."""

from collections.abc import Sequence

from sqlglot import exp

from ddllint.catalog.canonical.builtins import builtins
from ddllint.catalog.model import Composite, Routine
from ddllint.contracts.views.calls import call_type
from ddllint.contracts.views.environment import CannotTell, Env, Field, Relation
from ddllint.contracts.views.known_functions import ROWS, ROWS_NOT_NULL
from ddllint.contracts.views.syntax import WORDS, identifier, split_call, unwrapped
from ddllint.contracts.views.type_syntax import type_of
from ddllint.contracts.views.types import element_of
from ddllint.contracts.views.values import Nulls, Value, every, nulls_of, resolved, with_nulls
from ddllint.sql.expressions import TypeName

_ORDINALITY = Field("ordinality", Value(TypeName("bigint"), True))
_KEYS = frozenset({"json_each_text", "jsonb_each_text"})


def function_relation(
    node: exp.Expr,
    alias: str,
    columns: Sequence[exp.Expr],
    env: Env,
    *,
    schema: str = "",
    ordinality: bool = False,
) -> Relation:
    """The relation that a call in FROM gives; unknown with the reason if it is not known."""
    name = alias or _name(node)
    try:
        if any(isinstance(column, exp.ColumnDef) for column in columns):
            return Relation(name, _defined(columns, env))
        fields = _columns(node, schema, name, env)
        if ordinality:
            fields = (*fields, _ORDINALITY)
        names = [identifier(column) for column in columns]
        if len(names) > len(fields):
            raise CannotTell("there are more column aliases than columns")
    except CannotTell as reason:
        return Relation(name, None, reason=str(reason))
    first = tuple(Field(new, f.value) for new, f in zip(names, fields, strict=False))
    return Relation(name, first + fields[len(names) :], is_value=_is_value(node, fields, env))


def _is_value(node: exp.Expr, fields: Sequence[Field], env: Env) -> bool:
    """Whether the relation's name stands for its only column, not for a row with it."""
    call = split_call(node)
    return len(fields) == 1 and call is not None and call[1] not in env.schema.routines


def _name(node: exp.Expr) -> str:
    call = split_call(node)
    return call[1] if call is not None else WORDS.get(type(node), ("", ""))[0]


def _defined(columns: Sequence[exp.Expr], env: Env) -> tuple[Field, ...]:
    """`AS t (a integer, b text)`, of a function that returns rows of no declared type."""
    reason = "a column of a row of no declared type can be NULL"
    return tuple(
        Field(
            identifier(column.this),
            Value(type_of(column.args["kind"], env.types), False, null_reason=reason),
        )
        for column in columns
    )


def _columns(node: exp.Expr, schema: str, alias: str, env: Env) -> tuple[Field, ...]:
    call = split_call(node)
    if call is None:
        return (Field(alias, resolved(env.evaluate(node, env))),)
    namespace, name, arguments = call
    namespace = namespace or ("" if schema == "pg_catalog" else schema)
    own = _own(namespace, name, env)
    if own is not None:
        return _own_columns(own, alias, env)
    if name == "unnest":
        return _unnested(arguments, env, alias)
    values = [env.evaluate(argument, env) for argument in arguments]
    rows = {r.columns for r in builtins().functions.get(name, ()) if len(r.columns) > 1}
    if rows:
        if len(rows) > 1:
            raise CannotTell(f"which columns {name}() returns is not clear")
        (row,) = rows
        return tuple(_output(name, column, type_) for column, type_ in row)
    if name not in ROWS:
        return (Field(alias, resolved(env.evaluate(node, env))),)
    typed = call_type(env.schema, "", name, values)
    reason = f"{name}() can return NULL in a row"
    certain = name in ROWS_NOT_NULL
    value = Value(typed.type, certain, typed.reason, "" if certain else reason)
    return (Field(_single_name(name, alias), value),)


def _single_name(name: str, alias: str) -> str:
    """A function with one output column that has a name is called by it (`value`)."""
    names = {r.columns[0][0] for r in builtins().functions.get(name, ()) if len(r.columns) == 1}
    return alias if len(names) != 1 else names.pop()


def _output(name: str, column: str, type_: str) -> Field:
    certain = name in ROWS_NOT_NULL or (name in _KEYS and column == "key")
    reason = "" if certain else f"{name}() can return NULL in a row"
    return Field(column, Value(TypeName(type_), certain, null_reason=reason))


def _own(schema: str, name: str, env: Env) -> Routine | None:
    found = [r for r in env.schema.routines.get(name, ()) if schema in ("", r.name.schema)]
    if len(found) > 1:
        raise CannotTell(f"which function {name} is, is not clear")
    if not found and schema:
        raise CannotTell(f"function {schema}.{name} is declared nowhere")
    return found[0] if found else None


def _own_columns(routine: Routine, alias: str, env: Env) -> tuple[Field, ...]:
    """The columns of a user's function: RETURNS TABLE, a relation's rows, or one value."""
    reason = f"{routine.name}() can return NULL"
    outputs = [p for p in routine.parameters if p.mode in ("out", "inout", "table")]
    if outputs:
        types = [(p.name if len(outputs) > 1 else p.name or alias, p.type) for p in outputs]
    elif routine.returns is None:
        raise CannotTell(f"{routine.name}() returns nothing that is known")
    else:
        types = _row_type(routine, routine.returns, alias, env)
    fields = []
    for name, type_ in types:
        known = env.types.qualified(type_)
        lacking = "" if known else f"type {type_} is declared nowhere"
        fields.append(Field(name, Value(known, None, lacking, reason)))
    return tuple(fields)


def _row_type(
    routine: Routine, returned: TypeName, alias: str, env: Env
) -> list[tuple[str, TypeName]]:
    plain = TypeName(returned.name, returned.modifiers, returned.dimensions)
    if plain.name == "record":
        raise CannotTell(f"{routine.name}() returns a row of no declared type")
    qualified = env.types.qualified(plain)
    composite = None if qualified is None else env.types.composite(qualified)
    if isinstance(composite, Composite):
        return [(column.name, column.type) for column in composite.columns.values()]
    schema, _, name = plain.name.rpartition(".")
    relation = env.schema.find(schema, name.strip('"'))
    if relation is not None and not plain.dimensions:
        fields = env.schema.columns(relation)
        if fields is None:
            raise CannotTell(f"{routine.name}() returns rows of a view")
        return [(f.name, f.value.type or TypeName("unknown")) for f in fields]
    return [(alias, plain)]


def unnest_relation(node: exp.Expr, env: Env) -> Relation:
    """UNNEST of one array or several, with or without ordinality."""
    alias = node.args.get("alias")
    name = identifier(alias.this) if alias else "unnest"
    names = [identifier(column) for column in (alias.args.get("columns") if alias else ()) or ()]
    offset = node.args.get("offset")
    try:
        fields = _unnested(node.expressions, env, name)
    except CannotTell as reason:
        return Relation(name, None, reason=str(reason))
    if offset:
        shown = identifier(offset) if isinstance(offset, exp.Identifier) else "ordinality"
        fields = (*fields, Field(shown, _ORDINALITY.value))
    first = tuple(Field(new, f.value) for new, f in zip(names, fields, strict=False))
    return Relation(name, first + fields[len(names) :], is_value=len(fields) == 1)


def _unnested(arrays: Sequence[exp.Expr], env: Env, alias: str) -> tuple[Field, ...]:
    fields = []
    for array in arrays:
        value = env.evaluate(array, env)
        type_ = value.type and env.types.base(value.type)
        if type_ is None or not type_.dimensions:
            raise CannotTell(value.type_reason or f"unnest of {value.type} is not understood")
        element = element_of(type_)
        if env.types.composite(element) is not None:
            raise CannotTell("unnest of an array of rows is not understood")
        nulls = _element_nulls(array, env)
        if len(arrays) > 1:
            nulls = Nulls(False, "the shorter of several arrays is filled up with NULL")
        shown = alias if len(arrays) == 1 else "unnest"
        fields.append(Field(shown, with_nulls(Value(_loose(element), False), nulls)))
    return tuple(fields)


def _loose(element: TypeName) -> TypeName:
    """A function's result has no modifiers."""
    return TypeName(element.name, (), 0)


def _element_nulls(array: exp.Expr, env: Env) -> Nulls:
    array = unwrapped(array)
    while isinstance(array, exp.Cast):
        array = unwrapped(array.this)
    if isinstance(array, exp.Array) and array.expressions:
        return every([nulls_of(env.evaluate(item, env)) for item in array.expressions])
    return Nulls(False, "an element of an array can be NULL")
