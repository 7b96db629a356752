"""Values of any type that a catalog holds, as text that the server reads."""

from collections.abc import Iterator
from itertools import islice

from ddllint.catalog.model import Catalog, Composite, Range
from ddllint.catalog.names import type_name
from ddllint.catalog.predicates import Allowed, column_type, listed, type_values
from ddllint.catalog.predicates.facets import Scalar
from ddllint.sql.expressions import TypeName
from ddllint.verify.rows.builtin import builtin_value
from ddllint.verify.rows.numbers import numbers, written
from ddllint.verify.rows.texts import texts

_MOST_NESTED = 8
_MOST_VALUES = 12
_WRITTEN_JSON = {
    "object": '{{"n": {}}}',
    "array": "[{}]",
    "string": '"{}"',
    "number": "{}",
    "boolean": "true",
    "null": "null",
}


def values(
    catalog: Catalog, type_: TypeName, allowed: Allowed, start: int, stem: str = ""
) -> Iterator[str]:
    """Different values that are allowed, at most some dozens, those from number `start` on.

    `stem` begins words. There are none for a type that is not known, and for one whose values
    cannot be written here.
    """
    found = column_type(catalog, type_)
    only = listed(allowed)
    if only is not None:
        many = only.value
        yield from (spelled(many[(start + at) % len(many)]) for at in range(len(many)))
    elif allowed.kind in ("number", "float"):
        yield from numbers(allowed, start)
    elif allowed.kind == "text" or (allowed.kind == "character" and not allowed.patterns):
        yield from texts(allowed, stem, start, start)
    elif allowed.json_types is not None:
        for kind in sorted(allowed.json_types.value, key=list(_WRITTEN_JSON).index):
            yield _WRITTEN_JSON[kind].format(start)
    else:
        for number in range(start, start + _MOST_VALUES):
            text = _value(catalog, found.base, number, 0)
            if text is not None:
                yield text


def spelled(value: Scalar) -> str:
    """A value as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else written(value)


def _one(catalog: Catalog, type_: TypeName, number: int, depth: int) -> str | None:
    """One value of a type that stands inside of another."""
    if depth > _MOST_NESTED:
        return None
    found = column_type(catalog, type_)
    if found.kind == "other" and not found.domains:
        return _value(catalog, found.base, number, depth)
    return next(islice(values(catalog, type_, type_values(catalog, type_), number), 1), None)


def _value(catalog: Catalog, type_: TypeName, number: int, depth: int) -> str | None:
    if type_.dimensions:
        item = _one(catalog, TypeName(type_.name, type_.modifiers), number, depth + 1)
        return None if item is None else f"{{{_quoted(item)}}}"
    text = builtin_value(type_, number)
    if text is not None:
        return text
    name = type_name(type_.name)
    declared = catalog.types.get(name)
    if isinstance(declared, Composite):
        return _row(catalog, declared, number, depth)
    if isinstance(declared, Range):
        return _range(catalog, declared, number, depth)
    for one in catalog.types.values():
        if isinstance(one, Range) and one.multirange == name:
            inner = _range(catalog, one, number, depth)
            return None if inner is None else f"{{{inner}}}"
    return None


def _row(catalog: Catalog, type_: Composite, number: int, depth: int) -> str:
    """A row's text (PostgreSQL manual, 8.16.6); a field whose value is not known is NULL."""
    parts = [_one(catalog, column.type, number, depth + 1) for column in type_.columns.values()]
    return f"({','.join('' if part is None else _quoted(part) for part in parts)})"


def _range(catalog: Catalog, type_: Range, number: int, depth: int) -> str | None:
    low = _one(catalog, type_.subtype, 2 * number, depth + 1)
    return None if low is None else f"[{_quoted(low)},{_quoted(low)}]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
