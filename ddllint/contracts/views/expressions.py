"""The type and the nulls of an expression."""

from collections.abc import Callable, Mapping

import msgspec
from sqlglot import exp

from ddllint.contracts.views.call_nulls import cast_nulls, extract_nulls
from ddllint.contracts.views.call_values import (
    call_value,
    has_aggregate,
    window_value,
    within_group_value,
)
from ddllint.contracts.views.common import case_value, common_value
from ddllint.contracts.views.environment import CannotTell, Env, column_value
from ddllint.contracts.views.literals import literal_value
from ddllint.contracts.views.numbers import NONE
from ddllint.contracts.views.operator_values import (
    binary_value,
    match_value,
    operand_nulls,
    prefix_value,
)
from ddllint.contracts.views.ranges import cast_numbers, range_of
from ddllint.contracts.views.schema import system_column
from ddllint.contracts.views.syntax import (
    OPERATORS,
    PREFIX,
    WORDS,
    identifier,
    only,
    split_call,
)
from ddllint.contracts.views.type_syntax import type_of
from ddllint.contracts.views.types import array_of, element_of, text
from ddllint.contracts.views.values import (
    BOOLEAN,
    LITERAL,
    Nulls,
    Value,
    every,
    nulls_of,
    resolved,
    untold,
    with_nulls,
)
from ddllint.sql.expressions import TypeName

_RECORD = TypeName("record")


def evaluate(node: exp.Expr, env: Env) -> Value:
    """What is known of an expression's value; never raises for what it does not know."""
    try:
        value = _evaluate(node, env)
    except CannotTell as reason:
        return untold(str(reason))
    if value.not_null and env.levels and env.level.opaque_groups:
        return _in_opaque_groups(node, value)
    return value


def _in_opaque_groups(node: exp.Expr, value: Value) -> Value:
    """Any expression can be one that is grouped by, but for those with an aggregate in them."""
    if isinstance(node, exp.Alias | exp.Paren):
        return value
    call = split_call(node)
    if (call is not None and call[1] == "grouping") or has_aggregate(node):
        return value
    return with_nulls(value, Nulls(False, "grouping sets give rows in which it can be NULL"))


def _evaluate(node: exp.Expr, env: Env) -> Value:
    reader = _READERS.get(type(node))
    if reader is not None:
        return reader(node, env)
    if type(node) in OPERATORS:
        return binary_value(OPERATORS[type(node)], node.this, node.expression, env)
    if type(node) in PREFIX:
        return prefix_value(PREFIX[type(node)], node, env)
    if type(node) in WORDS:
        return _word(node, env)
    if split_call(node) is not None:
        return call_value(node, env)
    raise CannotTell(f"{type(node).__name__} is not understood")


def _inner(node: exp.Expr, env: Env) -> Value:
    return evaluate(node.this, env)


def _column(node: exp.Expr, env: Env) -> Value:
    name, table, schema = (identifier(node.args.get(part)) for part in ("this", "table", "db"))
    if isinstance(node.this, exp.Star):
        raise CannotTell("a row as a value is not understood")
    value = column_value(env, name, table, schema)
    if value.type is None and not value.sources:
        known = system_column(name)
        if known is not None:
            return known
        if not table and name == "user":
            return Value(TypeName("name"), True)
        if not table:
            return _row_as_value(name, env) or value
    return value


def _row_as_value(alias: str, env: Env) -> Value | None:
    """The name of a relation as a value: a row, or the value of a function that returns one."""
    for level in env.levels:
        for relation in level.relations:
            if relation.alias == alias and relation.is_value and relation.fields:
                return relation.value(relation.fields[0])
            if relation.alias == alias:
                raise CannotTell(f"{alias}, a row as a value, is not understood")
    return None


def _null(_node: exp.Expr, _env: Env) -> Value:
    return Value(LITERAL, False, null_reason="it is NULL", numbers=NONE)


def _boolean(_node: exp.Expr, _env: Env) -> Value:
    return Value(BOOLEAN, True)


def _string(_node: exp.Expr, _env: Env) -> Value:
    return Value(LITERAL, True)


def _bits(_node: exp.Expr, _env: Env) -> Value:
    return Value(TypeName("bit"), True)


def _interval(_node: exp.Expr, _env: Env) -> Value:
    return Value(TypeName("interval"), True)


def _logic(node: exp.Expr, env: Env) -> Value:
    return _boolean_of(node, env, node.this, node.expression)


def _not(node: exp.Expr, env: Env) -> Value:
    return _boolean_of(node, env, node.this)


def _between(node: exp.Expr, env: Env) -> Value:
    return _boolean_of(node, env, node.this, node.args["low"], node.args["high"])


def _boolean_of(_node: exp.Expr, env: Env, *parts: exp.Expr) -> Value:
    """A condition that is NULL only if one of its parts is."""
    nulls = every([operand_nulls(part, env) for part in parts])
    return with_nulls(Value(BOOLEAN, True), nulls)


def _membership(node: exp.Expr, env: Env) -> Value:
    only(node, "this", "expressions", "query")
    parts = [operand_nulls(part, env) for part in (node.this, *node.expressions)]
    query = node.args.get("query")
    if query is not None:
        parts += [nulls_of(field.value) for field in env.query(query, env).fields]
    return with_nulls(Value(BOOLEAN, True), every(parts))


