"""Values of the server's own types, by number: different numbers give different values.

Each value is text that the type's input function reads (PostgreSQL manual, chapter 8). Where a
type has few values they come again.
"""

import datetime
import uuid
from collections.abc import Callable, Mapping

from ddllint.sql.expressions import TypeName

Write = Callable[[int], str]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# all days are past, as most that tables record is
_FIRST_DAY = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
_DAYS = 2000
_UNLIMITED_BITS = 32


def letters(number: int) -> str:
    """The number as letters: a, b, ... z, aa, ab, ..."""
    text = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, len(_LETTERS))
        text = _LETTERS[digit] + text
    return text


def builtin_value(type_: TypeName, number: int) -> str | None:
    """The value of the type with that number, from 0; None for a type that is not known here."""
    name = type_.name
    if name in ("bit", "bit varying"):
        return _bits(type_, number)
    if name.startswith("interval"):
        # whatever fields the type keeps, one of these is among them
        return f"{number + 1} years {number % 300} days"
    write = _WRITERS.get(name) or _EXTENSIONS.get(name.rpartition(".")[2])
    return write(number) if write else None


def _bits(type_: TypeName, number: int) -> str:
    if type_.name == "bit":
        length = int(type_.modifiers[0]) if type_.modifiers else 1
        return format(number % 2**length, f"0{length}b")
    length = int(type_.modifiers[0]) if type_.modifiers else _UNLIMITED_BITS
    return format(number % 2**length, "b")


def _moment(number: int) -> datetime.datetime:
    return _FIRST_DAY + datetime.timedelta(days=number % _DAYS, minutes=number % 1440)


def _day(number: int) -> str:
    return (_FIRST_DAY + datetime.timedelta(days=number % _DAYS)).date().isoformat()


def _time(number: int) -> str:
    return f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"


def _groups(number: int, count: int) -> str:
    """The number as `count` bytes in hexadecimal, the first of them that of a local address."""
    return ":".join(["02", *(f"{byte:02x}" for byte in number.to_bytes(count - 1, "big"))])


def _address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _days_between(number: int) -> str:
    return f"[{_day(2 * number)},{_day(2 * number + 1)})"


def _moments_between(number: int) -> str:
    return f'["{_moment(2 * number):%Y-%m-%d} 00:00:00","{_moment(2 * number):%Y-%m-%d} 12:00:00")'


def _moments_with_zone_between(number: int) -> str:
    day = f"{_moment(2 * number):%Y-%m-%d}"
    return f'["{day} 00:00:00+00","{day} 12:00:00+00")'


def _numbers_between(number: int) -> str:
    return f"[{10 * number},{10 * number + 5})"


_RANGES: Mapping[str, Write] = {
    "int4range": _numbers_between,
    "int8range": _numbers_between,
    "numrange": _numbers_between,
    "daterange": _days_between,
    "tsrange": _moments_between,
    "tstzrange": _moments_with_zone_between,
}


def _multirange(write: Write) -> Write:
    return lambda number: f"{{{write(number)}}}"


_WRITERS: Mapping[str, Write] = {
    "boolean": lambda n: ("true", "false")[n % 2],
    "smallint": lambda n: str(n % 32768),
    "integer": str,
    "bigint": str,
    "numeric": str,
    "real": lambda n: f"{n}.5",
    "double precision": lambda n: f"{n}.5",
    "money": str,
    "text": letters,
    "character varying": letters,
    "character": letters,
    "name": letters,
    '"char"': lambda n: _LETTERS[n % len(_LETTERS)],
    "uuid": lambda n: str(uuid.UUID(int=n, version=4)),
    "date": _day,
    "timestamp without time zone": lambda n: f"{_moment(n):%Y-%m-%d %H:%M:%S}",
    "timestamp with time zone": lambda n: f"{_moment(n):%Y-%m-%d %H:%M:%S}+00",
    "time without time zone": _time,
    "time with time zone": lambda n: f"{_time(n)}+00",
    "json": lambda n: f'{{"n": {n}}}',
    "jsonb": lambda n: f'{{"n": {n}}}',
    "jsonpath": lambda n: f"$.{letters(n)}",
    "xml": lambda n: f"<n>{n}</n>",
    "bytea": lambda n: f"\\x{n:08x}",
    "inet": _address,
    "cidr": lambda n: f"{_address(n)}/32",
    "macaddr": lambda n: _groups(n, 6),
    "macaddr8": lambda n: _groups(n, 8),
    "oid": lambda n: str(n + 1),
    "xid": lambda n: str(n + 3),
    "xid8": lambda n: str(n + 3),
    "cid": str,
    "tid": lambda n: f"({n // 100},{n % 100 + 1})",
    "pg_lsn": lambda n: f"0/{n:X}",
    "pg_snapshot": lambda n: f"{n + 3}:{n + 3}:",
    "txid_snapshot": lambda n: f"{n + 3}:{n + 3}:",
    "point": lambda n: f"({n},{n})",
    "line": lambda n: f"{{1,-1,{n}}}",
    "lseg": lambda n: f"[({n},0),({n},1)]",
    "box": lambda n: f"({10 * n + 5},5),({10 * n},0)",
    "path": lambda n: f"[({n},0),({n},1)]",
    "polygon": lambda n: f"(({10 * n},0),({10 * n},5),({10 * n + 5},5))",
    "circle": lambda n: f"<({10 * n},0),1>",
    "tsvector": lambda n: f"'{letters(n)}'",
    "tsquery": lambda n: f"'{letters(n)}'",
    "regclass": lambda n: ("pg_class", "pg_type", "pg_proc", "pg_namespace")[n % 4],
    "regtype": lambda n: ("integer", "text", "boolean", "date")[n % 4],
    "regproc": lambda n: ("now", "pi", "version", "timeofday")[n % 4],
    "regprocedure": lambda n: ("now()", "pi()", "version()", "timeofday()")[n % 4],
    "regnamespace": lambda n: ("pg_catalog", "information_schema")[n % 2],
    "regrole": lambda _: "pg_monitor",
    "refcursor": letters,
    **_RANGES,
    **{name.replace("range", "multirange"): _multirange(write) for name, write in _RANGES.items()},
}

_EXTENSIONS: Mapping[str, Write] = {
    "citext": letters,
    "hstore": lambda n: f"n=>{n}",
    "ltree": letters,
    "lquery": letters,
    "cube": lambda n: f"({n})",
    "geometry": lambda n: f"POINT({n} {n})",
    "geography": lambda n: f"POINT({n % 180} {n % 90})",
}
"""Types of well-known extensions, by their name in any schema."""
