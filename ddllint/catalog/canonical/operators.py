"""Operators, comparisons of rows, BETWEEN and IN, as the server rewrites them."""

from collections.abc import Callable

import msgspec

from ddllint.catalog.canonical.environment import Env
from ddllint.catalog.canonical.resolution import Resolved, resolve_operator
from ddllint.catalog.canonical.terms import (
    AND,
    ATOM,
    NOT,
    NULL,
    OPERATOR,
    OR,
    PREDICATE,
    Term,
    cast,
    cast_element,
    number,
    settled,
    wrapped,
)
from ddllint.catalog.canonical.type_rules import UNKNOWN, common_type, element_of
from ddllint.sql.identifiers import quote_identifier

_WORDS = {"~~": "LIKE", "!~~": "NOT LIKE", "~~*": "ILIKE", "!~~*": "NOT ILIKE"}
_PREDICATES = frozenset({"=", "<>", "<", "<=", ">", ">=", "~~", "!~~", "~~*", "!~~*"})
_DISTINCT = "is distinct from"
_NOT_DISTINCT = "is not distinct from"


def by_operator(name: str, env: Env) -> Callable[[tuple[Term, ...]], Resolved | None]:
    """How operands of that operator are resolved."""
    short = "=" if name == _DISTINCT else env.short(name)

    def resolve(terms: tuple[Term, ...]) -> Resolved | None:
        types = env.bases(terms)
        return None if types is None else resolve_operator(short, types)

    return resolve


def by_common_type(env: Env) -> Callable[[tuple[Term, ...]], Resolved | None]:
    """How branches that agree on one type are resolved."""

    def resolve(terms: tuple[Term, ...]) -> Resolved | None:
        types = {term.type for term in terms}
        common = types.pop() if len(types) == 1 else None  # the same domain stays one
        if common in (None, UNKNOWN):
            common = common_type(env.bases(terms) or (None,))
        return None if common is None else Resolved((common,) * len(terms), common)

    return resolve


def alone(term: Term) -> Term:
    """A term that nothing around gives a type: a literal is text then."""
    (shown,), found = settled((term,), _own_type)
    return msgspec.structs.replace(shown, type=found and found.result)


def _own_type(terms: tuple[Term, ...]) -> Resolved | None:
    type_ = "text" if terms[0].type == UNKNOWN else terms[0].type
    return None if type_ is None else Resolved((type_,), type_)


def has_columns(*terms: Term) -> bool:
    """Whether any of the terms reads a column."""
    return any(term.columns for term in terms)


def junction(word: str, terms: tuple[Term, ...]) -> Term:
    """Terms joined by AND or OR; one alone stays as it is."""
    if len(terms) == 1:
        return terms[0]
    strength = AND if word == "AND" else OR
    text = f" {word} ".join(wrapped(term, strength) for term in terms)
    return Term(text, strength, "boolean", columns=has_columns(*terms))


def negation(term: Term) -> Term:
    """NOT over a term."""
    return Term(f"NOT {wrapped(term, ATOM)}", NOT, "boolean", columns=term.columns)


def prefix(name: str, operand: Term, env: Env) -> Term:
    """A prefix operator; a minus before a mere number is the number's own."""
    if name == "-" and operand.constant and operand.text.replace(".", "").isdecimal():
        return number(f"-{operand.text}", decimal="." in operand.text)
    (operand,), found = settled((operand,), by_operator(name, env))
    text = f"{_shown(name, env)} {wrapped(operand, ATOM)}"
    return Term(text, OPERATOR, found and found.result, columns=operand.columns)


def binary(name: str, left: Term, right: Term, env: Env) -> Term:
    """An operator between two terms, rows included."""
    if left.row is not None and right.row is not None and len(left.row) == len(right.row):
        return _rows(name, left.row, right.row, env)
    if NULL in (left, right) and name in (_DISTINCT, _NOT_DISTINCT):
        return null_test(right if left == NULL else left, negated=name == _DISTINCT)
    if name == _NOT_DISTINCT:
        return negation(binary(_DISTINCT, left, right, env))
    (left, right), found = settled((left, right), by_operator(name, env))
    strength = PREDICATE if name in _PREDICATES or name == _DISTINCT else OPERATOR
    inner = strength + 1
    text = f"{wrapped(left, inner)} {_shown(name, env)} {wrapped(right, inner)}"
    result = "boolean" if strength == PREDICATE else found and found.result
    return Term(text, strength, result, columns=has_columns(left, right))


def null_test(term: Term, *, negated: bool) -> Term:
    """IS NULL, IS NOT NULL."""
    text = f"{wrapped(term, OPERATOR)} IS {'NOT ' if negated else ''}NULL"
    return Term(text, PREDICATE, "boolean", columns=term.columns)


def _shown(name: str, env: Env) -> str:
    if name == _DISTINCT:
        return name.upper()
    schema, _, symbol = env.short(name).rpartition(".")
    return f"OPERATOR({quote_identifier(schema)}.{symbol})" if schema else _WORDS.get(name, symbol)


def _rows(name: str, left: tuple[Term, ...], right: tuple[Term, ...], env: Env) -> Term:
    """Rows are compared column by column for equality, else as a whole (manual, 9.25.5)."""
    pairs = tuple(zip(left, right, strict=True))
    if name in ("=", "<>", _DISTINCT):
        each = tuple(binary(name, *pair, env) for pair in pairs)
        return junction("AND" if name == "=" else "OR", each)
    if name == _NOT_DISTINCT:
        return negation(_rows(_DISTINCT, left, right, env))
    settled_pairs = [settled(pair, by_operator(name, env))[0] for pair in pairs]
    sides = [", ".join(side.text for side in sides) for sides in zip(*settled_pairs, strict=True)]
    text = f"ROW({sides[0]}) {_shown(name, env)} ROW({sides[1]})"
    return Term(text, PREDICATE, "boolean", columns=has_columns(*left, *right))


