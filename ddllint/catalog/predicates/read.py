"""Which values of a column let a condition pass.

A CHECK passes when it is true or null (PostgreSQL manual, 5.5.1), so two questions are asked of
each part of it: which values of the column, none of them NULL, can make it *not false*, and which
*not true*. What is not understood could be either.
"""

from collections.abc import Callable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce

from ddllint.catalog.predicates.constants import Constants, Null, read_constant, unfolded
from ddllint.catalog.predicates.facets import (
    ALL,
    JSON_TYPES,
    NONE,
    UNREAD,
    Facets,
    Limit,
    Regex,
    Scalar,
    meet,
    unite,
)
from ddllint.catalog.predicates.subject import Column, Subject, is_column, read_subject
from ddllint.sql.expressions import (
    Between,
    BooleanTest,
    ColumnRef,
    Constant,
    Expr,
    Logic,
    NullTest,
    Operator,
)

_NEGATED = {
    "=": "<>",
    "<>": "=",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
    "~": "!~",
    "!~": "~",
    "~*": "!~*",
    "!~*": "~*",
    "~~": "!~~",
    "!~~": "~~",
    "~~*": "!~~*",
    "!~~*": "~~*",
    "is distinct from": "is not distinct from",
    "is not distinct from": "is distinct from",
}
_REVERSED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_REVERSED |= {name: name for name in ("is distinct from", "is not distinct from")}


def conjuncts(expression: Expr) -> Iterator[Expr]:
    """The conditions that must all pass, taken apart."""
    match expression:
        case Logic(operator="AND", operands=operands):
            for operand in operands:
                yield from conjuncts(operand)
        case Between(negated=False, symmetric=False):
            yield from _spelled(expression).operands
        case _:
            yield expression


def passing(expression: Expr, column: Column) -> Facets:
    """The values of the column for which the condition may pass."""
    return _possible(expression, column, True)


def _possible(expression: Expr, column: Column, wanted: bool) -> Facets:
    """The values for which it can be null, or what is wanted."""
    match expression:
        case Logic(operator="NOT", operands=(operand,)):
            return _possible(operand, column, not wanted)
        case Logic(operator=operator, operands=operands):
            join = meet if (operator == "AND") is wanted else unite
            return reduce(join, (_possible(operand, column, wanted) for operand in operands))
        case Constant(kind="boolean" | "null", value=value):
            return ALL if value is None or value is wanted else NONE
        case Between():
            return _possible(_spelled(expression), column, wanted is not expression.negated)
        case NullTest(operand=operand, negated=negated) if is_column(operand, column):
            return ALL if negated is wanted else NONE
        case BooleanTest(operand=operand, test=test):
            return _truth_test(operand, test, column, wanted)
        case ColumnRef() if column.kind == "boolean" and is_column(expression, column):
            return Facets(values=frozenset({wanted}))
        case Operator(quantifier="", left=left, right=right, name=name) if left is not None:
            return _comparison(name, left, right, column, wanted)
    return _membership(expression, column, wanted)


def _spelled(between: Between) -> Logic:
    def within(low: Expr, high: Expr) -> Logic:
        operand = between.operand
        return Logic("AND", (Operator(">=", operand, low), Operator("<=", operand, high)))

    if not between.symmetric:
        return within(between.low, between.high)
    return Logic("OR", (within(between.low, between.high), within(between.high, between.low)))


def _truth_test(operand: Expr, test: str, column: Column, wanted: bool) -> Facets:
    """`IS TRUE` and so on, which are never null (PostgreSQL manual, 9.2)."""
    holds = wanted is not test.startswith("NOT ")
    asked = test.removeprefix("NOT ")
    if asked == "UNKNOWN":
        return UNREAD
    truth = asked == "TRUE"
    if not holds:
        return _possible(operand, column, not truth)
    found = _possible(operand, column, truth)
    certain = column.kind == "boolean" and is_column(operand, column)
    return found if certain else meet(found, UNREAD)


def _membership(expression: Expr, column: Column, wanted: bool) -> Facets:
    found = unfolded(expression)
    if found is None:
        return UNREAD
    operand, name, items, quantifier = found
    if not items:
        return ALL if (quantifier == "all") is wanted else NONE
    join = unite if (quantifier == "any") is wanted else meet
    return reduce(join, (_comparison(name, operand, item, column, wanted) for item in items))


def _comparison(name: str, left: Expr, right: Expr, column: Column, wanted: bool) -> Facets:
    subject = read_subject(left, column)
    if subject is None:
        subject = read_subject(right, column)
        if subject is None or name not in _REVERSED:
            return UNREAD
        name, right = _REVERSED[name], left
    if name not in _NEGATED:
        return UNREAD
    operator = name if wanted else _NEGATED[name]
    value = read_constant(right, _beside(subject, column))
    if isinstance(value, Null):
        return NONE if operator == "is not distinct from" else ALL
    if value is None:
        return UNREAD
    operator = _PLAINLY.get(operator, operator)
    return _READERS[subject.aspect](operator, value, subject, column)


