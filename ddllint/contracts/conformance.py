"""Whether a value that a contract writes down fits the contract's own schema.

What the summary of a schema forbids is forbidden; what it does not tell is taken to fit. So each
departure is one, and some are not seen.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

import msgspec

from ddllint.contracts.dialects import Dialect
from ddllint.contracts.documents import Node
from ddllint.contracts.fields import ObjectReader
from ddllint.contracts.json_values import identity, is_of, number, type_of
from ddllint.contracts.patterns import matches
from ddllint.contracts.value import Bound, Stated, Value
from ddllint.settings.yaml import Data


class Departure(msgspec.Struct, frozen=True):
    """A part of the data that does not fit, and why."""

    node: Node
    reason: str


def departures(
    reader: ObjectReader, value: Value, data: Node, dialect: Dialect
) -> Iterator[Departure]:
    """Each part of `data` that does not fit `value`, which is read by the dialect."""
    reason = misfit(value, data.value, reader.documents.written_number(data))
    if reason:
        yield Departure(data, reason)
    elif isinstance(data.value, list) and value.items is not None:
        for at in range(len(data.value)):
            yield from departures(reader, value.items, data.child(at), dialect)
    elif isinstance(data.value, dict) and value.object:
        yield from _of_object(reader, value, data, data.value, dialect)


def _of_object(
    reader: ObjectReader, value: Value, data: Node, given: dict[str, Data], dialect: Dialect
) -> Iterator[Departure]:
    schema = reader.documents.at(value.object)
    if not isinstance(schema, Node):
        return
    shape = reader.shape(schema, dialect)
    for name in shape.required:
        found = shape.properties.get(name)
        one_way = found is not None and (found.value.read_only or found.value.write_only)
        if name not in given and not one_way:
            yield Departure(data, f"lacks the required `{name}`")
    for name in given:
        if name in shape.properties:
            if not shape.properties[name].conditional:
                part = data.child(name)
                yield from departures(reader, shape.properties[name].value, part, dialect)
        elif value.closed is not None and not shape.extra:
            yield Departure(data.child(name), f"has `{name}`, which the schema does not allow")


def misfit(value: Value, data: Data, written: str) -> str:
    """Why the data itself, apart from its parts, does not fit; empty when it does.

    `written` is its text in the file, by which numbers are compared exactly.
    """
    if data is None:
        return "" if value.nullable else "is null, which the schema does not allow"
    if not any(is_of(data, kind) for kind in value.types):
        wanted = " or ".join((*value.types, *["null"] * value.nullable)) or "nothing"
        if value.enum is None:
            return f"is of the type {type_of(data)}, not {wanted}"
    if value.enum is not None and identity(data) not in {identity(v.value) for v in value.enum}:
        return f"is not one of {_listed(value.enum)}"
    exact = number(data, written)
    if exact is not None:
        return _of_number(value, exact)
    if isinstance(data, str):
        return _of_text(value, data)
    return _of_list(value, data) if isinstance(data, list) else ""


def _listed(values: tuple[Stated[Data], ...]) -> str:
    shown = [str(item.value) for item in values[:6]]
    return ", ".join(shown) + (", ..." if len(values) > len(shown) else "")


def _of_number(value: Value, exact: Decimal) -> str:
    low, high = value.minimum, value.maximum
    if low is not None and (exact < low.value or (low.exclusive and exact == low.value)):
        return f"is less than the minimum{_but(low)} {low.value}"
    if high is not None and (exact > high.value or (high.exclusive and exact == high.value)):
        return f"is more than the maximum{_but(high)} {high.value}"
    step = value.multiple_of
    if step is not None and not _is_multiple(exact, step.value):
        return f"is no multiple of {step.value}"
    return ""


def _but(bound: Bound) -> str:
    return ", which is not reached," if bound.exclusive else ""


def _is_multiple(exact: Decimal, step: Decimal) -> bool:
    (p, q), (r, s) = exact.as_integer_ratio(), step.as_integer_ratio()
    return (p * s) % (q * r) == 0


def _of_text(value: Value, text: str) -> str:
    if value.min_length is not None and len(text) < value.min_length.value:
        return f"is shorter than {value.min_length.value}"
    if value.max_length is not None and len(text) > value.max_length.value:
        return f"is longer than {value.max_length.value}"
    for pattern in value.patterns:
        if matches(pattern.value, text) is False:
            return f"does not match the pattern {pattern.value}"
    form = FORMAT_PATTERNS.get(value.format.value) if value.format is not None else None
    if value.format is not None and form is not None and not form.fullmatch(text):
        return f"is no {value.format.value}"
    return ""


_DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = rf"{_CLOCK}:([0-5][0-9]|60)(\.[0-9]+)?([zZ]|[+-]{_CLOCK})"
FORMAT_PATTERNS = {
    "uuid": re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),  # RFC 9562, 4
    "date": re.compile(_DATE),  # RFC 3339, 5.6
    "time": re.compile(_TIME),
    "date-time": re.compile(f"{_DATE}[tT]{_TIME}"),
}
"""The whole text of a string of each format."""


def _of_list(value: Value, items: list[Data]) -> str:
    if value.min_items is not None and len(items) < value.min_items.value:
        return f"has fewer than {value.min_items.value} items"
    if value.max_items is not None and len(items) > value.max_items.value:
        return f"has more than {value.max_items.value} items"
    if value.unique_items is not None and len({identity(item) for item in items}) < len(items):
        return "has an item twice"
    return ""
