"""What two catalogs do not agree on."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import msgspec

from ddllint.catalog.facts import EXISTS, Fact, fact_rows
from ddllint.catalog.model import Catalog
from ddllint.sql.source import Origin


class Difference(msgspec.Struct, frozen=True, order=False):
    """One property of an object, with its value in either catalog; None where it has none.

    An object that only one catalog has differs in the property `exists` alone. The places are
    those of the property, or of the object where it has no such property.
    """

    object: str
    property: str
    left: str | None
    right: str | None
    left_origin: Origin | None = None
    right_origin: Origin | None = None


def difference(left: Catalog, right: Catalog) -> tuple[Difference, ...]:
    """What differs, by object and property; empty when the catalogs mean the same.

    Of two databases that is also which objects are there that neither catalog holds.
    """
    ours, theirs = _by_key(left), _by_key(right)
    found = [
        _difference(key, ours, theirs)
        for key in sorted(ours.keys() | theirs.keys())
        if _value(ours.get(key)) != _value(theirs.get(key))
    ]
    one_sided = {d.object for d in found if d.property == EXISTS}
    return (
        *(d for d in found if d.property == EXISTS or d.object not in one_sided),
        *_unread(left, right),
    )


def _unread(left: Catalog, right: Catalog) -> Iterator[Difference]:
    if left.unread is None or right.unread is None:
        return
    for name in sorted({*left.unread} ^ {*right.unread}):
        there = "yes" if name in left.unread else None
        yield Difference(name, EXISTS, there, None if there else "yes")


def render(differences: Iterable[Difference], left: str = "left", right: str = "right") -> str:
    """The differences as text for people: a line an object, below it one a property."""
    lines: list[str] = []
    for object_, group in groupby(differences, lambda d: d.object):
        lines.append(object_)
        for one in group:
            for side, value, origin in (
                (left, one.left, one.left_origin),
                (right, one.right, one.right_origin),
            ):
                lines.append(f"  {one.property}, {side}: {_shown(value)}{_place(origin)}")
    return "".join(f"{line}\n" for line in lines)


_Key = tuple[str, str]


def _by_key(catalog: Catalog) -> dict[_Key, Fact]:
    return {(f"{row.kind} {row.name}", row.property): row for row in fact_rows(catalog)}


def _value(fact: Fact | None) -> str | None:
    return fact.value if fact else None


def _difference(key: _Key, ours: Mapping[_Key, Fact], theirs: Mapping[_Key, Fact]) -> Difference:
    return Difference(
        *key,
        left=_value(ours.get(key)),
        right=_value(theirs.get(key)),
        left_origin=_origin(key, ours),
        right_origin=_origin(key, theirs),
    )


def _origin(key: _Key, facts: Mapping[_Key, Fact]) -> Origin | None:
    fact = facts.get(key) or facts.get((key[0], EXISTS))
    return fact.origin if fact else None


def _shown(value: str | None) -> str:
    return "(none)" if value is None else value


def _place(origin: Origin | None) -> str:
    return f"  [{origin.span()}]" if origin else ""
