"""Whether a predicate admits rows of the current tenant only, judged on its tree.

A predicate *binds* when it can be true only if the tenant column equals the tenant that the
setting names. The judgement is sound, not complete: what is not recognised is refused, with the
reason. Three-valued logic counts, since row security admits a row when its predicate is true and
refuses it when the predicate is false or null (PostgreSQL manual, CREATE POLICY).
"""

from typing import TypeAlias

import msgspec

from ddllint.catalog.names import Name
from ddllint.sql.expressions import (
    ArrayOf,
    BooleanTest,
    Call,
    Case,
    Cast,
    ColumnRef,
    Constant,
    Expr,
    Logic,
    Membership,
    NullTest,
    Operator,
    Subquery,
    TypeName,
)


class Wanted(msgspec.Struct, frozen=True):
    """What a predicate must bind: `column` of `table`, to the run-time parameter `setting`.

    `types` are the types between which a cast keeps tenants apart: those of the column and of
    the tenancy. `functions` names functions that return the current tenant. `nullable` says
    that the column may be null, which `IS NOT DISTINCT FROM` would admit.
    """

    table: Name
    column: str
    setting: str
    types: tuple[str, ...] = ("uuid",)
    functions: tuple[str, ...] = ()
    nullable: bool = False


class Binds(msgspec.Struct, frozen=True):
    """The predicate is true for rows of the current tenant only."""


class Never(msgspec.Struct, frozen=True):
    """The predicate is never true: it admits no row at all."""


class Fails(msgspec.Struct, frozen=True):
    """The predicate may be true for other tenants' rows.

    `reason` is a phrase that follows the predicate's name (*USING ...*). `closeness` tells how
    near the predicate came, so that of several reasons the most useful is told.
    """

    reason: str
    closeness: int = 0


Verdict: TypeAlias = Binds | Never | Fails

BINDS = Binds()
NEVER = Never()

_LOSSLESS = ("text", "character varying")
_INTEGERS = ("smallint", "integer", "bigint")
_WITHOUT_PARENTHESES = ("current_user", "current_role", "session_user", "user")
_A_QUERY = "a query"
_ANOTHER = "another expression"
_VAGUE = (_A_QUERY, _ANOTHER)
_FLIPPED = {
    "=": "<>",
    "<>": "=",
    "is distinct from": "is not distinct from",
    "is not distinct from": "is distinct from",
}


def judge(predicate: Expr, wanted: Wanted) -> Verdict:
    """Whether `predicate` binds the tenant column to the setting."""
    match predicate:
        case Constant(value=True):
            return Fails("is always true")
        case Constant(value=False | None):
            return NEVER
        case Cast(operand=operand, type=TypeName(name="boolean", dimensions=0)):
            return judge(operand, wanted)
        case Logic(operator="AND", operands=operands):
            return _all_of([judge(operand, wanted) for operand in operands])
        case Logic(operator="OR", operands=operands):
            return _any_of(operands, wanted, "one side of OR")
        case Logic(operator="NOT", operands=(operand,)):
            return _judge_not(operand, wanted)
        case BooleanTest(operand=operand, test=test):
            return _judge_boolean_test(operand, test, wanted)
        case Case(branches=branches, default=default):
            results = [result for _, result in branches]
            return _any_of([*results, default or Constant("null", None)], wanted, "a CASE result")
        case Call(name="coalesce", arguments=arguments):
            return _any_of(arguments, wanted, "an argument of COALESCE")
        case _:
            return _judge_comparison(predicate, wanted)


def _all_of(verdicts: list[Verdict]) -> Verdict:
    """The verdict on a conjunction: one part that binds is enough."""
    if NEVER in verdicts:
        return NEVER
    if BINDS in verdicts:
        return BINDS
    return max((v for v in verdicts if isinstance(v, Fails)), key=lambda fails: fails.closeness)


def _any_of(parts: "tuple[Expr, ...] | list[Expr]", wanted: Wanted, called: str) -> Verdict:
    """The verdict on a disjunction: no part may fail."""
    verdicts = [judge(part, wanted) for part in parts]
    failed = next((v for v in verdicts if isinstance(v, Fails)), None)
    if failed is not None:
        return Fails(f"does not bind in every case: {called} {failed.reason}", failed.closeness)
    return BINDS if BINDS in verdicts else NEVER


