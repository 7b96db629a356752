"""The type of a call or an operator: which function the server picks, and what it returns.

Source: PostgreSQL manual, 10.2 and 10.3; the functions are those of `pg_proc`, and the user's.
"""

from collections.abc import Iterable, Sequence

import msgspec

from ddllint.catalog.canonical.builtins import builtins
from ddllint.catalog.canonical.resolution import Candidate, candidate, resolve_function
from ddllint.catalog.canonical.resolution import resolve_operator as resolve
from ddllint.catalog.canonical.type_rules import common_type, is_polymorphic
from ddllint.catalog.model import Routine, input_types
from ddllint.contracts.views.schema import Schema
from ddllint.contracts.views.types import from_text, text, without_modifiers
from ddllint.contracts.views.values import BOOLEAN, LITERAL, Value
from ddllint.sql.expressions import TypeName

_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


class Typed(msgspec.Struct, frozen=True, gc=False):
    """A type, or the reason why it is unknown."""

    type: TypeName | None
    reason: str = ""


def operator_type(schema: Schema, name: str, operands: Sequence[Value]) -> Typed:
    """The type of an operator's result."""
    if name in _COMPARISONS:
        return Typed(BOOLEAN)
    types = _bases(schema, operands)
    if isinstance(types, Typed):
        results = {r.result for r in builtins().operators.get(name, ()) if _arity(r, operands)}
        return _only(results) or types
    joined = _joined_arrays(types) if name == "||" else None
    found = resolve(name, types) if joined is None else None
    result = joined or (found and found.result)
    if result is None:
        shown = f" {name} ".join(types)
        return Typed(None, f"which operator {shown} is, is not clear")
    return Typed(from_text(result))


def _arity(routine: object, operands: Sequence[Value]) -> bool:
    return len(getattr(routine, "arguments", ())) == len(operands)


def _joined_arrays(types: tuple[str, ...]) -> str | None:
    """`||` with an array: a literal beside one is an array of the same type (manual, 9.19)."""
    if len(types) != 2 or not any(type_.endswith("[]") for type_ in types):
        return None
    elements = {type_.removesuffix("[]") for type_ in types if type_ != LITERAL.name}
    element = common_type(sorted(elements))
    return None if element is None else f"{element}[]"


def call_type(
    schema: Schema, namespace: str, name: str, arguments: Sequence[Value], *, by_name: bool = False
) -> Typed:
    """The type of a call's result; of a function that returns rows, of one row.

    `by_name`: arguments were named, so it must not matter which is which.
    """
    routines = schema.routines.get(name, ())
    if namespace:
        routines = tuple(routine for routine in routines if routine.name.schema == namespace)
    own = [one for routine in routines for one in _own(schema, routine, len(arguments))]
    known = () if namespace else builtins().functions.get(name, ())
    if name == "array_cat" and not own:  # the table of functions has it as an operator only
        return operator_type(schema, "||", arguments)
    if not own and not known:
        return Typed(None, f"function {name} is declared nowhere")
    if not namespace and name in ("max", "min") and len(arguments) == 1:
        (argument,) = arguments
        if argument.type is not None and schema.types.is_enum(argument.type):
            return Typed(without_modifiers(schema.types.base(argument.type)))
    types = _types(schema, name, arguments) if not own else _bases(schema, arguments)
    if by_name:
        types = Typed(None, "arguments by name are not understood")
    if isinstance(types, Typed):
        fitting = [one for r in known if (one := candidate(r, len(arguments))) is not None]
        return _only({one.result for one in (*fitting, *own)}) or types
    found = resolve_function(name, types, own) if known or own else None
    if found is None or found.result is None or is_polymorphic(found.result):
        return Typed(None, f"which function {name}({', '.join(types)}) is, is not clear")
    if found.result == "record":
        return Typed(None, f"{name}() returns a row of no declared type")
    return Typed(from_text(found.result))


def _bases(schema: Schema, values: Sequence[Value]) -> tuple[str, ...] | Typed:
    types = []
    for value in values:
        if value.type is None:
            return Typed(None, value.type_reason)
        types.append(text(schema.types.base(value.type)))
    return tuple(types)


def _types(schema: Schema, name: str, values: Sequence[Value]) -> tuple[str, ...] | Typed:
    """The types of arguments: a domain stays one where every form takes any type."""
    bases = _bases(schema, values)
    if isinstance(bases, Typed):
        return bases
    forms = [c for r in builtins().functions.get(name, ()) if (c := candidate(r, len(values)))]
    return tuple(
        text(value.type)
        if value.type is not None
        and schema.types.is_domain(value.type)
        and not base.endswith("[]")
        and all(is_polymorphic(form.arguments[i]) for form in forms)
        else base
        for i, (value, base) in enumerate(zip(values, bases, strict=True))
    )


def _own(schema: Schema, routine: Routine, count: int) -> Iterable[Candidate]:
    """The user's function as one of `count` arguments, if it can be called so."""
    parameters = [p for p in routine.parameters if p.mode in ("in", "inout", "variadic")]
    defaults = sum(parameter.default is not None for parameter in parameters)
    if routine.returns is None or not len(parameters) - defaults <= count <= len(parameters):
        return
    names = input_types(tuple(parameters))[:count]
    arguments = [parameter.type for parameter in parameters[:count]]
    qualified = [schema.types.qualified(type_) for type_ in arguments]
    result = schema.types.qualified(without_modifiers(routine.returns))
    shown = [
        name if q is None else text(schema.types.base(q))
        for name, q in zip(names, qualified, strict=True)
    ]
    returned = "record" if result is None else text(result)
    yield Candidate(tuple(shown), returned)


def _only(results: set[str]) -> Typed | None:
    """The type, if all forms of a function return the same."""
    if len(results) != 1:
        return None
    (result,) = results
    if is_polymorphic(result) or result == "record":
        return None
    return Typed(from_text(result))
