"""A canonical text together with what its surroundings need to know of it."""

from collections.abc import Callable
from itertools import pairwise

import msgspec

from ddllint.catalog.canonical.intervals import normal_interval
from ddllint.catalog.canonical.literals import (
    NUMBERS,
    normal_boolean,
    normal_literal,
    normal_number,
    number_of,
)
from ddllint.catalog.canonical.resolution import Resolved
from ddllint.catalog.canonical.type_rules import (
    UNKNOWN,
    common_type,
    is_coercible,
    is_polymorphic,
)

OR, AND, NOT, PREDICATE, OPERATOR, ATOM = range(6)
"""How strongly the parts of a text hold together; a weaker part is put in parentheses."""

_INTEGERS = ((-(2**31), 2**31, "integer"), (-(2**63), 2**63, "bigint"))


class Term(msgspec.Struct, frozen=True):
    """The canonical text of an expression.

    `type` is its type (see `type_rules`), None if it is not known. `literal` is the value of a
    string literal that no context has given a type. `inner` is what a cast is over that the
    server might have added by itself. `items` are the elements of an ARRAY[...], `row` those
    of a row, `collated` the operand and the collation of COLLATE. `constant` says that the
    text is a literal, or an array of them, casts included; `columns` that it reads a column.
    """

    text: str
    strength: int = ATOM
    type: str | None = None
    literal: str | None = None
    inner: "Term | None" = None
    items: "tuple[Term, ...] | None" = None
    row: "tuple[Term, ...] | None" = None
    collated: "tuple[Term, str] | None" = None
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


def cast(term: Term, type_: str, shown: str) -> Term:
    """The term cast to a type; `shown` is the type with its modifiers.

    A literal gets the spelling that the server prints. A cast with modifiers is never one that
    the server added, so it has no `inner`. Arrays are cast element by element, and COLLATE
    stands around a cast, as the server has it.
    """
    plain = shown == type_
    if term.type == type_ and (plain or term.text.endswith(f"::{shown}")):
        return term
    if term.collated is not None:
        operand, collation = term.collated
        return collated(cast(operand, type_, shown), collation)
    if term.items is not None and type_.endswith("[]") and (plain or term.items):
        return array_of(term.items, type_[:-2], shown.removesuffix("[]"))
    if _is_same_text(term, type_) and term.inner is not None:
        term = term.inner
    if term.literal is not None:
        term = _literal(term.literal, type_, shown)
        if term.type == type_ and plain:
            return term
    return Term(
        f"{wrapped(term, ATOM)}::{shown}",
        type=type_,
        inner=term if plain else None,
        constant=term.constant,
        columns=term.columns,
    )


def _is_same_text(term: Term, type_: str) -> bool:
    """Whether it is a literal of a type that another cast makes no difference to."""
    if term.inner is None or term.inner.type != UNKNOWN:
        return False
    return term.type == type_ or {term.type, type_} == {"text", "character varying"}


def collated(operand: Term, collation: str) -> Term:
    """COLLATE; a cast of the operand counts as one of the whole."""
    text = f"{wrapped(operand, ATOM)} COLLATE {collation}"
    inner = None if operand.inner is None else collated(operand.inner, collation)
    return Term(
        text,
        OPERATOR,
        operand.type,
        inner=inner,
        collated=(operand, collation),
        columns=operand.columns,
    )


def _literal(value: str, type_: str, shown: str) -> Term:
    if type_ == "boolean" and (truth := normal_boolean(value)) is not None:
        return boolean(truth)
    if type_ in NUMBERS and (plain := number_of(value, type_)) is not None:
        return number(plain, decimal="." in plain)
    if type_ == "interval":
        return string(normal_interval(value, shown.removeprefix("interval").partition("(")[0]))
    return string(normal_literal(value, type_))


def array(items: tuple[Term, ...], type_: str | None = None) -> Term:
    """ARRAY[items], of the type that the items agree on; an empty one shows its type."""
    if type_ is None and items:
        element = common_type(item.type for item in items)
        type_ = element and array_type(element)
    text = f"ARRAY[{', '.join(item.text for item in items)}]"
    return Term(
        text if items or type_ is None else f"{text}::{type_}",
        type=type_,
        items=items,
        constant=all(item.constant for item in items),
        columns=any(item.columns for item in items),
    )


def array_type(element: str) -> str:
    """The type of an array; there is one for all dimensions (PostgreSQL manual, 8.15.1)."""
    return element.removesuffix("[]") + "[]"


def array_of(items: tuple[Term, ...], element: str, shown: str) -> Term:
    """ARRAY[items] with all items cast to one type.

    Constants show no cast where the others, or their own type, decide the array's.
    """
    inside = tuple(cast_element(item, element, shown) for item in items)
    quiet = tuple((_under(item) or item) if item.constant else item for item in inside)
    if common_type(item.type for item in quiet) == element:
        return array(quiet, array_type(element))
    for i in range(len(inside)):
        fewer = (*inside[:i], quiet[i], *inside[i + 1 :])
        if common_type(item.type for item in fewer) == element:
            inside = fewer
    return array(inside, array_type(element))


def cast_element(item: Term, element: str, shown: str) -> Term:
    """An item of an array cast to the type of all.

    Casts on the way that lose nothing do not show: the server adds one when it coerces a whole
    array whose items it had to bring to one type before.
    """
    if item.items is not None:
        return cast(item, array_type(element), array_type(shown))
    if item.type == element and item.inner is not None:
        item = item.inner
    while item.inner is not None and _is_widening(item.inner.type, item.type, element):
        item = item.inner
    return cast(item, element, shown)


def _is_widening(*steps: str | None) -> bool:
    return all(a is not None and b is not None and is_coercible(a, b) for a, b in pairwise(steps))


def bare(term: Term) -> Term:
    """A constant without its cast; any other term as it is.

    A cast below that one stays: `'now'::text::date` is not `'now'::date`.
    """
    if not term.constant:
        return term
    if term.items:
        return array(tuple(map(bare, term.items)), term.type)
    return term.inner or term


def settled(
    terms: tuple[Term, ...], resolve: Callable[[tuple[Term, ...]], Resolved | None]
) -> tuple[tuple[Term, ...], Resolved | None]:
    """The terms as operands, and what `resolve` finds for them.

    They are cast to the types that `resolve` finds, as the server does. Of these outermost
    casts, each then goes that `resolve` would have added: so it does not matter which were
    written. Where it finds nothing, only the casts of constants go.
    """
    found = resolve(terms)
    if found is None:
        return tuple(map(bare, terms)), None
    terms = tuple(map(_coerced, terms, found.arguments))
    unders = tuple([_under(term) or term for term in terms])
    if resolve(unders) == found:
        return unders, found
    for i in sorted(range(len(terms)), key=lambda i: not terms[i].constant):
        fewer = (*terms[:i], unders[i], *terms[i + 1 :])
        if resolve(fewer) == found:
            terms = fewer
    return terms, found


def _coerced(term: Term, type_: str) -> Term:
    if type_ in (UNKNOWN, "record") or is_polymorphic(type_):
        return term
    return cast(term, type_, type_)


def _under(term: Term) -> Term | None:
    """The term without its outermost cast, an array with its elements without theirs."""
    if term.items and any(_under(item) is not None for item in term.items):
        return array(tuple(_under(item) or item for item in term.items))
    return term.inner
