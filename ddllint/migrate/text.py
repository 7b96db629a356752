"""Pieces of SQL text, made from the model."""

from collections.abc import Iterable

from ddllint.catalog.canonical import Scope, canonical
from ddllint.catalog.canonical.builtins import builtins
from ddllint.catalog.names import Name
from ddllint.catalog.wording import type_text
from ddllint.sql.expressions import Expression, TypeName
from ddllint.sql.identifiers import quote_identifier, quote_name
from ddllint.sql.type_names import BUILT_IN_TYPES


def named(name: Name, *parts: str) -> str:
    """A name as statements write it: without the schema `public`, which is on the search path.

    A name that the system's own schema may have too keeps it.
    """
    schema = "" if name.schema == "public" and not name.name.startswith("pg_") else name.schema
    return quote_name(schema, name.name, *parts)


def type_named(name: Name) -> str:
    """The name of a type as statements about it write it: one of the server's comes first."""
    return named(name) if name.name not in BUILT_IN_TYPES else quote_name(*name)


def routine_named(name: Name) -> str:
    """The name of a routine as statements about it write it."""
    return named(name) if name.name not in builtins().functions else quote_name(*name)


def ident(name: str) -> str:
    """An identifier, quoted as needed."""
    return quote_identifier(name)


def idents(names: Iterable[str]) -> str:
    """Identifiers in a row."""
    return ", ".join(map(quote_identifier, names))


def literal(text: str) -> str:
    """A string literal, as the server reads it by default (`standard_conforming_strings`)."""
    return "'" + text.replace("'", "''") + "'"


def role(name: str) -> str:
    """A role; `public` is the keyword."""
    return "PUBLIC" if name == "public" else quote_identifier(name)


def owner(name: str | None) -> str:
    """A role as an owner; None is the one that runs the statement."""
    return "CURRENT_ROLE" if name is None else quote_identifier(name)


def typed(type_: TypeName) -> str:
    """A type as statements write it."""
    if not type_.modifiers and type_.name in _OF_LENGTH_ONE:
        many = "SETOF " if type_.setof else ""
        return many + _OF_LENGTH_ONE[type_.name] + "[]" * type_.dimensions
    return type_text(type_)


_OF_LENGTH_ONE = {"character": "bpchar", "bit": '"bit"'}
"""Types with a length of 1 unless they are written so (PostgreSQL manual, 8.3 and 8.10)."""


def expression(value: Expression, scope: Scope, target: TypeName | None = None) -> str:
    """An expression; the canonical text is SQL and means the same."""
    return canonical(value, scope, target)


def options(pairs: Iterable[tuple[str, str]]) -> str:
    """Storage parameters in parentheses."""
    return "(" + ", ".join(f"{option(name)} = {literal(value)}" for name, value in pairs) + ")"


def option(name: str) -> str:
    """The name of a storage parameter, with its namespace."""
    return ".".join(map(quote_identifier, name.split(".")))
