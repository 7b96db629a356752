"""Names, types, values and conditions."""

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

from generating.inventory import Column, Inventory

T = TypeVar("T")

ROLES = ("gen_other", "gen_reader", "Gen Odd")
"""Roles that scripts name; the role that runs them is a member of each."""
RUNNER = "gen_owner"

_NAMES = """
    a b c d e id name label orders items users tenants tenant_id created_at amount status parent
    child events notes value kind position total
"""
_PLAIN = _NAMES.split()
_ODD = (
    "Upper",
    "two words",
    "with.dot",
    'qu"ote',
    "it's",
    "select",
    "table",
    "user",
    "größe",
    "日本語の表",
    "x" * 63,
    "a_rather_long_name_that_leaves_little_room_for_a_suffix_" + "y",
    "ü" * 30,
    "1st",
    "$",
    "_",
)
_NEEDS_QUOTES = frozenset({"select", "table", "user", "position"})


class NothingFits(Exception):
    """There is no object that the statement could be about."""


class Placed(Protocol):
    @property
    def schema(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def visible(self) -> bool: ...


def one(rng: Random, items: Sequence[T]) -> T:
    """One of the items."""
    if not items:
        raise NothingFits
    return rng.choice(items)


def some(rng: Random, items: Sequence[T], most: int = 3) -> list[T]:
    """At least one of the items, each once, in any order."""
    if not items:
        raise NothingFits
    return rng.sample(list(items), rng.randint(1, min(most, len(items))))


def chance(rng: Random, percent: int) -> bool:
    return rng.randrange(100) < percent


def maybe(rng: Random, percent: int, text: str) -> str:
    return text if chance(rng, percent) else ""


def quote(name: str) -> str:
    """The name as an identifier that needs no knowledge of keywords."""
    plain = name.isascii() and name.isidentifier() and name.islower() and name not in _NEEDS_QUOTES
    return name if plain else '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def any_name(rng: Random) -> str:
    """A name that may exist already."""
    name = one(rng, _ODD) if chance(rng, 20) else one(rng, _PLAIN)
    return name if chance(rng, 80) else f"{name[:50]}_{rng.randrange(4)}"


def new_name(rng: Random) -> str:
    """A quoted name."""
    return quote(any_name(rng))


def placed(rng: Random, inventory: Inventory) -> str:
    """A name for a new object, sometimes with its schema."""
    name = new_name(rng)
    return f"{quote(one(rng, inventory.schemas))}.{name}" if chance(rng, 50) else name


def ref(rng: Random, it: Placed) -> str:
    """The name of an object; without schema only where the search path finds it."""
    if it.visible and chance(rng, 60):
        return quote(it.name)
    return f"{quote(it.schema)}.{quote(it.name)}"


_ONE_WORD = """
    integer int bigint smallint numeric numeric(10,2) numeric(5) real float8 float(3) text
    varchar varchar(20) char char(3) boolean bool date timestamp timestamptz timestamptz(3)
    time timetz interval uuid jsonb json bytea inet cidr text[] int4[] integer[]
    varchar(5)[] int4range tstzrange point xml name bit(3) varbit(5) money macaddr oid
    interval(3) "char"
"""
_TYPES = [
    *_ONE_WORD.split(),
    "timestamp with time zone",
    "interval day to second",
    "interval hour",
    "interval second(2)",
    "time(0) without time zone",
    "character varying(7)",
    "double precision",
    "bit varying",
]
INTEGERS = frozenset({"smallint", "integer", "bigint", "int", "int4", "int8"})
_NUMBERS = INTEGERS | {"real", "double precision", "float8", "numeric", "money", "oid"}


def any_type(rng: Random, inventory: Inventory) -> str:
    """A type's name: mostly one of the server's own."""
    users = [t for t in inventory.types if t.kind in "edrc"]
    if users and chance(rng, 15):
        type_ = ref(rng, one(rng, users))
        return type_ + maybe(rng, 10, "[]")
    if chance(rng, 50):
        return one(rng, ("integer", "bigint", "text", "timestamptz", "uuid", "date", "boolean"))
    return one(rng, _TYPES)


def family(type_: str) -> str:
    """`number`, `text`, `moment`, or the type itself."""
    base = type_.partition("(")[0].strip()
    if type_.endswith("[]"):
        return "array"
    if base in _NUMBERS:
        return "number"
    if base in ("text", "varchar", "character varying", "char", "character", "name"):
        return "text"
    if base == "date" or base.startswith("timestamp"):
        return "moment"
    return {"bool": "boolean"}.get(base, base)


def value(rng: Random, type_: str) -> str:
    """An expression that a column of the type takes as its default."""
    match family(type_):
        case "number":
            words = ["0", "1", "42"] if "(" not in type_ else ["0", "1"]
            if type_ not in ("money", "oid"):
                words += ["-1", "(1 + 2)"]
            return one(rng, words)
        case "text":
            return one(rng, ["''", "'a'", "'it''s'", "lower('AB')", "current_user"])
        case "boolean":
            return one(rng, ["true", "false", "(1 = 1)"])
        case "moment":
            return one(rng, ["now()", "current_timestamp", "'2024-02-29'", "current_date"])
        case "uuid":
            return one(rng, ["gen_random_uuid()", "'00000000-0000-0000-0000-000000000001'"])
        case "jsonb" | "json":
            return one(rng, ["'{}'", "'[]'", "'{}'::" + type_])
        case "array":
            return "'{}'"
        case "inet" | "cidr":
            return "'10.0.0.0/8'"
        case "interval":
            return one(rng, ["'1 day'", "interval '2 hours'"])
        case "bytea":
            return one(rng, ["''", "'\\x00ff'"])
        case "int4range" | "tstzrange":
            return "'empty'"
        case "time":
            return "'12:00'"
    return "NULL"


def condition(rng: Random, columns: Sequence[Column]) -> str:
    """A condition on some of the columns."""
    if not columns:
        return one(rng, ["true", "1 > 0"])
    column = one(rng, columns)
    name = quote(column.name)
    options = [f"{name} IS NOT NULL", f"{name} IS NULL"]
    match family(column.type):
        case "number" if column.type not in ("money", "oid"):
            options = [f"{name} > 0", f"{name} >= -5", f"{name} IN (1, 2, 3)", f"{name} <> 4",
                       f"{name} BETWEEN 1 AND 9", f"abs({name}) < 10"]  # fmt: skip
        case "text":
            options = [
                f"{name} <> ''",
                f"length({name}) > 2",
                f"{name} IN ('a', 'b')",
                f"{name} = lower({name})",
                f"{name} LIKE 'a%'",
                f"{name} ~ '^[a-z]+$'",
            ]
        case "boolean":
            options = [name, f"NOT {name}", f"{name} IS TRUE"]
        case "moment":
            options.append(f"{name} > '2000-01-01'")
        case "jsonb":
            options.append(f"{name} ? 'a'")
    text = one(rng, options)
    if chance(rng, 20):
        return f"{text} {one(rng, ['AND', 'OR'])} {condition(rng, columns)}"
    return text


def index_expression(rng: Random, columns: Sequence[Column]) -> str:
    """An immutable expression on a column, as an index takes it."""
    usable = [c for c in columns if family(c.type) in ("number", "text")
              and c.type not in ("money", "oid", "name")]  # fmt: skip
    column = one(rng, usable)
    name = quote(column.name)
    if family(column.type) == "text":
        options = ["lower({})", "(({} || 'x'))", "upper({})", "(coalesce({}, ''))"]
        options += ["(length({}))", "(({})::bytea)"]
    else:
        options = ["abs({})", "({} + 1)", "(-{})", "(({})::text)", "(({} > 0))"]
        options += ["(CASE WHEN {0} > 0 THEN {0} ELSE 0 END)"]
    return one(rng, options).format(name)
