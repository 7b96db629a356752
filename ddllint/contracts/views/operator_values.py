"""The value of an operator between expressions, before one, or over ANY and ALL."""

from sqlglot import exp

from ddllint.contracts.views.call_nulls import operator_nulls
from ddllint.contracts.views.calls import operator_type
from ddllint.contracts.views.environment import Env
from ddllint.contracts.views.literals import literal_value
from ddllint.contracts.views.ranges import operator_numbers
from ddllint.contracts.views.syntax import is_quantified, split_call, unwrapped
from ddllint.contracts.views.types import text
from ddllint.contracts.views.values import (
    BOOLEAN,
    LITERAL,
    Nulls,
    Value,
    every,
    nulls_of,
    with_nulls,
)


def binary_value(name: str, left: exp.Expr, right: exp.Expr, env: Env) -> Value:
    """The value of `left name right`."""
    if is_quantified(right):
        return _quantified(left, right, env)
    operands = (env.evaluate(left, env), _operand(right, env))
    typed = operator_type(env.schema, name, operands)
    ours, theirs = _parts(left, env), _parts(right, env)
    nulls = (
        operator_nulls(env.types, name, operands)
        if ours is None or theirs is None
        else every([*ours, *theirs])
    )
    numbers = operator_numbers(name, operands, env.schema)
    return Value(typed.type, nulls.not_null, typed.reason, nulls.reason, numbers=numbers)


def _operand(node: exp.Expr, env: Env) -> Value:
    if isinstance(node, exp.JSONPath):  # a literal key behind -> or ->>
        return Value(LITERAL, True)
    return env.evaluate(node, env)


def _quantified(left: exp.Expr, right: exp.Expr, env: Env) -> Value:
    """`left = ANY (right)`: NULL if an element decides and is NULL."""
    inner = unwrapped(right.this) if isinstance(right, exp.Any | exp.All) else right
    nulls = Nulls(False, "ANY and ALL give NULL if an element is NULL")
    if isinstance(inner, exp.Query):
        rows = env.query(inner, env)
        nulls = every([operand_nulls(left, env), *(nulls_of(f.value) for f in rows.fields)])
    elif isinstance(inner, exp.Array):
        nulls = every([operand_nulls(node, env) for node in (left, *inner.expressions)])
    return with_nulls(Value(BOOLEAN, True), nulls)


def _signed(node: exp.Expr) -> str | None:
    """A number literal behind minuses, which belong to it (`doNegate` in `gram.y`)."""
    sign = ""
    node = unwrapped(node)
    while isinstance(node, exp.Neg):
        sign = "" if sign else "-"
        node = unwrapped(node.this)
    return f"{sign}{node.this}" if isinstance(node, exp.Literal) and not node.is_string else None


def prefix_value(name: str, node: exp.Expr, env: Env) -> Value:
    """The value of `name operand`."""
    number = _signed(node) if name == "-" else None
    if number is not None:
        return literal_value(number)
    operands = (env.evaluate(node.this, env),)
    typed = operator_type(env.schema, name, operands)
    nulls = operator_nulls(env.types, name, operands)
    numbers = operator_numbers(name, operands, env.schema)
    return Value(typed.type, nulls.not_null, typed.reason, nulls.reason, numbers=numbers)


def match_value(node: exp.Expr, env: Env) -> Value:
    """The value of `left @@ right`, which sqlglot keeps the other way round."""
    operands = (env.evaluate(node.expressions[0], env), env.evaluate(node.this, env))
    typed = operator_type(env.schema, "@@", operands)
    types = {text(operand.type) for operand in operands if operand.type is not None}
    nulls = every([nulls_of(operand) for operand in operands])
    if nulls.not_null and "tsvector" not in types:
        nulls = Nulls(None, "it is not known whether @@ gives NULL for these types")
    return Value(typed.type, nulls.not_null, typed.reason, nulls.reason)


def _parts(node: exp.Expr, env: Env) -> list[Nulls] | None:
    """The nulls of the parts of a row; None of anything else."""
    node = unwrapped(node)
    call = split_call(node)
    items = node.expressions if isinstance(node, exp.Tuple) else None
    if call is not None and call[:2] == ("", "row"):
        items = call[2]
    return None if items is None else [operand_nulls(item, env) for item in items]


def operand_nulls(node: exp.Expr, env: Env) -> Nulls:
    """The nulls of an operand of a comparison: a row is compared part by part."""
    parts = _parts(node, env)
    return nulls_of(env.evaluate(node, env)) if parts is None else every(parts)
