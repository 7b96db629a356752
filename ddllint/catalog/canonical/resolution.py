"""Which operator or function the server picks for operands of given types.

Source: PostgreSQL manual, 10.2 (operators) and 10.3 (functions).
"""

import functools
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ddllint.catalog.canonical.builtins import Routine, builtins
from ddllint.catalog.canonical.type_rules import (
    UNKNOWN,
    category,
    concrete,
    is_builtin,
    is_coercible,
    is_consistent,
    is_polymorphic,
    is_preferred,
)

_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


class Resolved(NamedTuple):
    """The types to which the operands are brought, and the result's; None if not known."""

    arguments: tuple[str, ...]
    result: str | None


class Candidate(NamedTuple):
    """One operator or function, as many argument types as operands."""

    arguments: tuple[str, ...]
    result: str


@functools.lru_cache(4096)
def resolve_operator(name: str, types: tuple[str, ...]) -> Resolved | None:
    """The built-in operator of that name for one (prefix) or two operands, if one is chosen."""
    if UNKNOWN in types and len(types) == 2 and len(set(types)) == 2:
        (known,) = set(types) - {UNKNOWN}
        exact = _exact(_operators(name, 2), (known, known))
        if exact is not None:
            return exact
    if any(not is_builtin(type_) for type_ in types) and name in _COMPARISONS:
        return _of_user_types(types)
    return _choose(_operators(name, len(types)), types)


def resolve_function(
    name: str, types: tuple[str, ...], others: Iterable[Candidate] = ()
) -> Resolved | None:
    """The function that is called, among the built-in ones and `others`, the user's."""
    given = tuple(others)
    if not given:
        return _resolve_builtin_function(name, types)
    return _choose((*given, *_functions(name, len(types))), types)


@functools.lru_cache(4096)
def _resolve_builtin_function(name: str, types: tuple[str, ...]) -> Resolved | None:
    return _choose(_functions(name, len(types)), types)


def _of_user_types(types: tuple[str, ...]) -> Resolved | None:
    known = set(types) - {UNKNOWN}
    return Resolved((known.pop(),) * len(types), "boolean") if len(known) == 1 else None


@functools.lru_cache(1024)
def _operators(name: str, count: int) -> tuple[Candidate, ...]:
    found = builtins().operators.get(name, ())
    return tuple(Candidate(r.arguments, r.result) for r in found if len(r.arguments) == count)


@functools.lru_cache(1024)
def _functions(name: str, count: int) -> tuple[Candidate, ...]:
    found = builtins().functions.get(name, ())
    return tuple(c for r in found if (c := candidate(r, count)) is not None)


def candidate(routine: Routine, count: int) -> Candidate | None:
    """The routine as one of `count` arguments, if it can be called so."""
    arguments = routine.arguments
    if routine.variadic and count >= len(arguments):
        last = arguments[-1].removesuffix("[]")
        arguments = arguments[:-1] + (last,) * (count - len(arguments) + 1)
    if len(arguments) - routine.defaults <= count <= len(arguments):
        return Candidate(arguments[:count], routine.result)
    return None


def _choose(candidates: tuple[Candidate, ...], types: tuple[str, ...]) -> Resolved | None:
    exact = _exact(candidates, types)
    if exact is not None:
        return exact
    first = {c.arguments: c for c in reversed(candidates)}  # one hides others like it
    usable = [
        c
        for c in first.values()
        if all(map(is_coercible, types, c.arguments)) and is_consistent(c.arguments, types)
    ]
    chosen = usable[0] if len(usable) == 1 else _best(usable, types)
    return chosen and Resolved(*concrete(chosen.arguments, types, chosen.result))


def _exact(candidates: tuple[Candidate, ...], types: tuple[str, ...]) -> Resolved | None:
    for one in candidates:
        if one.arguments == types:
            return Resolved(one.arguments, one.result)
    return None


def _best(usable: list[Candidate], types: tuple[str, ...]) -> Candidate | None:
    """The steps of `func_select_candidate`, each of which keeps the best of what is left."""
    known = [i for i, type_ in enumerate(types) if type_ != UNKNOWN]
    left = _most(usable, lambda c: sum(c.arguments[i] == types[i] for i in known))
    if len(left) != 1:
        left = _most(left, lambda c: sum(_suits(c.arguments[i], types[i]) for i in known))
    if len(left) == 1:
        return left[0]
    unknown = [i for i, type_ in enumerate(types) if type_ == UNKNOWN]
    if not left or not unknown:
        return None
    guessed = _by_category(left, unknown)
    if len(guessed) == 1:
        return guessed[0]
    kinds = {types[i] for i in known}
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    same = [c for c in guessed if all(is_coercible(kind, c.arguments[i]) for i in unknown)]
    return same[0] if len(same) == 1 else None


def _suits(declared: str, given: str) -> bool:
    if declared == given:
        return True
    return is_preferred(declared) and category(declared) == category(given)


def _most(left: list[Candidate], count: Callable[[Candidate], int]) -> list[Candidate]:
    counts = [count(c) for c in left]
    most = max(counts, default=0)
    return [c for c, matches in zip(left, counts, strict=True) if matches == most]


def _by_category(left: list[Candidate], unknown: list[int]) -> list[Candidate]:
    """Those whose types for the unknown operands are of the category that wins there."""
    wanted: dict[int, tuple[str, bool]] = {}
    for i in unknown:
        declared = [c.arguments[i] for c in left]
        categories = {_category_of_declared(type_) for type_ in declared}
        if "S" not in categories and len(categories) > 1:
            return left
        chosen = "S" if "S" in categories else categories.pop()
        of_it = [type_ for type_ in declared if _category_of_declared(type_) == chosen]
        wanted[i] = (chosen, any(is_preferred(type_) for type_ in of_it))
    kept = [c for c in left if all(_is_wanted(c.arguments[i], *w) for i, w in wanted.items())]
    return kept or left


def _is_wanted(declared: str, wanted: str, preferred: bool) -> bool:
    return _category_of_declared(declared) == wanted and (is_preferred(declared) or not preferred)


def _category_of_declared(type_: str) -> str:
    return "P" if is_polymorphic(type_) else category(type_)