def between(operand: Term, low: Term, high: Term, kind: tuple[bool, bool], env: Env) -> Term:
    """BETWEEN as comparisons; `kind` is whether it is negated and symmetric (manual, 9.2)."""
    negated, symmetric = kind
    first, second, word = ("<", ">", "OR") if negated else (">=", "<=", "AND")

    def within(a: Term, b: Term) -> Term:
        return junction(word, (binary(first, operand, a, env), binary(second, operand, b, env)))

    if not symmetric:
        return within(low, high)
    return junction("AND" if negated else "OR", (within(low, high), within(high, low)))


def membership(
    operand: Term, listed: tuple[tuple[Term, bool], ...], negated: bool, env: Env
) -> Term:
    """IN over a list of terms, each with whether it reads a column.

    What reads none becomes one array; there is a comparison for each of the others.
    """
    name, word = ("<>", "AND") if negated else ("=", "OR")
    items = tuple(item for item, _reads in listed)
    fixed = tuple(item for item, reads in listed if not reads)
    others = tuple(item for item, reads in listed if reads)
    resolve = _by_membership(name, env)
    known = env.bases((operand, *fixed))
    if operand.row is not None or (known and common_type(known) is None):
        fixed, others = (), items
    parts: list[Term] = []
    if len(fixed) == 1:
        others = items
    elif fixed:
        if known and (common := common_type(known)) is not None:
            fixed = _as_elements(fixed, common)
        if (found := resolve((operand, *fixed))) is not None:
            fixed = _as_elements(fixed, found.arguments[1])
        terms, _found = settled((operand, *fixed), resolve)
        parts.append(_listed(terms, negated))
    parts += [binary(name, operand, item, env) for item in others]
    return junction(word, tuple(parts))


def _as_elements(items: tuple[Term, ...], type_: str) -> tuple[Term, ...]:
    return tuple(cast_element(item, type_, type_) for item in items)


def _listed(terms: tuple[Term, ...], negated: bool) -> Term:
    operand, *items = terms
    word = "NOT IN" if negated else "IN"
    text = f"{wrapped(operand, OPERATOR)} {word} ({', '.join(item.text for item in items)})"
    return Term(text, PREDICATE, "boolean", columns=has_columns(*terms))


def _by_membership(name: str, env: Env) -> Callable[[tuple[Term, ...]], Resolved | None]:
    """As the server resolves IN: the items agree with the operand on a type first."""

    def resolve(terms: tuple[Term, ...]) -> Resolved | None:
        types = env.bases(terms)
        common = types and common_type(types)
        found = resolve_operator(name, (types[0], common)) if types and common else None
        if found is None:
            return None
        left, right = found.arguments
        return Resolved((left,) + (right,) * (len(terms) - 1), found.result)

    return resolve


def over_array(how: tuple[str, str], left: Term, right: Term, as_list: bool, env: Env) -> Term:
    """`left = ANY (right)` and the like; `how` is the operator and `any` or `all`.

    With `as_list` it is written as IN where it means the same.
    """
    name, quantifier = how
    if as_list and right.items and how in (("=", "any"), ("<>", "all")):
        listed = _as_list(name, left, right, env)
        if listed is not None:
            return listed

    def resolve(terms: tuple[Term, ...]) -> Resolved | None:
        types = env.bases(terms)
        if not types:
            return None
        element = element_of(types[1]) or UNKNOWN
        found = resolve_operator(env.short(name), (types[0], element))
        return found and Resolved((found.arguments[0], found.arguments[1] + "[]"), found.result)

    terms, _found = settled((left, right), resolve)
    shown = f"{_shown(name, env)} {quantifier.upper()}"
    text = f"{wrapped(terms[0], OPERATOR)} {shown} ({terms[1].text})"
    return Term(text, PREDICATE, "boolean", columns=has_columns(left, right))


def _as_list(name: str, left: Term, right: Term, env: Env) -> Term | None:
    items = tuple((item, False) for item in right.items or ())
    element = right.type.removesuffix("[]") if right.type else None
    types = env.bases((left,))
    negated = name == "<>"
    if types is None or element is None:
        return membership(left, items, negated, env)
    wanted = resolve_operator(name, (types[0], env.base(element)))
    found = _by_membership(name, env)((left, *(right.items or ())))
    if wanted is None or found is None or found.arguments[:2] != wanted.arguments:
        return None
    return membership(left, items, negated, env)


def coalesced(name: str, terms: tuple[Term, ...], env: Env) -> Term:
    """COALESCE, GREATEST and LEAST, whose arguments agree on a type, and NULLIF."""
    resolve = by_operator("=", env) if name == "nullif" else by_common_type(env)
    shown, found = settled(terms, resolve)
    text = f"{name.upper()}({', '.join(term.text for term in shown)})"
    type_ = found and (found.arguments[0] if name == "nullif" else found.result)
    return Term(text, type=type_, columns=has_columns(*terms))


def truth(term: Term) -> Term:
    """A term where a truth value is wanted: a literal is spelled as one."""
    return cast(term, "boolean", "boolean") if term.literal is not None else term
