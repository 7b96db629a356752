"""The value of a call: of a function, an aggregate, a window function, or what looks like one."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
from sqlglot import exp

from ddllint.catalog.canonical.resolution import resolve_operator
from ddllint.contracts.views.aggregates import aggregate_value
from ddllint.contracts.views.call_nulls import extract_nulls, function_nulls
from ddllint.contracts.views.calls import call_type
from ddllint.contracts.views.common import common_value
from ddllint.contracts.views.environment import CannotTell, Env
from ddllint.contracts.views.known_functions import (
    AGGREGATES,
    COUNTS,
    OF_ANY_ROW,
    OF_VALUES,
    RANKS,
    ROWS,
)
from ddllint.contracts.views.numbers import Numbers, greatest, lowest
from ddllint.contracts.views.ranges import call_numbers, range_of
from ddllint.contracts.views.syntax import identifier, nodes_of_level, split_call
from ddllint.contracts.views.types import array_of, from_text, texts
from ddllint.contracts.views.values import (
    NEVER,
    Nulls,
    Value,
    any_of,
    every,
    nulls_of,
    resolved,
    with_nulls,
)
from ddllint.sql.expressions import TypeName

_HYPOTHETICAL = {
    "rank": "bigint",
    "dense_rank": "bigint",
    "percent_rank": "double precision",
    "cume_dist": "double precision",
}


def call_value(node: exp.Expr, env: Env) -> Value:
    """The value of a call that is neither over a window nor within a group."""
    filtered = isinstance(node, exp.Filter)
    call = node.this if filtered else node
    if isinstance(call, exp.WithinGroup):
        return _filtered(within_group_value(call, env))
    found = split_call(call)
    if found is None:
        raise CannotTell(f"FILTER behind {type(call).__name__} is not understood")
    schema, name, arguments = found
    special = _SPECIAL.get(name)
    if special is not None and not schema and not filtered:
        return special(arguments, env)
    if is_aggregate(schema, name):
        return _aggregate(schema, name, arguments, env, filtered)
    values = [env.evaluate(argument, env) for argument in _plain(arguments)]
    by_name = any(isinstance(argument, exp.Kwarg | exp.PropertyEQ) for argument in arguments)
    typed = call_type(env.schema, schema, name, values, by_name=by_name)
    if name in ROWS and not schema:
        nulls = Nulls(False, "a set of rows beside a longer one is filled up with NULL")
    else:
        nulls = _nulls(schema, name, arguments, values, env)
    numbers = call_numbers(schema, name, values, env.schema)
    return Value(typed.type, nulls.not_null, typed.reason, nulls.reason, numbers=numbers)


def is_aggregate(schema: str, name: str) -> bool:
    """Whether a function of that name is an aggregate."""
    return not schema and name in AGGREGATES


def _nulls(
    schema: str, name: str, arguments: Sequence[exp.Expr], values: Sequence[Value], env: Env
) -> Nulls:
    if name == "date_part" and not schema and len(values) == 2:
        field = arguments[0]
        known = field.this.lower() if isinstance(field, exp.Literal) else "?"
        return extract_nulls(env.types, known, values[1])
    return function_nulls(env.schema, schema, name, values)


def _plain(arguments: Sequence[exp.Expr]) -> list[exp.Expr]:
    """Arguments without what is written around them: VARIADIC, DISTINCT, ORDER BY, a name."""
    plain: list[exp.Expr] = []
    for argument in arguments:
        inner = argument
        if isinstance(inner, exp.Order):
            inner = inner.this
        if isinstance(inner, exp.Distinct):
            plain.extend(_plain(inner.expressions))
            continue
        if isinstance(inner, exp.Kwarg | exp.PropertyEQ):
            inner = inner.expression
        if isinstance(inner, exp.Variadic):
            raise CannotTell("VARIADIC is not understood")
        plain.append(inner)
    return plain


def _aggregate(
    schema: str, name: str, arguments: Sequence[exp.Expr], env: Env, filtered: bool
) -> Value:
    """An aggregate. Its arguments are read before groups are made."""
    before = env.at(msgspec.structs.replace(env.level, super_rows=False, opaque_groups=False))
    plain = [argument for argument in _plain(arguments) if not isinstance(argument, exp.Star)]
    values = [env.evaluate(argument, before) for argument in plain]
    value = aggregate_value(env.schema, schema, name, values, grouped=env.level.grouped)
    return value if not filtered or name in COUNTS else _filtered(value)


def _filtered(value: Value) -> Value:
    return with_nulls(value, Nulls(False, "FILTER can leave an aggregate without rows"))


def within_group_value(node: exp.Expr, env: Env) -> Value:
    """An ordered-set or hypothetical-set aggregate (PostgreSQL manual, 9.21)."""
    found = split_call(node.this)
    if found is None or found[0]:
        raise CannotTell("WITHIN GROUP is not understood here")
    _, name, arguments = found
    if name in _HYPOTHETICAL:
        return Value(TypeName(_HYPOTHETICAL[name]), True)
    before = env.at(msgspec.structs.replace(env.level, super_rows=False, opaque_groups=False))
    direct = [env.evaluate(argument, env) for argument in arguments]
    sorted_ = [env.evaluate(one.this, before) for one in node.expression.expressions]
    typed = call_type(env.schema, "", name, [*direct, *sorted_])
    if not env.level.grouped:
        nulls = Nulls(False, f"{name}() is NULL without rows")
    else:
        nulls = every([nulls_of(value) for value in (*direct, *sorted_)])
    return Value(typed.type, nulls.not_null, typed.reason, nulls.reason)


def window_value(node: exp.Expr, env: Env) -> Value:
    """A function over a window (manual, 9.22 and 4.2.8)."""
    call = node.this
    filtered = isinstance(call, exp.Filter)
    if filtered:
        call = call.this
    found = split_call(call)
    if found is None or found[0]:
        raise CannotTell("this function over a window is not understood")
    _, name, arguments = found
    plain = [argument for argument in _plain(arguments) if not isinstance(argument, exp.Star)]
    values = [env.evaluate(argument, env) for argument in plain]
    typed = call_type(env.schema, "", name, values)
    nulls = _window_nulls(name, values, _lacks_current_row(node, env) or filtered)
    numbers = call_numbers("", name, values, env.schema)
    return Value(typed.type, nulls.not_null, typed.reason, nulls.reason, numbers=numbers)


def _lacks_current_row(node: exp.Expr, env: Env) -> bool:
    """Whether the frame may lack the row itself, which the default frame always has."""
    spec = node.args.get("spec")
    named = identifier(node.args.get("alias"))
    return spec is not None or named in env.level.frames


def _window_nulls(name: str, values: Sequence[Value], lacks_current_row: bool) -> Nulls:
    if name in RANKS or name in COUNTS:
        return NEVER
    if name == "ntile":
        return every([nulls_of(value) for value in values])
    if name in ("lag", "lead"):
        if len(values) < 3:
            return Nulls(False, f"{name}() is NULL past the edge of the partition")
        return every([nulls_of(value) for value in values])
    if lacks_current_row:
        return Nulls(False, f"the frame of {name}() can be empty")
    if name in OF_ANY_ROW:
        return NEVER
    if name in (OF_VALUES | {"first_value", "last_value"}) and values:
        return nulls_of(values[0])
    return Nulls(False, f"{name}() can be NULL")


def has_aggregate(node: exp.Expr) -> bool:
    """Whether an expression calls an aggregate, not counting queries in it."""
    calls = (split_call(one) for one in nodes_of_level(node))
    return any(call is not None and is_aggregate(call[0], call[1]) for call in calls)


def has_rows(node: exp.Expr) -> bool:
    """Whether an expression calls a function that returns a set of rows, or may do so."""
    calls = (split_call(one) for one in nodes_of_level(node))
    return any(call is not None and (call[1] in ROWS or call[0]) for call in calls)


def _coalesce(arguments: Sequence[exp.Expr], env: Env) -> Value:
    values = [env.evaluate(argument, env) for argument in arguments]
    value = with_nulls(common_value(env, values), any_of([nulls_of(v) for v in values]))
    return resolved(value)


def _furthest(
    choose: Callable[[Sequence[tuple[Numbers, bool]]], Numbers],
) -> Callable[[Sequence[exp.Expr], Env], Value]:
    """GREATEST and LEAST, which leave NULL out (PostgreSQL manual, 9.18.4)."""

    def read(arguments: Sequence[exp.Expr], env: Env) -> Value:
        values = [env.evaluate(argument, env) for argument in arguments]
        value = with_nulls(common_value(env, values), any_of([nulls_of(v) for v in values]))
        known = [(range_of(value, env.schema), value.not_null is True) for value in values]
        return resolved(msgspec.structs.replace(value, numbers=choose(known)))

    return read


def _nullif(arguments: Sequence[exp.Expr], env: Env) -> Value:
    """The type is that of the left operand of `=` (`transformAExprNullIf`)."""
    left, right = (env.evaluate(argument, env) for argument in arguments)
    reason = "NULLIF gives NULL"
    if left.type is None or right.type is None:
        return Value(None, False, left.type_reason or right.type_reason, reason)
    type_ = _left_of_equals(left, right, env)
    unclear = "" if type_ else f"{left.type} = {right.type} is not clear"
    return Value(type_, False, unclear, reason, numbers=range_of(left, env.schema))


def _left_of_equals(left: Value, right: Value, env: Env) -> TypeName | None:
    if left.type is None or right.type is None:
        return None
    bases = [env.types.base(type_) for type_ in (left.type, right.type)]
    shown = texts(bases)
    found = resolve_operator("=", shown)
    if found is None:
        return None
    if found.arguments[0] == shown[0]:
        return left.type if bases[0] == left.type else bases[0]
    return from_text(found.arguments[0])


def _grouping(_arguments: Sequence[exp.Expr], _env: Env) -> Value:
    return Value(TypeName("integer"), True)


def _row(_arguments: Sequence[exp.Expr], _env: Env) -> Value:
    return Value(TypeName("record"), True)


def _array(arguments: Sequence[exp.Expr], env: Env) -> Value:
    fields = env.query(arguments[0], env).fields
    item = resolved(fields[0].value)
    return Value(None if item.type is None else array_of(item.type), True, item.type_reason)


def _with_precision(type_: str) -> Callable[[Sequence[exp.Expr], Env], Value]:
    def read(arguments: Sequence[exp.Expr], _env: Env) -> Value:
        return Value(TypeName(type_, tuple(argument.name for argument in arguments)), True)

    return read


_SPECIAL: Mapping[str, Callable[[Sequence[exp.Expr], Env], Value]] = {
    "coalesce": _coalesce,
    "greatest": _furthest(greatest),
    "least": _furthest(lowest),
    "nullif": _nullif,
    "grouping": _grouping,
    "row": _row,
    "array": _array,
    "current_timestamp": _with_precision("timestamp with time zone"),
    "current_time": _with_precision("time with time zone"),
    "localtimestamp": _with_precision("timestamp without time zone"),
    "localtime": _with_precision("time without time zone"),
}
