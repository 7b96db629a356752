"""Values joined: what holds when all of several hold, and when one of them does."""

import functools
import math
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from msgspec.structs import replace

from ddllint.contracts.json_values import identity, type_of
from ddllint.contracts.value import Bound, JsonType, Place, Stated, Value
from ddllint.diagnostics.span import Span
from ddllint.settings.yaml import Data

NOTHING = Value(types=(), nullable=False)
_ORDER: tuple[JsonType, ...] = ("boolean", "integer", "number", "string", "array", "object")

T = TypeVar("T")


def is_nothing(value: Value) -> bool:
    """Whether no value at all is valid."""
    return not value.types and not value.nullable


def all_of(values: Iterable[Value]) -> Value:
    """What holds when each of the values does; where two state the same, the first has the say."""
    joined = None
    for value in values:
        joined = value if joined is None else _both(joined, value)
    return Value() if joined is None else joined


def types_both(left: Iterable[JsonType], right: Iterable[JsonType]) -> tuple[JsonType, ...]:
    """The types that are in both, an integer being a number."""
    return ordered(_widened(left) & _widened(right))


def _widened(types: Iterable[JsonType]) -> set[JsonType]:
    widened = set(types)
    return widened | {"integer"} if "number" in widened else widened


def ordered(types: Collection[JsonType]) -> tuple[JsonType, ...]:
    """The types in the order of JsonType, each once, and no integer beside number."""
    return tuple(
        kind for kind in _ORDER if kind in types and not (kind == "integer" and "number" in types)
    )


def within_types(value: Value) -> Value:
    """The value with its list of values and its types made to agree."""
    if value.enum is None:
        return value
    numbers = "number" in value.types
    kept = tuple(
        item
        for item in value.enum
        if (kind := type_of(item.value)) in value.types or (kind == "integer" and numbers)
    )
    kinds = {kind for item in kept if (kind := type_of(item.value)) is not None}
    return replace(value, enum=kept, types=ordered(kinds))


def _both(a: Value, b: Value) -> Value:
    formats = {stated.value for stated in (a.format, b.format) if stated is not None}
    lost = (Stated("format", b.format.place),) if len(formats) > 1 and b.format else ()
    return within_types(
        Value(
            types=types_both(a.types, b.types),
            types_place=a.types_place or b.types_place,
            nullable=a.nullable and b.nullable,
            format=a.format or b.format,
            enum=_enum_both(a.enum, b.enum),
            minimum=_tightest(a.minimum, b.minimum, lower=True),
            maximum=_tightest(a.maximum, b.maximum, lower=False),
            multiple_of=_common_multiple(a.multiple_of, b.multiple_of),
            min_length=_either(_greatest, a.min_length, b.min_length),
            max_length=_either(_least, a.max_length, b.max_length),
            patterns=a.patterns + _others(a.patterns, b.patterns),
            default=a.default or b.default,
            examples=(*a.examples, *b.examples),
            read_only=a.read_only or b.read_only,
            write_only=a.write_only or b.write_only,
            items=_either(_both, a.items, b.items),
            min_items=_either(_greatest, a.min_items, b.min_items),
            max_items=_either(_least, a.max_items, b.max_items),
            unique_items=a.unique_items or b.unique_items,
            closed=a.closed or b.closed,
            object=a.object or b.object,
            loose=(*a.loose, *b.loose, *lost),
        )
    )


def _enum_both(
    a: tuple[Stated[Data], ...] | None, b: tuple[Stated[Data], ...] | None
) -> tuple[Stated[Data], ...] | None:
    if a is None or b is None:
        return b if a is None else a
    other = {identity(item.value) for item in b}
    return tuple(item for item in a if identity(item.value) in other)


def _tightest(a: Bound | None, b: Bound | None, lower: bool) -> Bound | None:
    """The greater of two lower limits, the less of two upper ones."""
    if a is None or b is None:
        return a or b
    if a.value == b.value:
        return b if b.exclusive and not a.exclusive else a
    return b if (b.value > a.value) is lower else a


def _either(join: Callable[[T, T], T], a: T | None, b: T | None) -> T | None:
    """Both joined, or the one that there is."""
    return (b if a is None else a) if a is None or b is None else join(a, b)


