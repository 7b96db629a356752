"""Expressions that give one of several values: CASE, COALESCE, UNION and the like.

Source: PostgreSQL manual, 10.5.
"""

from collections.abc import Sequence

from sqlglot import exp

from ddllint.contracts.views.environment import Env
from ddllint.contracts.views.facts import if_not_true, if_true, learn
from ddllint.contracts.views.numbers import NONE, either
from ddllint.contracts.views.ranges import ranges_of
from ddllint.contracts.views.values import LITERAL, Value, every, nulls_of, resolved


def common_value(env: Env, values: Sequence[Value]) -> Value:
    """A value of the type that all agree on; NULL if any of them is."""
    nulls = every([nulls_of(value) for value in values])
    known = []
    for value in values:
        if value.type is None:
            return Value(None, nulls.not_null, value.type_reason, nulls.reason)
        known.append(value.type)
    common = env.types.common(known)
    reason = "" if common else f"{', '.join(map(str, known))} have no common type that is known"
    numbers = either(ranges_of(values, env.schema))
    return Value(common, nulls.not_null, reason, nulls.reason, numbers=numbers)


def case_value(node: exp.Expr, env: Env) -> Value:
    """CASE: the value of ELSE counts first for the type (`transformCaseExpr`)."""
    branches = []
    level = env.level if env.levels else None
    for branch in node.args["ifs"]:
        here = env
        if level is not None and node.args.get("this") is None:
            here = env.at(learn(level, if_true(branch.this, env)))
            level = learn(level, if_not_true(branch.this, env))
        branches.append(env.evaluate(branch.args["true"], here))
    default = node.args.get("default")
    rest = env if level is None else env.at(level)
    last = (
        Value(LITERAL, False, null_reason="CASE without ELSE can be NULL", numbers=NONE)
        if default is None
        else env.evaluate(default, rest)
    )
    value = common_value(env, [last, *branches])
    return resolved(value)