def _tuple(_node: exp.Expr, _env: Env) -> Value:
    return Value(_RECORD, True)


def _literal(node: exp.Expr, _env: Env) -> Value:
    return Value(LITERAL, True) if node.args["is_string"] else literal_value(node.this)


def _cast(node: exp.Expr, env: Env) -> Value:
    target = type_of(node.args["to"], env.types)
    if isinstance(node.this, exp.Array) and not node.this.expressions:
        return Value(target, True)
    operand = evaluate(node.this, env)
    nulls = cast_nulls(env.types, operand, text(env.types.base(target)))
    value = Value(target, nulls.not_null, null_reason=nulls.reason)
    return msgspec.structs.replace(value, numbers=cast_numbers(operand, value, env.schema))


def _extract(node: exp.Expr, env: Env) -> Value:
    field = (node.this.name or "").lower()
    nulls = extract_nulls(env.types, field, evaluate(node.expression, env))
    return Value(TypeName("numeric"), nulls.not_null, null_reason=nulls.reason)


def _exists(_node: exp.Expr, _env: Env) -> Value:
    return Value(BOOLEAN, True)


def _is(node: exp.Expr, _env: Env) -> Value:
    if not isinstance(node.expression, exp.Null | exp.Boolean):
        raise CannotTell(f"IS {node.expression.sql(dialect='postgres')} is not understood")
    return Value(BOOLEAN, True)


def _scalar_query(node: exp.Expr, env: Env) -> Value:
    rows = env.query(node, env)
    if len(rows.fields) != 1:
        raise CannotTell("a subquery of several columns is not understood here")
    value = resolved(rows.fields[0].value)
    nulls = nulls_of(value) if rows.one else Nulls(False, "a subquery without a row gives NULL")
    numbers = range_of(value, env.schema)
    return Value(value.type, nulls.not_null, value.type_reason, nulls.reason, numbers=numbers)


def _array(node: exp.Expr, env: Env) -> Value:
    if not node.expressions:
        raise CannotTell("an empty ARRAY has no type")
    items = common_value(env, [evaluate(item, env) for item in node.expressions])
    type_ = None if items.type is None else array_of(resolved(items).type or items.type)
    return Value(type_, True, items.type_reason)


def _subscript(node: exp.Expr, env: Env) -> Value:
    operand = evaluate(node.this, env)
    if operand.type is None:
        return untold(operand.type_reason)
    base = env.types.base(operand.type)
    base = operand.type if base == operand.type else base
    is_slice = any(isinstance(part, exp.Slice) for part in node.expressions)
    reason = "a subscript gives NULL for what is not there"
    if base.dimensions:
        return Value(base if is_slice else element_of(base), False, null_reason=reason)
    if base.name == "jsonb" and not is_slice:
        return Value(base, False, null_reason=reason)
    raise CannotTell(f"a subscript of {base} is not understood")


def _field(node: exp.Expr, env: Env) -> Value:
    if split_call(node) is not None:
        return call_value(node, env)
    operand = evaluate(node.this, env)
    composite = None if operand.type is None else env.types.composite(operand.type)
    if composite is None:
        raise CannotTell("the row that a field is taken from is not known")
    column = composite.columns.get(identifier(node.expression))
    type_ = None if column is None else env.types.qualified(column.type)
    if type_ is None:
        raise CannotTell(f"{composite.name} has no known field {node.expression.name}")
    return Value(type_, False, null_reason="a field of a composite value can be NULL")


def _word(node: exp.Expr, _env: Env) -> Value:
    _, type_ = WORDS[type(node)]
    precision = (node.this.name,) if isinstance(node.this, exp.Literal) else ()
    if isinstance(node, exp.CurrentSchema):
        return Value(TypeName(type_), False, null_reason="no schema may be in the search path")
    return Value(TypeName(type_, precision), True)


def _case(node: exp.Expr, env: Env) -> Value:
    return case_value(node, env)


_READERS: Mapping[type[exp.Expr], Callable[[exp.Expr, Env], Value]] = {
    exp.Column: _column,
    exp.Null: _null,
    exp.Boolean: _boolean,
    exp.Literal: _literal,
    exp.ByteString: _string,
    exp.RawString: _string,
    exp.National: _string,
    exp.UnicodeString: _string,
    exp.Heredoc: _string,
    exp.BitString: _bits,
    exp.HexString: _bits,
    exp.Interval: _interval,
    exp.Paren: _inner,
    exp.Alias: _inner,
    exp.Collate: _inner,
    exp.And: _logic,
    exp.Or: _logic,
    exp.Not: _not,
    exp.Between: _between,
    exp.In: _membership,
    exp.Is: _is,
    exp.NullSafeEQ: _exists,
    exp.NullSafeNEQ: _exists,
    exp.Exists: _exists,
    exp.Tuple: _tuple,
    exp.MatchAgainst: match_value,
    exp.Cast: _cast,
    exp.Extract: _extract,
    exp.Case: _case,
    exp.Subquery: _scalar_query,
    exp.Array: _array,
    exp.Bracket: _subscript,
    exp.Dot: _field,
    exp.Escape: _inner,
    exp.Window: window_value,
    exp.WithinGroup: within_group_value,
    exp.Filter: call_value,
}
