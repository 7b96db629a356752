"""What a condition gives for a row: true, false, null, or that only a server can tell.

Sources: PostgreSQL manual, 9.1 (logic), 9.2 (comparison), 9.7 (patterns), 9.16 (JSON).
"""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal

from ddllint.catalog.predicates import Regex, pattern_language
from ddllint.catalog.predicates.constants import unfolded
from ddllint.catalog.regular import matches
from ddllint.sql.expressions import (
    ArrayOf,
    Between,
    BooleanTest,
    Call,
    Case,
    Cast,
    ColumnRef,
    Constant,
    Expr,
    Logic,
    NullTest,
    Operator,
)
from ddllint.verify.rows.ascii_patterns import for_ascii
from ddllint.verify.rows.datum import CannotTellError, Datum, Json, Opaque, beside, datum, made_json
from ddllint.verify.rows.functions import FUNCTIONS

Environment = Callable[[str], Datum | None]
"""The value of the column of that name; None is NULL."""

_ORDERED = (Decimal, datetime.date, datetime.timedelta)
_PATTERNS = {
    name: Regex("", like="~~" in name, ignore_case=name.endswith("*"), negated=name.startswith("!"))
    for name in ("~", "!~", "~*", "!~*", "~~", "!~~", "~~*", "!~~*")
}


def evaluate(expression: Expr, row: Environment) -> Datum | None:
    """The value of the expression; None is NULL.

    Raises CannotTellError for what is not computed here.
    """
    match expression:
        case Constant(kind="null"):
            return None
        case Constant(value=value, kind=kind):
            return _constant(kind, value)
        case ColumnRef(names=names):
            return row(names[-1])
        case Logic(operator="NOT", operands=(operand,)):
            found = _truth(operand, row)
            return None if found is None else not found
        case Logic(operator=operator, operands=operands):
            return _joined(operands, row, decisive=operator == "OR")
        case NullTest(operand=operand, negated=negated):
            return _is_null(evaluate(operand, row)) is not negated
        case BooleanTest(operand=operand, test=test):
            return _test(_truth(operand, row), test)
        case Between():
            return _between(expression, row)
        case Case():
            return _case(expression, row)
        case Cast():
            return _cast(expression, row)
        case ArrayOf(items=items):
            return tuple(evaluate(item, row) for item in items)
        case Call(name=name, arguments=arguments):
            return _call(name, arguments, row)
    many = unfolded(expression)
    if many is not None:
        operand, operator, items, quantifier = many
        parts = tuple(Operator(operator, operand, item) for item in items)
        return _joined(parts, row, decisive=quantifier == "any")
    match expression:
        case Operator(quantifier="", left=left, right=right, name=name):
            return _operation(name, left, right, row)
    raise CannotTellError


def _is_null(value: Datum | None) -> bool:
    """Whether it is NULL; a row is when all its fields are (PostgreSQL manual, 9.2)."""
    if isinstance(value, Opaque) and "." in value.type:  # a user's type, perhaps of rows
        raise CannotTellError
    return value is None


def _constant(kind: str, value: bool | int | str | None) -> Datum:
    if isinstance(value, bool):
        return value
    if kind in ("integer", "float"):
        return Decimal(str(value))
    if kind == "string":
        return str(value)
    raise CannotTellError


def _truth(expression: Expr, row: Environment) -> bool | None:
    found = evaluate(expression, row)
    if found is None or isinstance(found, bool):
        return found
    if isinstance(found, str):
        value = beside(found, True)
        return value if isinstance(value, bool) else None
    raise CannotTellError


def _joined(operands: tuple[Expr, ...], row: Environment, *, decisive: bool) -> bool | None:
    """OR, where true is decisive, or AND, where false is; one decisive operand decides alone."""
    null = unknown = False
    for operand in operands:
        try:
            found = _truth(operand, row)
        except CannotTellError:
            unknown = True
            continue
        if found is decisive:
            return decisive
        null = null or found is None
    if unknown:
        raise CannotTellError
    return None if null else not decisive


def _test(value: bool | None, test: str) -> bool:
    negated = test.startswith("NOT ")
    asked = {"TRUE": True, "FALSE": False, "UNKNOWN": None}[test.removeprefix("NOT ")]
    return (value is asked) is not negated


def _between(expression: Between, row: Environment) -> bool | None:
    def within(low: Expr, high: Expr) -> Expr:
        operand = expression.operand
        return Logic("AND", (Operator(">=", operand, low), Operator("<=", operand, high)))

    found = within(expression.low, expression.high)
    if expression.symmetric:
        found = Logic("OR", (found, within(expression.high, expression.low)))
    value = _truth(found, row)
    return None if value is None else value is not expression.negated


def _case(expression: Case, row: Environment) -> Datum | None:
    for condition, result in expression.branches:
        if expression.operand is not None:
            condition = Operator("=", expression.operand, condition)
        if _truth(condition, row):
            return evaluate(result, row)
    return None if expression.default is None else evaluate(expression.default, row)


def _cast(expression: Cast, row: Environment) -> Datum | None:
    value = evaluate(expression.operand, row)
    type_ = expression.type
    if value is None:
        return None
    if type_.modifiers:
        raise CannotTellError
    if isinstance(value, str):
        found = datum(type_, value)
        # of a type that is told apart by its text, that of an enum or a uuid, the text will do
        return value if isinstance(found, Opaque) else found
    if type_.name == "text" and isinstance(value, Decimal):
        return format(value, "f")
    if not _is_kept(value, type_.name):
        raise CannotTellError
    return value


