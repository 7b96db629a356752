"""Which type an expression has, by the server's rules.

Source: PostgreSQL manual, chapter 10 (Type Conversion). A type here is the text of a TypeName
without modifiers; `unknown` is the type of a literal that no context has given another.
"""

from collections.abc import Iterable

from ddllint.catalog.canonical.builtins import builtins
from ddllint.catalog.canonical.ranges import RANGE_OF

UNKNOWN = "unknown"
_VECTORS = {"int2vector": "smallint", "oidvector": "oid"}
_ELEMENT = frozenset({"anyelement", "anynonarray", "anyenum"})
_COMPATIBLE = frozenset(
    {"anycompatible", "anycompatiblearray", "anycompatiblenonarray", "anycompatiblerange"}
)


def category(type_: str) -> str:
    """The category of a type (PostgreSQL manual, table 52.65): `U` for a type of the user's."""
    if type_.endswith("[]"):
        return "A"
    known = builtins().types.get(type_)
    return known[0] if known else "U"


def element_of(type_: str) -> str | None:
    """The type of an array's elements, None for what is no array."""
    if type_.endswith("[]"):
        return type_[:-2]
    return _VECTORS.get(type_)


def is_preferred(type_: str) -> bool:
    """Whether the type is preferred in its category."""
    known = builtins().types.get(type_)
    return bool(known and known[1])


def is_builtin(type_: str) -> bool:
    """Whether the type, or an array's element, is one of the server's own."""
    return type_.removesuffix("[]") in builtins().types


def is_polymorphic(type_: str) -> bool:
    """Whether the type stands for any of several."""
    return type_.startswith(("any", '"any"'))


def is_coercible(source: str, target: str) -> bool:
    """Whether the server coerces from one type to the other by itself."""
    if source in (target, UNKNOWN):
        return True
    if is_polymorphic(target):
        return _fits(source, target)
    if source.endswith("[]") and target.endswith("[]"):
        return is_coercible(source[:-2], target[:-2])
    if target == "record":
        return not is_builtin(source)
    return target in builtins().casts.get(source, ())


def _fits(source: str, polymorphic: str) -> bool:
    is_array = element_of(source) is not None
    if polymorphic.endswith("multirange"):
        return source.endswith("multirange")
    if polymorphic.endswith("range"):
        return source.endswith("range") and not source.endswith("multirange")
    if polymorphic.endswith("nonarray"):
        return not is_array
    if polymorphic.endswith("array"):
        return is_array
    if polymorphic == "anyenum":
        return not is_array and not is_builtin(source)
    return True


def common_type(types: Iterable[str | None]) -> str | None:
    """The type that the branches of CASE, ARRAY, UNION and the like agree on, else None.

    Source: PostgreSQL manual, 10.5.
    """
    chosen = UNKNOWN
    for type_ in types:
        if type_ is None:
            return None
        if type_ in (UNKNOWN, chosen):
            continue
        if chosen == UNKNOWN:
            chosen = type_
        elif category(type_) != category(chosen):
            return None
        elif (
            not is_preferred(chosen)
            and is_coercible(chosen, type_)
            and not is_coercible(type_, chosen)
        ):
            chosen = type_
        elif not is_coercible(type_, chosen):
            return None
    return "text" if chosen == UNKNOWN else chosen


def concrete(
    declared: tuple[str, ...], actual: tuple[str, ...], result: str
) -> tuple[tuple[str, ...], str | None]:
    """The declared types with what the polymorphic ones stand for in this call."""
    if not any(is_polymorphic(type_) for type_ in declared):
        return declared, result
    element = _element(declared, actual, compatible=False)
    compatible = _element(declared, actual, compatible=True)
    filled = tuple(
        _filled(type_, given, compatible if type_ in _COMPATIBLE else element)
        for type_, given in zip(declared, actual, strict=True)
    )
    if not is_polymorphic(result):
        return filled, result
    if "range" in result:
        return filled, next((given for given in filled if given.endswith("range")), None)
    chosen = compatible if result in _COMPATIBLE else element
    if chosen == UNKNOWN:
        return filled, None
    return filled, chosen + "[]" if result.endswith("array") and "non" not in result else chosen


def is_consistent(declared: tuple[str, ...], actual: tuple[str, ...]) -> bool:
    """Whether the polymorphic types can all stand for the same (PostgreSQL manual, 36.2.5)."""
    same = _elements(declared, actual, compatible=False)
    alike = _elements(declared, actual, compatible=True)
    return len(set(same)) <= 1 and (not alike or common_type(alike) is not None)


def _element(declared: tuple[str, ...], actual: tuple[str, ...], *, compatible: bool) -> str:
    found = _elements(declared, actual, compatible=compatible)
    if not found:
        return UNKNOWN
    return common_type(found) or UNKNOWN if compatible else found[0]


def _elements(declared: tuple[str, ...], actual: tuple[str, ...], *, compatible: bool) -> list[str]:
    """What the polymorphic types of one of the two families stand for."""
    found = []
    for type_, given in zip(declared, actual, strict=True):
        if (type_ in _COMPATIBLE) is not compatible or not is_polymorphic(type_):
            continue
        if given == UNKNOWN or type_ == '"any"':
            continue
        if type_.endswith("array") and "non" not in type_:
            found.append(element_of(given) or given)
        elif "range" in type_:
            found.append(RANGE_OF.get(given, UNKNOWN))
        else:
            found.append(given)
    return found


def _filled(declared: str, given: str, element: str) -> str:
    if not is_polymorphic(declared):
        return declared
    if declared == '"any"' or element == UNKNOWN:
        return given
    if "range" in declared:
        return next((name for name, of in RANGE_OF.items() if of == element), given)
    return element + "[]" if declared.endswith("array") and "non" not in declared else element