def _common_multiple(
    a: Stated[Decimal] | None, b: Stated[Decimal] | None
) -> Stated[Decimal] | None:
    if a is None or b is None:
        return a or b
    exponent = min(_exponent(a.value), _exponent(b.value))
    least = math.lcm(_scaled(a.value, exponent), _scaled(b.value, exponent))
    common = Decimal((0, Decimal(least).as_tuple().digits, exponent))
    return a if common == a.value else b if common == b.value else Stated(common, b.place)


def _exponent(value: Decimal) -> int:
    return int(value.as_tuple().exponent)


def _scaled(value: Decimal, exponent: int) -> int:
    """The value in units of ten to the `exponent`, exactly."""
    sign, digits, own = value.as_tuple()
    return int(Decimal((sign, digits, int(own) - exponent)))


def _others(
    known: tuple[Stated[str], ...], more: tuple[Stated[str], ...]
) -> tuple[Stated[str], ...]:
    texts = {pattern.value for pattern in known}
    return tuple(pattern for pattern in more if pattern.value not in texts)


def one_of(values: Sequence[Value], keyword: str, span: Span, exclusive: bool) -> Value:
    """What holds when one of the values does (`anyOf`), or just one of them (`oneOf`).

    `keyword` and `span` name what is left out when the summary cannot tell the values apart.
    """
    nulls = sum(value.nullable for value in values)
    nullable = nulls == 1 if exclusive else nulls > 0
    branches = [value for value in values if value.types]
    if len(branches) == 1:
        return replace(branches[0], nullable=nullable)
    if not branches:
        return Value(types=(), nullable=nullable)
    joined, exact = _union(branches)
    if exclusive and not _disjoint(branches):
        exact = False
    lost = () if exact else (Stated(keyword, span),)
    return replace(joined, nullable=nullable, loose=(*joined.loose, *lost))


def _union(branches: Sequence[Value]) -> tuple[Value, bool]:
    """The union of what the branches admit but null, and whether it is just that."""
    first = branches[0]
    enums = [branch.enum for branch in branches if branch.enum is not None]
    listed = len(enums) == len(branches)
    strings, numbers = _having(branches, "string"), _having(branches, "number", "integer")
    lists, objects = _having(branches, "array"), _having(branches, "object")
    formats = {_said(branch.format) for branch in branches}
    joined = Value(
        types=ordered({kind for branch in branches for kind in branch.types}),
        types_place=first.types_place,
        nullable=False,
        format=first.format if len(formats) == 1 else _only_format(branches),
        enum=_distinct(item for values in enums for item in values) if listed else None,
        minimum=_if_all(lambda a, b: _loosest(a, b, True), [b.minimum for b in numbers]),
        maximum=_if_all(lambda a, b: _loosest(a, b, False), [b.maximum for b in numbers]),
        multiple_of=_if_equal([b.multiple_of for b in numbers]),
        min_length=_if_all(_least, [b.min_length for b in strings]),
        max_length=_if_all(_greatest, [b.max_length for b in strings]),
        patterns=_shared_patterns(strings),
        default=next((b.default for b in branches if b.default), None),
        examples=tuple(shown for branch in branches for shown in branch.examples),
        read_only=_if_each([b.read_only for b in branches]),
        write_only=_if_each([b.write_only for b in branches]),
        items=_shared_items([b.items for b in lists]),
        min_items=_if_all(_least, [b.min_items for b in lists]),
        max_items=_if_all(_greatest, [b.max_items for b in lists]),
        unique_items=_if_each([b.unique_items for b in lists]),
        closed=_if_each([b.closed for b in objects]),
        object=next((b.object for b in objects if b.object), ""),
        loose=tuple(lost for branch in branches for lost in branch.loose),
    )
    whole = [branch for branch in numbers if "number" in branch.types] or numbers
    groups = ((strings, _of_strings), (whole, _of_numbers), (lists, _of_lists))
    alike = all(not group or _of_one(facts, joined, group) for group, facts in groups)
    told = not enums or (listed and len({_limits(branch) for branch in branches}) == 1)
    return joined, alike and told and (len(formats) == 1 or joined.format is not None)