_PLAINLY = {"is distinct from": "<>", "is not distinct from": "="}


def _beside(subject: Subject, column: Column) -> Constants:
    """What a constant beside the subject is."""
    if subject.aspect in ("length", "trimmed length"):
        return Constants("number", "integer")
    if subject.aspect == "rest":
        return Constants("number", column.type.name)
    return constants_of(column)


def constants_of(column: Column) -> Constants:
    """How the column's own values are written."""
    if column.kind in ("number", "float"):
        return Constants("number", column.type.name)
    if column.kind == "boolean":
        return Constants("boolean")
    return Constants("text", names=column.names)


def _itself(operator: str, value: Scalar, subject: Subject, column: Column) -> Facets:
    del subject
    if isinstance(value, Decimal):
        return _number(operator, value)
    if column.kind in ("json", "other") or not column.equality:
        return UNREAD
    if operator in ("=", "<>"):
        if column.kind == "character" and isinstance(value, str):
            return _padded(operator, value, column)
        found = frozenset({value})
        return Facets(values=found) if operator == "=" else Facets(excluded=found)
    if column.kind == "text" and isinstance(value, str) and "~" in operator:
        return _pattern(operator, value)
    return UNREAD


def _number(operator: str, value: Decimal) -> Facets:
    match operator:
        case "=":
            return Facets(values=frozenset({value}))
        case "<>":
            return Facets(excluded=frozenset({value}))
        case "<" | "<=":
            return Facets(maximum=Limit(value, operator == "<"))
        case ">" | ">=":
            return Facets(minimum=Limit(value, operator == ">"))
    return UNREAD


def _padded(operator: str, value: str, column: Column) -> Facets:
    """Blanks at the end do not count (PostgreSQL manual, 8.3); the column holds them."""
    length = int(column.type.modifiers[0])
    if value != value.rstrip(" "):
        return UNREAD
    if len(value) > length:
        return NONE if operator == "=" else ALL
    found: frozenset[Scalar] = frozenset({value.ljust(length)})
    return Facets(values=found) if operator == "=" else Facets(excluded=found)


def _pattern(operator: str, text: str) -> Facets:
    pattern = Regex(
        text,
        like="~~" in operator,
        ignore_case=operator.endswith("*"),
        negated=operator.startswith("!"),
    )
    return Facets(patterns=frozenset({pattern}))


def _length(operator: str, value: Scalar, subject: Subject, column: Column) -> Facets:
    del subject, column
    if not isinstance(value, Decimal):
        return UNREAD
    floor = int(value.to_integral_value(ROUND_FLOOR))
    ceiling = int(value.to_integral_value(ROUND_CEILING))
    match operator:
        case "=":
            if floor != ceiling or floor < 0:
                return NONE
            return Facets(min_length=floor, max_length=floor)
        case "<" | "<=":
            most = ceiling - 1 if operator == "<" else floor
            return Facets(max_length=most) if most >= 0 else NONE
        case ">" | ">=":
            return Facets(min_length=max(floor + 1 if operator == ">" else ceiling, 0))
    return Facets(min_length=1) if value == 0 else UNREAD  # the operator is <>


def _trimmed(operator: str, value: Scalar, subject: Subject, column: Column) -> Facets:
    del column
    return _not_only(subject) if (operator, value) == ("<>", "") else UNREAD


def _trimmed_length(operator: str, value: Scalar, subject: Subject, column: Column) -> Facets:
    found = _length(operator, value, subject, column)
    if found == Facets(min_length=1):
        return _not_only(subject)
    if found.max_length is None and found.min_length:
        return meet(Facets(min_length=found.min_length), UNREAD)
    return found if found == ALL else UNREAD


def _not_only(subject: Subject) -> Facets:
    """A text that holds something else than the characters that are trimmed."""
    bracket = "".join(f"\\{mark}" if mark in "\\]^-[" else mark for mark in str(subject.argument))
    return Facets(patterns=frozenset({Regex(f"[^{bracket}]")}))


def _rest(operator: str, value: Scalar, subject: Subject, column: Column) -> Facets:
    del column
    if operator == "=" and value == 0 and isinstance(subject.argument, Decimal):
        return Facets(multiple_of=subject.argument)
    return UNREAD


def _json_type(operator: str, value: Scalar, subject: Subject, column: Column) -> Facets:
    del subject, column
    if operator not in ("=", "<>"):
        return UNREAD
    named = JSON_TYPES & {str(value)}
    return Facets(json_types=named if operator == "=" else JSON_TYPES - named)


_READERS: dict[str, Callable[[str, Scalar, Subject, Column], Facets]] = {
    "itself": _itself,
    "length": _length,
    "trimmed": _trimmed,
    "trimmed length": _trimmed_length,
    "rest": _rest,
    "json type": _json_type,
}