def _judge_not(operand: Expr, wanted: Wanted) -> Verdict:
    """The verdict on NOT: pushed inwards, where a rewriting with the same truth exists."""
    match operand:
        case Constant(value=True | None):
            return NEVER
        case Constant(value=False):
            return Fails("is always true")
        case Logic(operator="NOT", operands=(inner,)):
            return judge(inner, wanted)
        case Logic(operator=("AND" | "OR") as operator, operands=operands):
            turned = "OR" if operator == "AND" else "AND"
            return judge(Logic(turned, tuple(Logic("NOT", (o,)) for o in operands)), wanted)
        case Operator(name=name, left=left, right=right, quantifier="") if name in _FLIPPED:
            return judge(Operator(_FLIPPED[name], left, right), wanted)
        case _:
            return Fails(f"negates a condition instead of comparing `{wanted.column}`")


def _judge_boolean_test(operand: Expr, test: str, wanted: Wanted) -> Verdict:
    """IS TRUE keeps the meaning; IS NOT FALSE and the like let null pass."""
    if test == "TRUE":
        return judge(operand, wanted)
    if test == "FALSE":
        return judge(Logic("NOT", (operand,)), wanted)
    if test in ("NOT FALSE", "UNKNOWN"):
        return Fails(f"passes when the setting is unset, since IS {test} is true for null", 2)
    return Fails(f"tests IS {test}, which does not bind `{wanted.column}`")


def _judge_comparison(predicate: Expr, wanted: Wanted) -> Verdict:
    match predicate:
        case Operator(name="=", left=left, right=right, quantifier="") if left is not None:
            return _judge_pair(left, (right,), wanted)
        case Operator(name="is not distinct from", left=left, right=right) if left is not None:
            verdict = _judge_pair(left, (right,), wanted)
            if verdict == BINDS and wanted.nullable:
                return Fails(
                    f"admits rows without a tenant when the setting is unset: `{wanted.column}` "
                    "may be null, and IS NOT DISTINCT FROM takes null for equal",
                    3,
                )
            return verdict
        case Operator(name="=", left=left, right=ArrayOf(items=items), quantifier="any") if (
            left is not None and items
        ):
            return _judge_pair(left, items, wanted)
        case Membership(operand=operand, items=items, negated=False):
            return _judge_pair(operand, items, wanted)
        case Subquery(kind="any", test=test, operator="" | "=", selects=(value,)) if (
            test is not None
        ):
            return _judge_pair(test, (value,), wanted)
        case Operator(name=operator, left=left, right=right) if left is not None and (
            _is_column(left, wanted) or _is_column(right, wanted)
        ):
            spelled = f"{operator} {predicate.quantifier}".strip().upper()
            return Fails(f"compares `{wanted.column}` by {spelled}, not by =", 2)
        case Membership(negated=True):
            return Fails("excludes values by NOT IN instead of comparing by =")
        case NullTest(negated=negated):
            spelled = "IS NOT NULL" if negated else "IS NULL"
            return Fails(f"tests {spelled}, which does not bind `{wanted.column}`")
        case Subquery():
            return Fails(f"asks a query instead of comparing `{wanted.column}`")
        case _:
            return Fails(f"does not compare `{wanted.column}` with the setting `{wanted.setting}`")


def _judge_pair(left: Expr, others: tuple[Expr, ...], wanted: Wanted) -> Verdict:
    """The verdict on `left = one of others`; with one other, the sides may be swapped."""
    if _is_column(left, wanted):
        return _judge_values(others, wanted)
    if any(_is_column(other, wanted) for other in others):
        if len(others) == 1:
            return _judge_values((left,), wanted)
        return Fails(f"compares with other values beside `{wanted.column}`", 2)
    sides = (left, *others)
    narrowed = next((side for side in sides if _is_column(_uncast(side), wanted)), None)
    if narrowed is not None:
        return Fails(f"compares `{_say(narrowed)}`, a cast that does not keep tenants apart", 2)
    if any(_objection(side, wanted) is None for side in sides):
        column = next((side for side in sides if isinstance(_uncast(side), ColumnRef)), None)
        told = f"`{_say(column)}`" if column is not None else "another value"
        return Fails(f"compares {told} with the setting, not `{wanted.column}`", 2)
    return Fails(f"does not compare `{wanted.column}` with the setting `{wanted.setting}`")


def _judge_values(values: tuple[Expr, ...], wanted: Wanted) -> Verdict:
    objection = next((o for o in (_objection(value, wanted) for value in values) if o), None)
    return BINDS if objection is None else Fails(objection, 3)


