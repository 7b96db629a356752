"""What a change of a column's type costs.

Sources: PostgreSQL manual, ALTER TABLE (notes: binary coercible types need no rewrite), and the
support functions of length coercions, traced on the server by the tests.
"""

import enum

from ddllint.sql.expressions import TypeName


class Retyping(enum.Enum):
    """The cost, from cheap to dear; BY_TEXT is a change between types that no cast connects."""

    FREE = enum.auto()
    REWRITES = enum.auto()
    NARROWS = enum.auto()
    BY_TEXT = enum.auto()


_TEXT = frozenset({"text", "character varying"})
_WIDENING = {
    "smallint": frozenset({"integer", "bigint", "real", "double precision"}),
    "integer": frozenset({"bigint", "double precision"}),
    "real": frozenset({"double precision"}),
    "date": frozenset({"timestamp without time zone", "timestamp with time zone"}),
}
_NUMBERS = frozenset({"smallint", "integer", "bigint", "numeric", "real", "double precision"})
_TIMES = frozenset({"date", "timestamp without time zone", "timestamp with time zone"})
_STRINGS = frozenset({"text", "character varying", "character", "name"})
_VARYING = frozenset({"character varying", "bit varying"})
_FREE_MODIFIERS = _VARYING | frozenset(
    {
        "timestamp without time zone",
        "timestamp with time zone",
        "time without time zone",
        "time with time zone",
        "interval",
    }
)


def retyping(old: TypeName, new: TypeName) -> Retyping:
    """What the change from one type to the other costs."""
    if old == new:
        return Retyping.FREE
    if old.dimensions or new.dimensions:
        if old.dimensions == new.dimensions and old.name == new.name:
            return Retyping.REWRITES if not new.modifiers else Retyping.NARROWS
        return Retyping.BY_TEXT
    if old.name == new.name:
        return _modifiers(old, new)
    if old.name in _TEXT and new.name in _TEXT and not new.modifiers:
        return Retyping.FREE
    if old.name in _TEXT and new.name in _TEXT:
        return Retyping.NARROWS
    if (old.name, new.name) == ("cidr", "inet"):
        return Retyping.FREE
    if not new.modifiers and new.name in _WIDENING.get(old.name, ()):
        return Retyping.REWRITES
    if new.name == "numeric" and not new.modifiers and old.name in _NUMBERS:
        return Retyping.REWRITES
    if new.name in _TEXT and not new.modifiers:
        return Retyping.REWRITES
    for family in (_NUMBERS, _TIMES, _STRINGS):
        if old.name in family and new.name in family:
            return Retyping.NARROWS
    return Retyping.NARROWS if new.name in _STRINGS else Retyping.BY_TEXT


def _modifiers(old: TypeName, new: TypeName) -> Retyping:
    if old.modifiers == new.modifiers:
        return Retyping.FREE
    if old.name == "numeric":
        return _numeric(old.modifiers, new.modifiers)
    if old.name in _FREE_MODIFIERS:
        most = () if old.name in _VARYING else ("6",)  # microseconds (manual, table 8.9)
        old_modifiers = old.modifiers or most
        if not new.modifiers:
            return Retyping.FREE
        if old_modifiers and int(new.modifiers[-1]) >= int(old_modifiers[-1]):
            return Retyping.FREE
        return Retyping.NARROWS
    if old.name == "character" and new.modifiers and old.modifiers:
        wider = int(new.modifiers[0]) >= int(old.modifiers[0])
        return Retyping.REWRITES if wider else Retyping.NARROWS
    return Retyping.NARROWS


def _numeric(old: tuple[str, ...], new: tuple[str, ...]) -> Retyping:
    if not new:
        return Retyping.FREE
    if not old:
        return Retyping.NARROWS
    (precision, scale), (wider, deeper) = map(int, old), map(int, new)
    if scale == deeper and wider >= precision:
        return Retyping.FREE
    if deeper >= scale and wider - deeper >= precision - scale:
        return Retyping.REWRITES
    return Retyping.NARROWS
