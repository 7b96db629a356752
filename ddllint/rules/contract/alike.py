"""Fields and columns that are alike: where one pair is right, all are.

An API says the same of many fields, and the schema the same of many columns: identifiers, times,
states. A rule that looks at one field and its column at a time, at what they say and not at what
they are called, need only look at one such pair, and at the others where it has a word to say.
"""

import functools
import operator
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeVar

import msgspec

from ddllint.catalog.names import Name
from ddllint.catalog.predicates import ValuesReader
from ddllint.contracts.model import Binding
from ddllint.contracts.value import Bound, Stated, Value
from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.diagnostics.span import Span
from ddllint.rules.contract.structure import values_reader, with_bindings
from ddllint.rules.rule import Context
from ddllint.rules.tenants import written_name
from ddllint.settings.yaml import Spot

OptionsT = TypeVar("OptionsT")
Check = Callable[[Context, OptionsT], Iterator[Problem | NotChecked]]


def once_for_alike(check: Check[OptionsT]) -> Check[OptionsT]:
    """The same check, which looks at one of those that are alike, unless it finds something there.

    Whether `check` yields anything of a binding may depend on this binding alone: on the value of
    its field, on what the mapping says of it, and on its column, but for all their names and
    places; for a request's, also on its schema.
    """

    @functools.wraps(check)
    def checked(context: Context, options: OptionsT) -> Iterator[Problem | NotChecked]:
        contracts = context.contracts
        if contracts is None or not contracts.bindings:
            yield from check(context, options)  # says that it cannot run
            return
        parts = context.shared(_parts)
        if parts.unlike is not None:
            yield from check(parts.unlike, options)
        if parts.firsts is not None and any(True for _ in check(parts.firsts, options)):
            yield from check(parts.alike, options)

    return checked


class _Parts(msgspec.Struct, frozen=True):
    """The context with the bindings that are like no other that could be told, with one of each
    likeness, and with all that have one; None without such bindings."""

    unlike: Context | None
    firsts: Context | None
    alike: Context


def _parts(context: Context) -> _Parts:
    contracts = context.contracts
    assert contracts is not None
    reader = values_reader(context)
    name_of = functools.cache(written_name)
    firsts: dict[object, Binding] = {}
    alike: list[Binding] = []
    unlike: list[Binding] = []
    for binding in contracts.bindings:
        if binding.column is None:
            continue
        likeness = _likeness(reader, name_of(binding.relation), binding.column, binding)
        if likeness is None:
            unlike.append(binding)
        else:
            alike.append(binding)
            firsts.setdefault(likeness, binding)
    return _Parts(
        with_bindings(context, contracts, unlike) if unlike else None,
        with_bindings(context, contracts, firsts.values()) if firsts else None,
        with_bindings(context, contracts, alike),
    )


def _likeness(reader: ValuesReader, relation: Name, column: str, binding: Binding) -> object:
    """What a binding has in common with those that are alike; None if that is much."""
    held = reader.likeness(relation, column)
    said = None if held is None else _said(binding.field.value)
    if said is None:
        return None
    return (
        held,
        said,
        binding.field.listed is None,
        binding.field.conditional,
        binding.conversion,
        binding.reason,
        binding.nullable_because,
        "" if binding.direction == "response" else (binding.direction, binding.schema),
    )


_FEW = ("types", "types_place", "nullable", "format")
"""What is said of most values, and all that is said of them."""

_more = operator.attrgetter(*(name for name in Value.__struct_fields__ if name not in _FEW))
_NO_MORE = _more(Value())


def _said(value: Value) -> tuple[object, ...] | None:
    """What is said of a value, without the places where it is; None if it is of many parts."""
    few = (
        value.types,
        value.types_place is None,
        value.nullable,
        None if value.format is None else value.format.value,
    )
    more = _more(value)
    if more == _NO_MORE:
        return few
    told = tuple([fact is not None and _plain(fact) for fact in more])
    return None if None in told else (few, told)


def _plain(fact: object) -> object:
    """A fact without its place, such that two are equal only if they say the same.

    None for what cannot be told. Which of its kinds a fact is of shows from what it is a fact of,
    but for data: there, True is not 1.
    """
    if isinstance(fact, str):
        return fact
    if isinstance(fact, Span | Spot):
        return True
    if isinstance(fact, Stated):
        return _plain(fact.value)
    if isinstance(fact, Bound):
        return fact.exclusive, str(fact.value)
    if isinstance(fact, tuple):
        parts = tuple([_plain(one) for one in fact])
        return None if None in parts else parts
    if isinstance(fact, Decimal):
        return str(fact)
    if isinstance(fact, bool | int | float):
        return type(fact), fact
    return None
