"""What differs between two schemas, as people look at it: by object, parts below their relation."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Literal, TypeAlias

import msgspec

from ddllint.catalog.difference import Difference
from ddllint.catalog.model import Catalog
from ddllint.catalog.wording import EXISTS
from ddllint.diagnostics.span import Span
from ddllint.report.parts import Part, catalog_parts
from ddllint.sql.source import Origin

How: TypeAlias = Literal["added", "removed", "changed"]


class Property(msgspec.Struct, frozen=True):
    """One property that differs; None where the object has none."""

    name: str
    a: str | None
    b: str | None
    a_span: Span | None = None
    b_span: Span | None = None


class Change(msgspec.Struct, frozen=True):
    """What became of one object from A to B.

    Only what changed has `properties`. `parts` of a relation or type that was added or removed are
    its columns, constraints and so on, by kind. The places are where either side declares it.
    """

    kind: str
    name: str
    how: How
    properties: tuple[Property, ...] = ()
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    a_span: Span | None = None
    b_span: Span | None = None


def changes(differences: Sequence[Difference], a: Catalog, b: Catalog) -> tuple[Change, ...]:
    """The differences of A and B by object: relations first, each followed by its parts."""
    part_of = {part.key: part for part in (*catalog_parts(a), *catalog_parts(b))}
    by_object = {key: list(group) for key, group in groupby(differences, lambda one: one.object)}
    one_sided = {key for key, group in by_object.items() if group[0].property == EXISTS}
    parts: dict[str, list[Part]] = {}
    for part in part_of.values():  # in the order of declaration
        if part.key in one_sided and part.whole in one_sided:
            outer = _outermost(part, part_of, one_sided)
            parts.setdefault(outer.whole, []).append(outer)
    folded = {part.key for several in parts.values() for part in several}
    shown = [(key, part_of.get(key)) for key in by_object if key not in folded]
    shown.sort(key=lambda pair: _order(*pair))
    return tuple(_change(key, by_object[key], parts.get(key, ())) for key, _ in shown)


def _outermost(part: Part, part_of: Mapping[str, Part], one_sided: Collection[str]) -> Part:
    """The part as one of what is told: the rights on a serial's sequence go to its table."""
    outer = part_of.get(part.whole)
    if outer is None or outer.whole not in one_sided:
        return part
    return Part(part.key, outer.whole, part.kind, f"{part.name} on {outer.name}")


_PARTS = ("column", "constraint", "index", "policy", "trigger", "sequence", "grant")
_WHOLES = ("schema", "extension", "role", "type", "table", "view", "sequence", "routine")


def _order(key: str, part: Part | None) -> tuple[int, str, int, str]:
    kind, name = _kind_and_name(part.whole if part is not None else key)
    rank = _WHOLES.index(kind) if kind in _WHOLES else len(_WHOLES)
    return rank, name, _PARTS.index(part.kind) + 1 if part is not None else 0, key


def _change(key: str, group: Sequence[Difference], parts: Sequence[Part]) -> Change:
    kind, name = _kind_and_name(key)
    first = group[0]
    by_kind: dict[str, list[str]] = {}
    for part in parts:
        by_kind.setdefault(part.kind, []).append(part.name)
    properties = () if first.property == EXISTS else tuple(map(_property, group))
    return Change(
        kind,
        name,
        _how(first),
        properties,
        tuple((part_kind, tuple(names)) for part_kind, names in by_kind.items()),
        _span(first.left_origin),
        _span(first.right_origin),
    )


def _how(first: Difference) -> How:
    if first.property != EXISTS:
        return "changed"
    return "added" if first.left is None else "removed"


def _property(one: Difference) -> Property:
    return Property(
        one.property, one.left, one.right, _span(one.left_origin), _span(one.right_origin)
    )


def _span(origin: Origin | None) -> Span | None:
    return origin.span() if origin is not None else None


_PUBLIC = re.compile(r"^public\.")


def _kind_and_name(key: str) -> tuple[str, str]:
    """An object's kind, and its name as people write it: `public` is left out."""
    kind, _, name = key.partition(" ")
    if kind == "default":
        kind, name = "default privilege", name.removeprefix("privilege ")
    return kind, _PUBLIC.sub("", name)
