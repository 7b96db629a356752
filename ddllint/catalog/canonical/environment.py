"""The names that an expression can see: relations and their columns, level by level."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from ddllint.catalog.canonical.builtins import Routine
from ddllint.catalog.canonical.resolution import Candidate, candidate
from ddllint.catalog.canonical.scope import Scope
from ddllint.catalog.canonical.terms import Term
from ddllint.catalog.canonical.type_rules import UNKNOWN
from ddllint.sql.expressions import Other, TypeName
from ddllint.sql.identifiers import quote_identifier

Row: TypeAlias = tuple[tuple[str, str | None], ...]
"""Columns in order: names with their types."""


class Relation(msgspec.Struct, frozen=True):
    """A relation in FROM. `alias` is how it was called, `shown` how the canonical text does.

    `row` is None when its columns are not known. `type` is the type of a whole row.
    """

    alias: str
    shown: str
    row: Row | None
    schema: str = ""
    type: str | None = None


class Visible(msgspec.Struct, frozen=True):
    """A column that can be named without its relation; `shown` is empty for one of FULL JOIN."""

    name: str
    shown: str
    type: str | None
    column: str = ""


class Level(msgspec.Struct, frozen=True):
    """The FROM of one query. `qualified`: columns are written with their relation."""

    relations: tuple[Relation, ...] = ()
    visible: tuple[Visible, ...] = ()
    qualified: bool = False


class Rendered(msgspec.Struct, frozen=True):
    """The canonical text of a query and its columns, None if they are not known."""

    text: str
    row: Row | None


class Env(msgspec.Struct, frozen=True):
    """What an expression can see.

    `levels` are the queries around it, the innermost first; `ctes` the rows of WITH queries;
    `taken` the names of relations in all queries around, which the server does not use twice;
    `windows` are those of the query's WINDOW clause.
    """

    scope: Scope
    query: "Callable[[Other, Env, bool], Rendered]"
    levels: tuple[Level, ...] = ()
    ctes: Mapping[str, Row | None] = {}
    taken: frozenset[str] = frozenset()
    windows: Mapping[str, Other] = {}

    def type(self, type_: TypeName | None) -> str | None:
        """A type as the rules see it: without modifiers; None if it is not known."""
        if type_ is None or type_.name == UNKNOWN:
            return None
        name = "interval" if type_.name.startswith("interval") else self.short(type_.name)
        return name + "[]" * bool(type_.dimensions)

    def base(self, type_: str) -> str:
        """The type, or the one that a domain is over."""
        if type_.endswith("[]"):
            return self.base(type_[:-2]) + "[]"
        found = self.base_of_domain(type_)
        return type_ if found is None else self.type(found) or type_

    def base_of_domain(self, type_: str) -> TypeName | None:
        """What a domain is over in the end, None for any other type."""
        domains = self.scope.domains
        base = None
        for _ in range(16):  # a domain over a domain; never endless
            names = (type_, *(f"{schema}.{type_}" for schema in self.scope.search_path))
            found = next((domains[name] for name in names if name in domains), None)
            if found is None:
                break
            base, type_ = found, self.type(found) or type_
        return base

    def bases(self, terms: tuple[Term, ...]) -> tuple[str, ...] | None:
        """The base types of all terms, None if one is not known."""
        types = tuple([self.base(term.type) for term in terms if term.type is not None])
        return types if len(types) == len(terms) else None

    def functions(self, name: str, count: int) -> tuple[Candidate, ...]:
        """The user's functions of that name (dotted if a schema was written)."""
        schema, _, last = name.rpartition(".")
        found = []
        for signature in self.scope.functions(schema, last):
            types = tuple(self.type(type_) or UNKNOWN for type_ in signature.arguments)
            result = self.type(signature.result) or "record"
            routine = Routine(types, result, signature.defaults, signature.variadic)
            one = candidate(routine, count)
            if one is not None:
                found.append(one)
        return tuple(found)

    def short(self, name: str) -> str:
        """A dotted name, without its schema if that is in the search path."""
        schema, dot, last = name.partition(".")
        return last if dot and self.is_in_path(schema) else name

    def is_in_path(self, schema: str) -> bool:
        """Whether names of the schema are found without it."""
        return schema == "pg_catalog" or schema in self.scope.search_path


def shown_column(relation: str, column: str) -> str:
    """`relation.column`, or the column alone."""
    name = "*" if column == "*" else quote_identifier(column)
    return f"{quote_identifier(relation)}.{name}" if relation else name
