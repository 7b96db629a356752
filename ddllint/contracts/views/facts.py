"""Which columns cannot be NULL where a condition is true.

A strict operator or function gives NULL for NULL (PostgreSQL manual, "CREATE FUNCTION", STRICT),
and a row passes WHERE, HAVING or an inner join only if the condition is true, not NULL.
"""

from collections.abc import Iterable
from typing import TypeAlias

import msgspec
from sqlglot import exp

from ddllint.contracts.views.environment import CannotTell, Env, Level, find_column
from ddllint.contracts.views.known_functions import STRICT
from ddllint.contracts.views.syntax import (
    OPERATORS,
    identifier,
    is_quantified,
    split_call,
    unwrapped,
)

Facts: TypeAlias = frozenset[tuple[int, str]]
"""Columns of the innermost query: index of the relation, name of the column."""

NOTHING: Facts = frozenset()
_NOT_STRICT = (exp.DPipe,)  # of arrays it is not


def if_true(node: exp.Expr, env: Env) -> Facts:
    """The columns that are not NULL where the condition is true."""
    node = unwrapped(node)
    match node:
        case exp.And():
            return if_true(node.this, env) | if_true(node.expression, env)
        case exp.Or():
            return if_true(node.this, env) & if_true(node.expression, env)
        case exp.Not():
            return _if_false(node.this, env)
        case exp.Is():
            return _if_is(node, env, negated=bool(node.args.get("negate")))
        case exp.In() | exp.Binary(expression=exp.Any()):
            return strict(node.this, env)
        case exp.EQ(this=exp.Tuple() as left, expression=exp.Tuple() as right):
            return _all_strict((*left.expressions, *right.expressions), env)
    return _value(node, env)


def if_not_true(node: exp.Expr, env: Env) -> Facts:
    """The columns that are not NULL where the condition is false or NULL."""
    node = unwrapped(node)
    match node:
        case exp.Or():
            return if_not_true(node.this, env) | if_not_true(node.expression, env)
        case exp.And():
            return if_not_true(node.this, env) & if_not_true(node.expression, env)
        case exp.Is(expression=exp.Null()) if not node.args.get("negate"):
            return _not_tuple(node.this, env)
    return NOTHING


def _if_false(node: exp.Expr, env: Env) -> Facts:
    node = unwrapped(node)
    match node:
        case exp.Is(expression=exp.Null()):
            return NOTHING if node.args.get("negate") else _not_tuple(node.this, env)
        case exp.Is():
            return _if_is(node, env, negated=not node.args.get("negate"))
        case exp.In() if node.args.get("query"):
            return NOTHING  # true for NULL if the query has no rows
        case exp.In() | exp.Between():
            return strict(node.this, env)
        case exp.Not():
            return if_true(node.this, env)
        case exp.Or():
            return _if_false(node.this, env) | _if_false(node.expression, env)
        case exp.And():
            return _if_false(node.this, env) & _if_false(node.expression, env)
    return _value(node, env)


def _if_is(node: exp.Is, env: Env, *, negated: bool) -> Facts:
    """Of `IS NULL`, `IS TRUE`, `IS FALSE`; `negated` with NOT."""
    if isinstance(node.expression, exp.Null):
        if not negated:
            return NOTHING
        inner = unwrapped(node.this)
        parts = inner.expressions if isinstance(inner, exp.Tuple) else [inner]
        return _all_strict(parts, env)
    if isinstance(node.expression, exp.Boolean) and not negated:
        return if_true(node.this, env) if node.expression.this else strict(node.this, env)
    return NOTHING


def _not_tuple(node: exp.Expr, env: Env) -> Facts:
    """`ROW(a, b) IS NULL` is false already if one of both is not NULL."""
    return NOTHING if isinstance(unwrapped(node), exp.Tuple) else strict(node, env)


def _value(node: exp.Expr, env: Env) -> Facts:
    """Of a condition whose value is not NULL."""
    if isinstance(node, exp.Between):
        return _all_strict((node.this, node.args["low"], node.args["high"]), env)
    if isinstance(node, exp.Binary) and isinstance(node.this, exp.Tuple):
        return NOTHING  # rows are compared from the left, as far as it takes
    return strict(node, env)


def strict(node: exp.Expr, env: Env) -> Facts:
    """The columns that make an expression NULL if one of them is."""
    node = unwrapped(node)
    match node:
        case exp.Column():
            return _column(node, env)
        case exp.Cast() | exp.Neg() | exp.BitwiseNot() | exp.Collate():
            return strict(node.this, env)
        case exp.Extract():
            return strict(node.expression, env)
    if type(node) in OPERATORS and not isinstance(node, _NOT_STRICT):
        if is_quantified(node.expression):
            return NOTHING  # of an empty array or query it is true or false, even for NULL
        return strict(node.this, env) | strict(node.expression, env)
    call = split_call(node)
    if call is None or call[0] or call[1] in env.schema.routines:
        return NOTHING  # a user's function may do anything
    if call[1] in STRICT:
        return _all_strict(call[2], env)
    return NOTHING


def _all_strict(nodes: Iterable[exp.Expr], env: Env) -> Facts:
    return NOTHING.union(*(strict(node, env) for node in nodes))


def _column(node: exp.Column, env: Env) -> Facts:
    if isinstance(node.this, exp.Star):
        return NOTHING
    names = (identifier(node.args.get(part)) for part in ("this", "table", "db"))
    try:
        found = find_column(env, *names)
    except CannotTell:
        return NOTHING
    return frozenset({(found.relation, found.field.name)}) if found.depth == 0 else NOTHING


def learn(level: Level, facts: Facts) -> Level:
    """The level with facts that hold in every row: a relation with one of them is there."""
    if not facts:
        return level
    relations = list(level.relations)
    for index, column in facts:
        one = relations[index]
        relations[index] = msgspec.structs.replace(
            one, optional=False, proven=one.proven | {column}
        )
    return msgspec.structs.replace(level, relations=tuple(relations))


def learn_if_present(level: Level, facts: Facts, relations: range) -> Level:
    """The level with facts that hold in those rows that have the relations in question."""
    changed = list(level.relations)
    for index, column in facts:
        if index in relations:
            one = changed[index]
            changed[index] = msgspec.structs.replace(one, proven=one.proven | {column})
    return msgspec.structs.replace(level, relations=tuple(changed))
