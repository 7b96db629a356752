"""The text of a literal as the server prints a value of a type.

`normal_literal(text, type)` gives the text unchanged where the type or the spelling is not
known here, or where the value depends on settings or on the time (`now`, named time zones).
Source: PostgreSQL manual, 8.5 (date/time), 8.14 (jsonb), 8.15.6 (arrays).
"""

import re
import struct
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from ddllint.catalog.canonical.intervals import normal_interval
from ddllint.catalog.canonical.ranges import RANGE_OF, normal_range

NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision", "oid")
_TRUE = ("t", "tr", "tru", "true", "y", "ye", "yes", "on", "1")
_FALSE = ("f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0")
_DATE = r"(\d{4})-(\d{1,2})-(\d{1,2})"
_TIME = r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6}))?)?"
_ZONE = r"\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)"
_TIME_ONLY = _TIME
_TIME_ZONED = "(?i)" + _TIME + _ZONE
_STAMP = rf"(?i){_DATE}(?:[ T]{_TIME}(?:{_ZONE})?)?"
_UUID = r"(?i)\{?([0-9a-f]{4}-?){7}[0-9a-f]{4}\}?"
_BYTEA_HEX = r"(?i)\\x((?:[0-9a-f]{2}|\s)*)"
_JSON_PATH = r"(?i)\$(?:\.[a-z_]\w*|\.\"[^\"\\]*\"|\[(?:\d+|\*)\]|\.\*)*"
_JSON_KEY = r"(?i)\.([a-z_]\w*)"
_PLAIN_ELEMENT = r'[^{}",\\\s](?:[^{}",\\]*[^{}",\\\s])?'


def normal_literal(text: str, type_: str) -> str:
    """The value `text` of the type (a canonical name) as the server prints it."""
    if type_.endswith("[]"):
        return _array(text, type_[:-2])
    if type_ in RANGE_OF:
        return normal_range(text, RANGE_OF[type_], _spelled)
    convert = _BY_TYPE.get(type_)
    if convert is None:
        return text
    try:
        return convert(text)
    except (ValueError, ArithmeticError):
        return text


def _spelled(text: str, type_: str) -> str:
    """A value inside another, where numbers have no quotes to tell them from text."""
    return (number_of(text, type_) if type_ in NUMBERS else None) or normal_literal(text, type_)


def normal_boolean(text: str) -> bool | None:
    """The truth value that the text stands for, None if it is none."""
    word = text.strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def normal_number(text: str) -> str | None:
    """A decimal number without exponent, sign `+` and leading zeros; its scale is kept."""
    value = _decimal(text)
    if value is None:
        return None
    plain = format(value, "f")
    return plain.removeprefix("-") if value == 0 else plain


def number_of(text: str, type_: str) -> str | None:
    """A number as a value of a type, one of `NUMBERS`.

    Floating point has no scale: it is written with the fewest digits that give the value
    (PostgreSQL manual, 8.1.3), here without exponent.
    """
    value = _decimal(text)
    form = _FLOATS.get(type_)
    if form is None or value is None:
        return normal_number(text)
    try:
        packed = struct.pack(form, value)
    except OverflowError:
        return normal_number(text)
    (number,) = struct.unpack(form, packed)
    written = (f"{number:.{digits}g}" for digits in range(1, 18))
    shortest = next(one for one in written if struct.pack(form, float(one)) == packed)
    return normal_number(str(Decimal(shortest).normalize()))


_FLOATS = {"real": "f", "double precision": "d"}


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) <= 1000 else None


def _moment(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, fraction = found.groups()[:7]
    return datetime(
        int(year),
        int(month),
        int(day),
        int(hour or 0),
        int(minute or 0),
        int(second or 0),
        int((fraction or "").ljust(6, "0")),
    )


def _without_zeros(text: str) -> str:
    return text.rstrip("0") if "." in text else text


def _timestamp(text: str) -> str:
    found = re.fullmatch(_STAMP, text.strip())
    return text if found is None else _without_zeros(_moment(found).isoformat(" "))


def _timestamptz(text: str) -> str:
    """In UTC, which is also what a text without a zone is taken to be in."""
    found = re.fullmatch(_STAMP, text.strip())
    if found is None:
        return text
    moment = _moment(found).replace(tzinfo=_zone(found[8])).astimezone(UTC)
    return _without_zeros(moment.replace(tzinfo=None).isoformat(" ")) + "+00"


def _zone(text: str | None) -> timezone:
    sign, hours, minutes = _offset(text)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign == "-" else offset)


