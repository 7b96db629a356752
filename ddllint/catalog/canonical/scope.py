"""What is known about the names that an expression uses."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from ddllint.sql.expressions import TypeName

Resolve: TypeAlias = Callable[[str, str], Mapping[str, TypeName] | None]


class Signature(msgspec.Struct, frozen=True):
    """A function of the user's: the types of its input parameters, and of its result.

    `result` is None for a function that returns rows of several columns; `columns` are these
    (RETURNS TABLE, OUT parameters), if they are known.
    """

    arguments: tuple[TypeName, ...]
    result: TypeName | None
    defaults: int = 0
    variadic: bool = False
    columns: tuple[tuple[str, TypeName], ...] = ()


def _no_relation(_schema: str, _name: str) -> None:
    return None


def _no_function(_schema: str, _name: str) -> tuple[Signature, ...]:
    return ()


class Scope(msgspec.Struct, frozen=True):
    """What is known about names. Every part may be left out; more is then told apart by text.

    `columns` are those of the relation that the expression is over, with their types, and
    `relation` is its name without schema, so that `t.a` is `a`. `search_path` are the schemas
    whose names are the same with and without schema. `resolve` gives the columns of a relation
    or composite type by schema (empty if none was written) and name, None if it is not known;
    the type `unknown` is for a column whose type is not known. `domains` maps the names of
    domains, as in a TypeName, to their base types. `functions` gives the user's functions of
    a name.
    """

    columns: Mapping[str, TypeName] = {}
    relation: str = ""
    search_path: tuple[str, ...] = ("public",)
    resolve: Resolve = _no_relation
    domains: Mapping[str, TypeName] = {}
    functions: Callable[[str, str], tuple[Signature, ...]] = _no_function
