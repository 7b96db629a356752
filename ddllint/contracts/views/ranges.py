"""How far the numbers of an expression go, from how far those of its parts go."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from ddllint.contracts.views.numbers import (
    ANY,
    COUNT,
    NONE,
    RANK,
    SIGN,
    Numbers,
    absolute,
    added,
    averaged,
    divided,
    either,
    is_none,
    multiplied,
    negated,
    remainder,
    rounded,
    summed,
)
from ddllint.contracts.views.schema import Schema
from ddllint.contracts.views.values import Value

_EXACT = frozenset({"smallint", "integer", "bigint", "numeric"})
_ONE = Fraction(1)
_MOST_PLACES = 100


def range_of(value: Value, schema: Schema) -> Numbers:
    """The numbers of a value; of a type that is not exact, nothing is told."""
    if value.numbers is not None and is_none(value.numbers):
        return NONE
    if value.type is None or value.type.dimensions:
        return ANY
    if schema.types.base(value.type).name not in _EXACT:
        return ANY
    if value.numbers is not None:
        return value.numbers
    if not value.sources:
        return ANY
    return either(schema.numbers(*source) for source in value.sources)


def ranges_of(values: Sequence[Value], schema: Schema) -> list[Numbers]:
    """The numbers of each value."""
    return [range_of(value, schema) for value in values]


def operator_numbers(name: str, operands: Sequence[Value], schema: Schema) -> Numbers | None:
    """The numbers that an operator gives."""
    if len(operands) == 1 and name == "-":
        return negated(range_of(operands[0], schema))
    if len(operands) != 2 or name not in _OPERATORS:
        return None
    return _OPERATORS[name](range_of(operands[0], schema), range_of(operands[1], schema))


_OPERATORS: Mapping[str, Callable[[Numbers, Numbers], Numbers]] = {
    "+": added,
    "-": lambda one, other: added(one, negated(other)),
    "*": multiplied,
    "/": divided,
    "%": remainder,
}


def call_numbers(
    namespace: str, name: str, arguments: Sequence[Value], schema: Schema
) -> Numbers | None:
    """The numbers that a call gives: of a function of the server, an aggregate or over a window.

    None for a function of the user's.
    """
    if namespace or name in schema.routines:
        return None
    if name in _COUNTING:
        return _COUNTING[name]
    known = ranges_of(arguments, schema)
    if not known or name not in _OF_ARGUMENTS:
        return None
    return _OF_ARGUMENTS[name](known)


def cast_numbers(operand: Value, target: Value, schema: Schema) -> Numbers | None:
    """The numbers of a cast, which rounds to the scale of its type."""
    assert target.type is not None
    name, modifiers = schema.types.base(target.type).name, target.type.modifiers
    known = range_of(operand, schema)
    if name not in _EXACT:
        return None
    if name != "numeric":
        return rounded(known, _ONE)
    if schema.types.is_domain(target.type):  # whose modifiers are not those of the cast
        return None
    return rounded(known, _step(int((*modifiers, "0")[1]))) if modifiers else known


def _step(places: int) -> Fraction:
    return Fraction(10) ** -places


def _rounded(ranges: Sequence[Numbers]) -> Numbers:
    """`round` and `trunc` (PostgreSQL manual, 9.3), whose second argument may be a literal."""
    if len(ranges) == 1:
        return rounded(ranges[0], _ONE)
    places = ranges[1].minimum
    if places is None or places != ranges[1].maximum or abs(places) > _MOST_PLACES:
        return ANY
    return rounded(ranges[0], _step(int(places)))


def _of_neighbour(ranges: Sequence[Numbers]) -> Numbers:
    """`lag` and `lead`: the value of another row, or the third argument."""
    return either((ranges[0], *ranges[2:]))


_COUNTING: Mapping[str, Numbers] = {
    **dict.fromkeys(
        (
            "bit_length",
            "cardinality",
            "char_length",
            "character_length",
            "count",
            "json_array_length",
            "jsonb_array_length",
            "length",
            "num_nonnulls",
            "num_nulls",
            "octet_length",
            "position",
            "regexp_count",
            "regr_count",
            "strpos",
        ),
        COUNT,
    ),
    **dict.fromkeys(("dense_rank", "ntile", "rank", "row_number"), RANK),
    "sign": SIGN,
}

_OF_ARGUMENTS: Mapping[str, Callable[[Sequence[Numbers]], Numbers]] = {
    "abs": lambda ranges: absolute(ranges[0]),
    "avg": lambda ranges: averaged(ranges[0]),
    "mod": lambda ranges: remainder(ranges[0], ranges[-1]),
    "sum": lambda ranges: summed(ranges[0]),
    **dict.fromkeys(("ceil", "ceiling", "floor"), lambda ranges: rounded(ranges[0], _ONE)),
    **dict.fromkeys(("lag", "lead"), _of_neighbour),
    **dict.fromkeys(("round", "trunc"), _rounded),
    **dict.fromkeys(
        ("any_value", "first_value", "last_value", "max", "min", "mode", "nth_value"),
        lambda ranges: ranges[0],
    ),
}
