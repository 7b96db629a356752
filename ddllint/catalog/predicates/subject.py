"""What an expression says of one column: the column itself, its length, or what else is known."""

from decimal import Decimal
from typing import Literal, TypeAlias

import msgspec

from ddllint.catalog.predicates.constants import Constants, read_constant
from ddllint.sql.expressions import Call, Cast, ColumnRef, Expr, Operator, TypeName

Kind: TypeAlias = Literal[
    "text", "character", "number", "float", "boolean", "enum", "json", "other"
]
"""How the values of a type compare; `character` is the padded type, `float` the binary ones."""

Aspect: TypeAlias = Literal["itself", "length", "trimmed", "trimmed length", "rest", "json type"]


class Column(msgspec.Struct, frozen=True):
    """The column that is asked about.

    `type` is its type below domains; `names` are the types that a cast to which changes nothing,
    the domains between included. `equality` is False where a collation may take different texts
    for equal.
    """

    name: str
    relation: str
    type: TypeName
    kind: Kind
    names: frozenset[str] = frozenset()
    equality: bool = True


class Subject(msgspec.Struct, frozen=True):
    """Something of the column. `argument` is the divisor of `rest`, the characters of `trimmed`."""

    aspect: Aspect
    argument: Decimal | str = ""


_LENGTHS = frozenset({"length", "char_length", "character_length"})
_TRIMS = frozenset({"btrim", "ltrim", "rtrim"})
_WIDER = {
    "smallint": frozenset({"smallint", "integer", "bigint", "numeric"}),
    "integer": frozenset({"integer", "bigint", "numeric"}),
    "bigint": frozenset({"bigint", "numeric"}),
    "numeric": frozenset({"numeric"}),
    "real": frozenset({"real", "double precision"}),
    "double precision": frozenset({"double precision"}),
    "json": frozenset({"json", "jsonb"}),
    "character varying": frozenset({"character varying", "text"}),
    "text": frozenset({"character varying", "text"}),
    "character": frozenset({"text"}),
}
"""The types to which a value can be cast without a change, by its own."""


def read_subject(expression: Expr, column: Column) -> Subject | None:
    """What of the column the expression gives; None when it gives something else."""
    match expression:
        case ColumnRef() | Cast() if is_column(expression, column):
            return Subject("itself")
        case Call(name=name, arguments=(inner,)) if name in _LENGTHS and column.kind == "text":
            if is_column(inner, column):
                return Subject("length")
            trimmed = read_subject(inner, column)
            if trimmed is not None and trimmed.aspect == "trimmed":
                return Subject("trimmed length", trimmed.argument)
        case Call(name=name, arguments=(inner, *rest)) if name in _TRIMS and column.kind == "text":
            characters = " " if not rest else read_constant(rest[0], Constants("text"))
            if is_column(inner, column) and isinstance(characters, str) and characters:
                return Subject("trimmed", characters)
        case (
            Call(name="mod", arguments=(inner, divisor))
            | Operator(name="%", left=inner, right=divisor, quantifier="")
        ) if column.kind == "number" and inner is not None and is_column(inner, column):
            number = read_constant(divisor, Constants("number", column.type.name))
            if isinstance(number, Decimal) and number:
                return Subject("rest", abs(number))
        case Call(name="jsonb_typeof" | "json_typeof", arguments=(inner,)):
            if column.kind == "json" and is_column(inner, column):
                return Subject("json type")
        case Cast(operand=inner, type=TypeName(name="text" | "character varying", modifiers=())):
            below = read_subject(inner, column)
            if below is not None and below.aspect in ("trimmed", "json type"):
                return below
    return None


def is_column(expression: Expr, column: Column) -> bool:
    """Whether it is the column, perhaps below casts that change nothing."""
    while isinstance(expression, Cast):
        if expression.type.modifiers or expression.type.dimensions:
            return False
        if expression.type.name not in (_WIDER.get(column.type.name, frozenset()) | column.names):
            return False
        expression = expression.operand
    if not isinstance(expression, ColumnRef):
        return False
    *qualifiers, name = expression.names
    return name == column.name and (not qualifiers or qualifiers[-1] == column.relation)
