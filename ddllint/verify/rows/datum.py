"""Values of SQL as values of Python, as far as they can be compared here."""

import datetime
import json
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

import msgspec

from ddllint.sql.expressions import TypeName


class CannotTellError(Exception):
    """The value depends on something that only a server knows."""


class Json(msgspec.Struct, frozen=True):
    """A JSON value, as text in one form."""

    text: str

    @property
    def value(self) -> object:
        """The value that the text is of."""
        return json.loads(self.text)


class Opaque(msgspec.Struct, frozen=True):
    """A value of a type that is only told apart by its text."""

    type: str
    text: str


Datum: TypeAlias = (
    bool
    | Decimal
    | str
    | datetime.date
    | datetime.datetime
    | datetime.timedelta
    | Json
    | Opaque
    | tuple["Datum | None", ...]
)

_NUMBERS = frozenset({"smallint", "integer", "bigint", "numeric", "real", "double precision"})
_TEXTS = frozenset({"text", "character varying", "name"})
_TRUTH = {"t": True, "true": True, "yes": True, "on": True, "1": True}
_TRUTH |= {"f": False, "false": False, "no": False, "off": False, "0": False}
_SPAN = re.compile(r"\s*([+-]?\d+)\s+(second|minute|hour|day|week)s?\s*")
_ITEM = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^",{}]+?))\s*(?:,|$)')


def datum(type_: TypeName, text: str) -> Datum:
    """The value that a text is of the type, domains taken off, enums given as `text`.

    Raises CannotTellError for a text that is not read here.
    """
    if type_.dimensions:
        return _items(TypeName(type_.name), text)
    name = type_.name
    if name in _NUMBERS:
        return number(text)
    if name in _TEXTS:
        return text
    if name == "character":
        return text.rstrip(" ")  # blanks at the end do not count (manual, 8.3)
    if name == "boolean":
        return truth(text)
    if name == "date":
        return moment(text).date()
    if name.startswith("timestamp"):
        return moment(text)
    if name in ("json", "jsonb"):
        return json_of(text)
    if name.startswith("interval") and _SPAN.fullmatch(text):
        return span(text)
    return Opaque(name, text)


def number(text: str) -> Decimal:
    """The number that a text spells."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation as error:
        raise CannotTellError from error
    if not found.is_finite():
        raise CannotTellError
    return found


def truth(text: str) -> bool:
    """The truth value that a text spells (PostgreSQL manual, 8.6)."""
    found = _TRUTH.get(text.strip().lower())
    if found is None:
        raise CannotTellError
    return found


def moment(text: str) -> datetime.datetime:
    """The date or time stamp that a text spells; without a zone it is taken for UTC."""
    try:
        found = datetime.datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise CannotTellError from error
    if found.tzinfo is None:
        return found.replace(tzinfo=datetime.UTC)
    return found


def span(text: str) -> datetime.timedelta:
    """The length of time that a text like `2 days` spells; months have no fixed length."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise CannotTellError
    return datetime.timedelta(**{f"{found[2]}s": int(found[1])})


def json_of(text: str) -> Json:
    """The JSON value of a text."""
    try:
        return made_json(json.loads(text))
    except ValueError as error:
        raise CannotTellError from error


def made_json(value: object) -> Json:
    """JSON of a Python value."""
    return Json(json.dumps(value, sort_keys=True))


def _items(type_: TypeName, text: str) -> tuple[Datum | None, ...]:
    """The items of an array's text; nested ones are not read (PostgreSQL manual, 8.15.2)."""
    body = text.strip()
    if body == "{}":
        return ()
    if not (body.startswith("{") and body.endswith("}")):
        raise CannotTellError
    body, found, at = body[1:-1], list[Datum | None](), 0
    while at < len(body):
        item = _ITEM.match(body, at)
        if item is None:
            raise CannotTellError
        quoted, plain = item[1], item[2]
        if plain is not None and plain.upper() == "NULL":
            found.append(None)
        else:
            word = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            found.append(datum(type_, word))
        at = item.end()
    return tuple(found)


def beside(value: Datum, other: Datum) -> Datum:
    """The value as one of the other's kind, as the server reads a literal beside a column."""
    if not isinstance(value, str) or isinstance(other, str):
        return value
    if isinstance(other, bool):
        return truth(value)
    if isinstance(other, Decimal):
        return number(value)
    if isinstance(other, datetime.datetime):
        return moment(value)
    if isinstance(other, datetime.date):
        return moment(value).date()
    if isinstance(other, datetime.timedelta):
        return span(value)
    if isinstance(other, Json):
        return json_of(value)
    if isinstance(other, Opaque):
        return Opaque(other.type, value)
    return _items(_type_of(other), value)


def _type_of(items: Sequence[Datum | None]) -> TypeName:
    """A type that reads items like these."""
    if all(isinstance(item, Decimal) for item in items) and items:
        return TypeName("numeric")
    return TypeName("text")
