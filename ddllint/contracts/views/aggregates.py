"""The value of an aggregate (PostgreSQL manual, 9.21), from the values of its arguments."""

from collections.abc import Sequence

from ddllint.contracts.views.calls import call_type
from ddllint.contracts.views.known_functions import AGGREGATES, COUNTS, OF_ANY_ROW, OF_VALUES
from ddllint.contracts.views.ranges import call_numbers
from ddllint.contracts.views.schema import Schema
from ddllint.contracts.views.values import NEVER, Nulls, Value, nulls_of


def aggregate_value(
    schema: Schema, namespace: str, name: str, arguments: Sequence[Value], *, grouped: bool
) -> Value:
    """The value over all rows or, if they are `grouped`, over those of a group, which has some."""
    typed = call_type(schema, namespace, name, arguments)
    nulls = Nulls(None, f"it is not known whether {name}() returns NULL")
    if not namespace and name in AGGREGATES and name not in schema.routines:
        nulls = _nulls(name, arguments, grouped)
    numbers = call_numbers(namespace, name, arguments, schema)
    return Value(typed.type, nulls.not_null, typed.reason, nulls.reason, numbers=numbers)


def _nulls(name: str, arguments: Sequence[Value], grouped: bool) -> Nulls:
    if name in COUNTS:
        return NEVER
    if not grouped:
        return Nulls(False, f"{name}() is NULL without rows")
    if name in OF_ANY_ROW:
        return NEVER
    if name in OF_VALUES and arguments:
        return nulls_of(arguments[0])
    return Nulls(False, f"{name}() can be NULL for a group")