def _is_kept(value: Datum, name: str) -> bool:
    """Whether a cast to the type leaves the value as it is."""
    match value:
        case bool():
            return name == "boolean"
        case Decimal():
            whole = value == value.to_integral_value()
            return name == "numeric" or (whole and name in ("smallint", "integer", "bigint"))
        case datetime.datetime():
            return name.startswith("timestamp")
        case datetime.date():
            return name == "date"
        case Json():
            return name in ("json", "jsonb")
    return False


def _call(name: str, arguments: tuple[Expr, ...], row: Environment) -> Datum | None:
    if name == "coalesce":
        for argument in arguments:
            value = evaluate(argument, row)
            if value is not None:
                return value
        return None
    values = [evaluate(argument, row) for argument in arguments]
    if name == "nullif":
        equal = compare("=", values[0], values[1])
        return None if equal else values[0]
    if name in ("num_nulls", "num_nonnulls"):
        nulls = values.count(None)
        return Decimal(nulls if name == "num_nulls" else len(values) - nulls)
    known = [value for value in values if value is not None]
    if name in ("greatest", "least"):
        return _extreme(known, ">" if name == "greatest" else "<")
    function = FUNCTIONS.get(name)
    if function is None:
        raise CannotTellError
    if name == "concat":
        return function(known)  # NULL counts for nothing (PostgreSQL manual, 9.4)
    return function(known) if len(known) == len(values) else None


def _extreme(values: list[Datum], better: str) -> Datum | None:
    best: Datum | None = None
    for value in values:
        if best is None or compare(better, value, best):
            best = value
    return best


def _operation(name: str, left: Expr | None, right: Expr, row: Environment) -> Datum | None:
    other = evaluate(right, row)
    if left is None:
        if name == "-" and isinstance(other, Decimal):
            return -other
        raise CannotTellError
    one = evaluate(left, row)
    if name in ("is distinct from", "is not distinct from"):
        same = one is other if one is None or other is None else compare("=", one, other)
        return bool(same) is (name == "is not distinct from")
    if one is None or other is None:
        return None
    if name in _COMPARED:
        return compare(name, one, other)
    if name in _PATTERNS:
        return _matches(_PATTERNS[name], one, other)
    if isinstance(one, Json):
        return _within_json(name, one, other)
    return _computed(name, one, other)


_COMPARED: Mapping[str, Callable[[object, object], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
}


def compare(name: str, one: Datum | None, other: Datum | None) -> bool | None:
    """The comparison of two values; the order of texts is the server's to tell."""
    if one is None or other is None:
        return None
    one, other = beside(one, other), beside(other, one)
    if isinstance(one, datetime.datetime) is not isinstance(other, datetime.datetime):
        raise CannotTellError
    if isinstance(one, bool) is not isinstance(other, bool):
        raise CannotTellError
    if name not in ("=", "<>") and not (isinstance(one, _ORDERED) and isinstance(other, _ORDERED)):
        raise CannotTellError
    if isinstance(one, Opaque) and one != other:
        raise CannotTellError  # one value may have several texts
    return _COMPARED[name](one, other)


def _matches(pattern: Regex, one: Datum, other: Datum) -> bool:
    if not isinstance(one, str) or not isinstance(other, str):
        raise CannotTellError
    asked = Regex(other, like=pattern.like, ignore_case=pattern.ignore_case)
    language = pattern_language(for_ascii(asked) if one.isascii() else asked)
    found = None if language is None else matches(language, one)
    if found is None:
        raise CannotTellError
    return found is not pattern.negated


def _within_json(name: str, one: Json, other: Datum) -> Datum | None:
    value = one.value
    if name == "?" and isinstance(other, str):
        return other in value if isinstance(value, dict | list) else value == other
    if name not in ("->", "->>"):
        raise CannotTellError
    found: object = None
    if isinstance(value, dict) and isinstance(other, str):
        found = value.get(other)
        if other not in value:
            return None
    elif isinstance(value, list) and isinstance(other, Decimal):
        if not -len(value) <= int(other) < len(value):
            return None
        found = value[int(other)]
    else:
        return None
    if name == "->":
        return made_json(found)
    return None if found is None else found if isinstance(found, str) else made_json(found).text


def _computed(name: str, one: Datum, other: Datum) -> Datum:
    one, other = beside(one, other), beside(other, one)
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        if name in ("+", "-", "*"):
            return one + other if name == "+" else one - other if name == "-" else one * other
        if name == "%" and other:
            return one % other
        if name == "/" and other and one % other == 0:
            return one / other
    if isinstance(one, str) and isinstance(other, str) and name == "||":
        return one + other
    if (
        isinstance(one, datetime.datetime)
        and isinstance(other, datetime.timedelta)
        and name in "+-"
    ):
        return one + (other if name == "+" else -other)
    if isinstance(one, tuple) and isinstance(other, tuple) and name in ("@>", "&&", "<@"):
        common = set(one) & set(other)
        return bool(common) if name == "&&" else common == set(other if name == "@>" else one)
    raise CannotTellError
