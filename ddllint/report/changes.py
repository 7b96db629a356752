"""What differs between two schemas, as people look at it: by object, parts below their relation."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Literal, TypeAlias

import msgspec

from ddllint.catalog.difference import Difference
from ddllint.catalog.model import Catalog, Composite
from ddllint.catalog.wording import EXISTS, quoted
from ddllint.diagnostics.span import Span
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
    whole_of: dict[str, str] = dict(chain(_parts(a), _parts(b)))
    by_object = {key: list(group) for key, group in groupby(differences, lambda one: one.object)}
    one_sided = {key for key, group in by_object.items() if group[0].property == EXISTS}
    whole_of |= dict(_grants(one_sided))
    parts: dict[str, list[str]] = {}
    for key, whole in whole_of.items():  # in the order of declaration
        if key in one_sided and whole in one_sided:
            parts.setdefault(whole, []).append(key)
    folded = {key for keys in parts.values() for key in keys}
    shown = [(key, whole_of.get(key) or key) for key in by_object if key not in folded]
    shown.sort(key=lambda pair: _order(*pair))
    return tuple(_change(key, by_object[key], parts.get(key, ())) for key, _ in shown)


_PARTS = ("column", "constraint", "index", "policy", "trigger", "sequence")
_WHOLES = ("schema", "extension", "role", "type", "table", "view", "sequence", "routine")


def _order(key: str, whole: str) -> tuple[int, str, int, str]:
    kind, name = _kind_and_name(whole)
    rank = _WHOLES.index(kind) if kind in _WHOLES else len(_WHOLES)
    own = _kind_and_name(key)[0]
    return rank, name, _PARTS.index(own) + 1 if key != whole and own in _PARTS else 0, key


def _parts(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Each part of a relation or composite type, and the object that it is part of."""
    for table in catalog.tables.values():
        whole = f"table {quoted(table.name)}"
        yield from ((f"column {quoted(table.name, one)}", whole) for one in table.columns)
        yield from ((f"constraint {quoted(table.name, one)}", whole) for one in table.constraints)
        yield from ((f"index {quoted(one.name)}", whole) for one in table.indexes.values())
        yield from ((f"policy {quoted(table.name, one)}", whole) for one in table.policies)
        yield from ((f"trigger {quoted(table.name, one)}", whole) for one in table.triggers)
    for view in catalog.views.values():
        whole = f"view {quoted(view.name)}"
        yield from ((f"column {quoted(view.name, one)}", whole) for one in view.columns or ())
        yield from ((f"index {quoted(one.name)}", whole) for one in view.indexes.values())
        yield from ((f"trigger {quoted(view.name, one)}", whole) for one in view.triggers)
    for type_ in catalog.types.values():
        if isinstance(type_, Composite):
            whole = f"type {quoted(type_.name)}"
            yield from ((f"column {quoted(type_.name, one)}", whole) for one in type_.columns)
    for sequence in catalog.sequences.values():
        if sequence.owned_by is not None:
            yield f"sequence {quoted(sequence.name)}", f"table {quoted(sequence.owned_by[0])}"


def _grants(one_sided: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each grant, and the object that was added or removed with it."""
    objects = [(_granted(*_kind_and_name(key)), key) for key in one_sided]
    for key in sorted(one_sided):
        if key.startswith("grant "):
            # behind the object stands a column in parentheses, or the grantee
            yield from (
                (key, whole)
                for start, whole in objects
                if start and key.startswith((f"{start} ", f"{start}("))
            )


def _granted(kind: str, name: str) -> str:
    """How the grants on an object begin; empty for a kind that has none."""
    return f"grant {_GRANTED[kind]} {name}" if kind in _GRANTED else ""


_GRANTED = {
    "table": "table",
    "view": "table",
    "sequence": "sequence",
    "type": "type",
    "routine": "routine",
    "schema": "schema",
}
"""The kinds of object that privileges are on, and what a grant calls each."""


def _change(key: str, group: Sequence[Difference], parts: Iterable[str]) -> Change:
    kind, name = _kind_and_name(key)
    first = group[0]
    by_kind: dict[str, list[str]] = {}
    for part in parts:
        part_kind, part_name = _kind_and_name(part)
        start = f"{_GRANTED[kind]} {name}" if part_kind == "grant" else f"{name}."
        by_kind.setdefault(part_kind, []).append(part_name.removeprefix(start).lstrip())
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
    mark = "default privilege "
    kind, name = ("default privilege", key[len(mark) :]) if key.startswith(mark) else _split(key)
    return kind, _PUBLIC.sub("", name)


def _split(key: str) -> tuple[str, str]:
    kind, _, name = key.partition(" ")
    return kind, name