def _of_one(facts: Callable[[Value], Hashable], joined: Value, group: Sequence[Value]) -> bool:
    """Whether one of the group admits by itself all that the joined value admits."""
    return facts(joined) in {facts(branch) for branch in group}


def _having(branches: Sequence[Value], *types: JsonType) -> list[Value]:
    return [branch for branch in branches if set(types) & set(branch.types)]


def _only_format(branches: Sequence[Value]) -> Stated[str] | None:
    """The one format that is stated, when no other branch has a type of that branch."""
    stated = [branch for branch in branches if branch.format is not None]
    if len(stated) != 1:
        return None
    others = (branch for branch in branches if branch is not stated[0])
    apart = all(not types_both(stated[0].types, other.types) for other in others)
    return stated[0].format if apart else None


def _loosest(a: Bound, b: Bound, lower: bool) -> Bound:
    return b if _tightest(a, b, lower) is a else a


def _least(a: Stated[int], b: Stated[int]) -> Stated[int]:
    return b if b.value < a.value else a


def _greatest(a: Stated[int], b: Stated[int]) -> Stated[int]:
    return b if b.value > a.value else a


def _if_all(join: Callable[[T, T], T], stated: Sequence[T | None]) -> T | None:
    """All joined; None when one of them says nothing."""
    known = [item for item in stated if item is not None]
    return functools.reduce(join, known) if known and len(known) == len(stated) else None


def _if_equal(stated: Sequence[Stated[Decimal] | None]) -> Stated[Decimal] | None:
    different = {None if item is None else item.value for item in stated}
    return stated[0] if len(different) == 1 else None


def _if_each(places: Sequence[Place | None]) -> Place | None:
    """The first place, if each branch has one."""
    return places[0] if places and all(places) else None


def _shared_patterns(strings: Sequence[Value]) -> tuple[Stated[str], ...]:
    if not strings:
        return ()
    everywhere = set.intersection(*({p.value for p in value.patterns} for value in strings))
    return tuple(p for p in strings[0].patterns if p.value in everywhere)


def _shared_items(items: Sequence[Value | None]) -> Value | None:
    known = [item for item in items if item is not None]
    if not known or len(known) < len(items):
        return None
    if len(known) == 1:
        return known[0]
    joined, exact = _union(known)
    lost = () if exact or joined.types_place is None else (Stated("items", joined.types_place),)
    nullable = any(item.nullable for item in known)
    return replace(joined, nullable=nullable, loose=(*joined.loose, *lost))


def _distinct(items: Iterable[Stated[Data]]) -> tuple[Stated[Data], ...]:
    return tuple({identity(item.value): item for item in reversed(list(items))}.values())[::-1]


def _said(stated: Stated[T] | None) -> T | None:
    return None if stated is None else stated.value


def _limit(bound: Bound | None) -> Hashable:
    return None if bound is None else (bound.value, bound.exclusive)


def _of_strings(value: Value) -> Hashable:
    patterns = frozenset(pattern.value for pattern in value.patterns)
    return (_said(value.min_length), _said(value.max_length), patterns)


def _of_numbers(value: Value) -> Hashable:
    return (_limit(value.minimum), _limit(value.maximum), _said(value.multiple_of))


def _of_lists(value: Value) -> Hashable:
    counts = (_said(value.min_items), _said(value.max_items), value.unique_items is None)
    return (*counts, None if value.items is None else _of_all(value.items))


def _limits(value: Value) -> Hashable:
    return (_said(value.format), _of_strings(value), _of_numbers(value), _of_lists(value))


def _of_all(value: Value) -> Hashable:
    """All that restricts a value but its list of values."""
    return (value.types, value.nullable, _limits(value))


def _disjoint(branches: Sequence[Value]) -> bool:
    """Whether no value but null and objects is surely valid in one branch only."""
    for at, one in enumerate(branches):
        for other in branches[at + 1 :]:
            if set(types_both(one.types, other.types)) <= {"object"}:
                continue
            if one.enum is None or other.enum is None or _enum_both(one.enum, other.enum):
                return False
    return True
