"""The functions that conditions of tables commonly call, of values that are not NULL.

Sources: PostgreSQL manual, 9.3 (numbers), 9.4 (texts), 9.9 (times), 9.16 (JSON), 9.19 (arrays).
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from ddllint.verify.rows.datum import CannotTellError, Datum, Json, Opaque

Function = Callable[[Sequence[Datum]], Datum | None]

_JSON_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
_FIELDS = frozenset({"year", "month", "day", "hour", "minute"})


def _text(value: Datum) -> str:
    if not isinstance(value, str):
        raise CannotTellError
    return value


def _number(value: Datum) -> Decimal:
    if not isinstance(value, Decimal):
        raise CannotTellError
    return value


def _length(values: Sequence[Datum]) -> Datum:
    return Decimal(len(_text(values[0])))


def _trimmed(left: bool, right: bool) -> Function:
    def trim(values: Sequence[Datum]) -> Datum:
        text = _text(values[0])
        marks = _text(values[1]) if len(values) > 1 else " "
        text = text.lstrip(marks) if left and marks else text
        return text.rstrip(marks) if right and marks else text

    return trim


def _ascii(change: Callable[[str], str]) -> Function:
    """A change of case: that of other letters depends on the database's locale."""

    def changed(values: Sequence[Datum]) -> Datum:
        text = _text(values[0])
        if not text.isascii():
            raise CannotTellError
        return change(text)

    return changed


def _json_type(values: Sequence[Datum]) -> Datum:
    if not isinstance(values[0], Json):
        raise CannotTellError
    return _JSON_TYPES.get(type(values[0].value), "number")


def _json_length(values: Sequence[Datum]) -> Datum:
    found = values[0].value if isinstance(values[0], Json) else None
    if not isinstance(found, list):
        raise CannotTellError
    return Decimal(len(found))


def _cardinality(values: Sequence[Datum]) -> Datum:
    if not isinstance(values[0], tuple):
        raise CannotTellError
    return Decimal(len(values[0]))


def _array_length(values: Sequence[Datum]) -> Datum | None:
    if values[1] != 1:
        raise CannotTellError
    return _cardinality(values) if values[0] else None


def _left(values: Sequence[Datum]) -> Datum:
    count = int(_number(values[1]))
    return _text(values[0])[:count] if count else ""


def _part(values: Sequence[Datum]) -> Datum:
    text, start = _text(values[0]), int(_number(values[1]))
    if start < 1:
        raise CannotTellError
    end = None if len(values) < 3 else start - 1 + int(_number(values[2]))
    return text[start - 1 : end]


def _position(values: Sequence[Datum]) -> Datum:
    return Decimal(_text(values[0]).find(_text(values[1])) + 1)


def _starts(values: Sequence[Datum]) -> Datum:
    return _text(values[0]).startswith(_text(values[1]))


def _remainder(values: Sequence[Datum]) -> Datum:
    if not values[1]:
        raise CannotTellError
    return _number(values[0]) % _number(values[1])


def _field(values: Sequence[Datum]) -> Datum:
    """EXTRACT, of what is the same in every time zone that the values here are written for."""
    field, moment = _text(values[0]).lower(), values[1]
    if field not in _FIELDS or not isinstance(moment, datetime.date) or not hasattr(moment, field):
        raise CannotTellError
    return Decimal(getattr(moment, field))


def _finite(values: Sequence[Datum]) -> Datum:
    if isinstance(values[0], Opaque | str):
        raise CannotTellError
    return True


FUNCTIONS: Mapping[str, Function] = {
    "length": _length,
    "char_length": _length,
    "character_length": _length,
    "octet_length": lambda values: Decimal(len(_text(values[0]).encode())),
    "btrim": _trimmed(True, True),
    "ltrim": _trimmed(True, False),
    "rtrim": _trimmed(False, True),
    "lower": _ascii(str.lower),
    "upper": _ascii(str.upper),
    "left": _left,
    "substr": _part,
    "substring": _part,
    "strpos": _position,
    "position": _position,
    "starts_with": _starts,
    "concat": lambda values: "".join(map(_text, values)),
    "abs": lambda values: abs(_number(values[0])),
    "mod": _remainder,
    "floor": lambda values: Decimal(_number(values[0]).__floor__()),
    "ceil": lambda values: Decimal(_number(values[0]).__ceil__()),
    "sign": lambda values: Decimal((_number(values[0]) > 0) - (_number(values[0]) < 0)),
    "jsonb_typeof": _json_type,
    "json_typeof": _json_type,
    "jsonb_array_length": _json_length,
    "json_array_length": _json_length,
    "cardinality": _cardinality,
    "array_length": _array_length,
    "extract": _field,
    "date_part": _field,
    "isfinite": _finite,
}
