"""A canonical text together with what its surroundings need to know of it."""

from collections.abc import Callable, Iterator

import msgspec

from ddllint.catalog.canonical.literals import (
    NUMBERS,
    normal_boolean,
    normal_literal,
    normal_number,
)
from ddllint.catalog.canonical.resolution import Resolved
from ddllint.catalog.canonical.type_rules import UNKNOWN, common_type, is_polymorphic

OR, AND, NOT, PREDICATE, OPERATOR, ATOM = range(6)
"""How strongly the parts of a text hold together; a weaker part is put in parentheses."""

_INTEGERS = ((-(2**31), 2**31, "integer"), (-(2**63), 2**63, "bigint"))


class Term(msgspec.Struct, frozen=True):
    """The canonical text of an expression.

    `type` is its type (see `type_rules`), None if it is not known. `literal` is the value of a
    string literal that no context has given a type. `inner` is what a cast is over that the
    server might have added by itself. `items` are the elements of an ARRAY[...], `row` those
    of a row. `constant` says that the text is a literal, or an array of them, casts included;
    `columns` that it reads a column.
    """

    text: str
    strength: int = ATOM
    type: str | None = None
    literal: str | None = None
    inner: "Term | None" = None
    items: "tuple[Term, ...] | None" = None
    row: "tuple[Term, ...] | None" = None
    constant: bool = False
    columns: bool = False


def wrapped(term: Term, strength: int) -> str:
    """The text, in parentheses if it holds together less than `strength`."""
    return term.text if term.strength >= strength else f"({term.text})"


def quoted(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def string(value: str) -> Term:
    """A string literal that has no type yet."""
    return Term(quoted(value), type=UNKNOWN, literal=value, constant=True)


NULL = Term("NULL", type=UNKNOWN, constant=True)


def number(text: str, *, decimal: bool) -> Term:
    """A number as SQL types it: `decimal` is for one with a point or an exponent."""
    plain = normal_number(text)
    if plain is None:
        return Term(text, type="numeric", constant=True)
    if decimal and "." in plain:
        return Term(plain, type="numeric", constant=True)
    value = int(plain)
    natural = next((t for low, high, t in _INTEGERS if low <= value < high), "numeric")
    term = Term(plain, type=natural, constant=True)
    return cast(term, "numeric", "numeric") if decimal else term


def boolean(value: bool) -> Term:
    """TRUE or FALSE."""
    return Term("true" if value else "false", type="boolean", constant=True)


def cast(term: Term, type_: str, shown: str, base: str = "") -> Term:
    """The term cast to a type; `shown` is the type with its modifiers, `base` a domain's base.

    A literal gets the spelling that the server prints. A cast with modifiers is never one that
    the server added, so it has no `inner`.
    """
    plain = shown == type_
    if term.type == type_ and plain:
        return term
    if term.items is not None and type_.endswith("[]") and (plain or term.items):
        element = shown.removesuffix("[]")
        return array(tuple(cast(i, type_[:-2], element, base) for i in term.items), type_)
    if term.literal is not None:
        term = _literal(term.literal, base or type_)
        if term.type == type_ and plain:
            return term
    elif not plain and term.constant and term.type == type_ and term.inner is not None:
        term = term.inner
    return Term(
        f"{wrapped(term, ATOM)}::{shown}",
        type=type_,
        inner=term if plain else None,
        constant=term.constant,
        columns=term.columns,
    )


def _literal(value: str, type_: str) -> Term:
    if type_ == "boolean" and (truth := normal_boolean(value)) is not None:
        return boolean(truth)
    if type_ in NUMBERS and (plain := normal_number(value)) is not None:
        return number(plain, decimal="." in plain)
    return string(normal_literal(value, type_))


def array(items: tuple[Term, ...], type_: str | None = None) -> Term:
    """ARRAY[items], of the type that the items agree on; an empty one shows its type."""
    if type_ is None and items:
        element = common_type(item.type for item in items)
        type_ = element and element.removesuffix("[]") + "[]"
    text = f"ARRAY[{', '.join(item.text for item in items)}]"
    return Term(
        text if items or type_ is None else f"{text}::{type_}",
        type=type_,
        items=items,
        constant=all(item.constant for item in items),
        columns=any(item.columns for item in items),
    )


def bare(term: Term) -> Term:
    """A constant without its casts; any other term as it is."""
    if not term.constant:
        return term
    if term.items:
        return array(tuple(map(bare, term.items)), term.type)
    while term.inner is not None:
        term = term.inner
    return term


def settled(
    terms: tuple[Term, ...], resolve: Callable[[tuple[Term, ...]], Resolved | None]
) -> tuple[tuple[Term, ...], Resolved | None]:
    """The terms as operands, and what `resolve` finds for them.

    Literals are spelled as values of the type that the operand is of. Casts go where `resolve`
    finds the same without them; if it finds nothing, only those of constants go.
    """
    found = resolve(terms)
    if found is None:
        return tuple(map(bare, terms)), None
    terms = tuple(map(_typed, terms, found.arguments))
    while True:
        fewer = next((f for f in _with_fewer_casts(terms) if resolve(f) == found), None)
        if fewer is None:
            return terms, found
        terms = fewer


def _typed(term: Term, type_: str) -> Term:
    """A literal without a type, or an array of such, as one of the type."""
    if type_ == UNKNOWN or is_polymorphic(type_):
        return term
    if term.literal is not None:
        return cast(term, type_, type_)
    if term.items and type_.endswith("[]") and all(i.literal is not None for i in term.items):
        return cast(term, type_, type_)
    return term


def _with_fewer_casts(terms: tuple[Term, ...]) -> Iterator[tuple[Term, ...]]:
    """All outermost casts gone, then each alone."""
    unders = [_under(term) for term in terms]
    if sum(under is not None for under in unders) > 1:
        yield tuple(under or term for under, term in zip(unders, terms, strict=True))
    for i, under in enumerate(unders):
        if under is not None:
            yield (*terms[:i], under, *terms[i + 1 :])


def _under(term: Term) -> Term | None:
    """The term without its outermost cast, an array with its elements without theirs."""
    if term.items and any(_under(item) is not None for item in term.items):
        return array(tuple(_under(item) or item for item in term.items))
    return term.inner