def _offset(text: str | None) -> tuple[str, int, int]:
    """A zone's sign, hours and minutes."""
    if text is None or text.isalpha():
        return "+", 0, 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    return text[0], int(digits[:2]), int(digits[2:])


def _day(text: str) -> str:
    found = re.fullmatch(_STAMP, text.strip())
    return text if found is None else _moment(found).date().isoformat()


def _time(text: str) -> str:
    found = re.fullmatch(_TIME_ONLY, text.strip())
    return text if found is None else _clock(found)


def _timetz(text: str) -> str:
    found = re.fullmatch(_TIME_ZONED, text.strip())
    if found is None:
        return text
    sign, hours, minutes = _offset(found[5])
    return f"{_clock(found)}{sign}{hours:02d}" + (f":{minutes:02d}" if minutes else "")


def _clock(found: re.Match[str]) -> str:
    hour, minute, second, fraction = found.groups()[:4]
    value = time(int(hour), int(minute), int(second or 0), int((fraction or "").ljust(6, "0")))
    return _without_zeros(value.isoformat())


def _uuid(text: str) -> str:
    if not re.fullmatch(_UUID, text):
        return text
    hexes = re.sub("[{}-]", "", text.lower())
    return "-".join((hexes[:8], hexes[8:12], hexes[12:16], hexes[16:20], hexes[20:]))


def _bytea(text: str) -> str:
    found = re.fullmatch(_BYTEA_HEX, text)
    if found is not None:
        return "\\x" + "".join(found[1].lower().split())
    if text.isascii() and "\\" not in text:
        return "\\x" + text.encode().hex()
    return text


class _Number(NamedTuple):
    text: str


def _jsonb(text: str) -> str:
    import json  # of those who import this module, few need it

    return _dump(json.loads(text, parse_float=_Number, parse_int=_Number))


def _dump(value: object) -> str:
    import json

    if isinstance(value, _Number):
        return normal_number(value.text) or value.text
    if isinstance(value, list):
        return "[" + ", ".join(map(_dump, value)) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        pairs = (f"{json.dumps(key, ensure_ascii=False)}: {_dump(value[key])}" for key in keys)
        return "{" + ", ".join(pairs) + "}"
    return json.dumps(value, ensure_ascii=False)


def _jsonpath(text: str) -> str:
    """A path of keys and subscripts alone: the server quotes the keys."""
    if not re.fullmatch(_JSON_PATH, text) or '"' in text:
        return text
    return re.sub(_JSON_KEY, r'."\1"', text)


def _array(text: str, element: str) -> str:
    """An array of one dimension, its elements as the server prints and quotes them."""
    items = _array_items(text.strip())
    if items is None:
        return text
    return "{" + ",".join(_array_element(*item, element) for item in items) + "}"


def _array_element(text: str, quoted: bool, element: str) -> str:
    if not quoted and text.upper() == "NULL":
        return "NULL"
    value = _spelled(text, element)
    truth = normal_boolean(value) if element == "boolean" else None
    if truth is not None:
        return "t" if truth else "f"
    if value.upper() != "NULL" and re.fullmatch(_PLAIN_ELEMENT, value) and " " not in value:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


_ARRAY_ITEM = r'\s*(?:"((?:[^"\\]|\\.)*)"|((?:[^{}",\\])+))\s*(,|$)'


def _array_items(text: str) -> list[tuple[str, bool]] | None:
    """The elements, each with whether it stood in quotes; None for what is not so simple."""
    if not (text.startswith("{") and text.endswith("}")):
        return None
    inner = text[1:-1]
    if not inner.strip():
        return []
    items: list[tuple[str, bool]] = []
    pattern = re.compile(_ARRAY_ITEM, re.DOTALL)
    at = 0
    while True:
        found = pattern.match(inner, at)
        if found is None:
            return None
        quoted = found[1] is not None
        items.append((re.sub(r"\\(.)", r"\1", found[1]) if quoted else found[2].strip(), quoted))
        at = found.end()
        if not found[3]:
            return items


_BY_TYPE: Mapping[str, Callable[[str], str]] = {
    "timestamp without time zone": _timestamp,
    "timestamp with time zone": _timestamptz,
    "date": _day,
    "time without time zone": _time,
    "time with time zone": _timetz,
    "interval": normal_interval,
    "uuid": _uuid,
    "bytea": _bytea,
    "jsonb": _jsonb,
    "jsonpath": _jsonpath,
}