def _is_column(expression: Expr, wanted: Wanted) -> bool:
    """Whether this is the tenant column, perhaps under casts that keep tenants apart."""
    match expression:
        case Cast(operand=operand, type=to):
            return _keeps(to, wanted) and _is_column(operand, wanted)
        case ColumnRef(names=(*qualifier, column)):
            table = wanted.table
            return column == wanted.column and tuple(qualifier) in (
                (),
                (table.name,),
                (table.schema, table.name),
            )
        case _:
            return False


def _uncast(expression: Expr) -> Expr:
    while isinstance(expression, Cast):
        expression = expression.operand
    return expression


def _keeps(to: TypeName, wanted: Wanted) -> bool:
    """Whether a cast to this type cannot make two tenants equal."""
    if to.modifiers or to.dimensions:
        return False
    allowed = (*wanted.types, *_LOSSLESS)
    if any(integer in allowed for integer in _INTEGERS):
        allowed = (*allowed, *_INTEGERS)
    return to.name in allowed


def _objection(value: Expr, wanted: Wanted) -> str | None:
    """Why `value` is not the current tenant or null; None when it is."""
    match value:
        case Cast(operand=operand, type=to):
            inner = _objection(operand, wanted)
            if inner is None and not _keeps(to, wanted):
                return f"casts the setting to `{to}`, which does not keep tenants apart"
            return inner
        case Call(name="nullif", arguments=(first, _)):
            return _objection(first, wanted)
        case Call(name="coalesce", arguments=arguments):
            return _objection_to_fallback(arguments, wanted)
        case Subquery(kind="scalar", selects=(only,)):
            return _objection(only, wanted)
        case Call(name="current_setting", arguments=(setting, *_)):
            return _objection_to_setting(setting, wanted)
        case Call(name=name, arguments=arguments) if _is_function(name, wanted):
            if all(isinstance(_uncast(argument), Constant) for argument in arguments):
                return None
            return f"passes `{name}()` something that is not a literal"
        case _:
            return (
                f"compares `{wanted.column}` with {_quoted(value)}, not with the setting "
                f"`{wanted.setting}`"
            )


def _objection_to_fallback(arguments: tuple[Expr, ...], wanted: Wanted) -> str | None:
    """COALESCE is the tenant only if each of its arguments is the tenant or null."""
    objections = [
        (argument, _objection(argument, wanted))
        for argument in arguments
        if _uncast(argument) != Constant("null", None)
    ]
    refused = next((pair for pair in objections if pair[1] is not None), None)
    if refused is None:
        return None if objections else f"compares `{wanted.column}` with null"
    argument, objection = refused
    if any(reason is None for _, reason in objections):
        return (
            f"falls back to {_quoted(argument)} when the setting is unset, so that an unset "
            "setting is a tenant too"
        )
    return objection


def _objection_to_setting(setting: Expr, wanted: Wanted) -> str | None:
    """Names of run-time parameters are not case-sensitive (PostgreSQL manual, 20.1.1)."""
    literal = _uncast(setting)
    if not isinstance(literal, Constant) or not isinstance(literal.value, str):
        return "computes the name of the setting instead of writing it"
    if literal.value.lower() != wanted.setting.lower():
        return f"reads the setting `{literal.value}`, not `{wanted.setting}`"
    return None


def _is_function(name: str, wanted: Wanted) -> bool:
    """A function without a schema is taken for one in `public`."""
    return any(
        name.removeprefix("public.") == known.removesuffix("()").removeprefix("public.")
        for known in wanted.functions
    )


def _quoted(expression: Expr) -> str:
    said = _say(expression)
    return said if said in _VAGUE else f"`{said}`"


def _say(expression: Expr) -> str:
    """A short name for an expression, for a message."""
    match expression:
        case ColumnRef(names=names):
            return ".".join(names)
        case Constant(kind="string", value=value):
            return f"'{value}'"
        case Constant(value=None):
            return "null"
        case Constant(value=value):
            return str(value).lower()
        case Cast(operand=operand, type=to):
            return f"{_say(operand)}::{to}"
        case Call(name=name, arguments=()) if name in _WITHOUT_PARENTHESES:
            return name
        case Call(name=name, arguments=arguments):
            return f"{name}({'...' if arguments else ''})"
        case Subquery():
            return _A_QUERY
        case _:
            return _ANOTHER
