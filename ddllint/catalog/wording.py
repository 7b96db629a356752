"""How facts spell objects and values."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ddllint.catalog.model import Comment
from ddllint.catalog.names import Name
from ddllint.sql.expressions import TypeName
from ddllint.sql.identifiers import quote_name
from ddllint.sql.source import Origin
from ddllint.sql.type_names import BUILT_IN_TYPES

EXISTS = "exists"
"""The property that every object has."""


class Fact(NamedTuple):
    """One property of an object, and where the source says so."""

    kind: str
    name: str
    property: str
    value: str
    origin: Origin | None = None


class Object(NamedTuple):
    """An object that facts speak of: a kind, a qualified name, and where it was declared."""

    kind: str
    name: str
    origin: Origin | None = None

    def has(self, **properties: str | bool | int | None) -> Iterator[Fact]:
        """Its existence and its properties; what is None, False or empty is no fact.

        A property's name has spaces where the keyword has underscores.
        """
        yield Fact(self.kind, self.name, EXISTS, "yes", self.origin)
        for key, value in properties.items():
            if value is not None and value is not False and value != "":
                text = "yes" if value is True else str(value)
                yield self.fact(key.strip("_").replace("_", " "), text)

    def fact(self, property: str, value: str, origin: Origin | None = None) -> Fact:
        """One further property, with its own place if it has one."""
        return Fact(self.kind, self.name, property, value, origin or self.origin)

    def options(self, options: tuple[tuple[str, str], ...]) -> Iterator[Fact]:
        """A property for each option."""
        for name, value in options:
            yield self.fact(f"option {name}", value)

    def comment(self, comment: Comment | None, of: str = "comment") -> Iterator[Fact]:
        """The comment, with its own place."""
        if comment is not None:
            yield Fact(self.kind, self.name, of, comment.text, comment.origin or self.origin)


def quoted(name: Name, *parts: str) -> str:
    """A name in full, with the parts of a part of the object behind it."""
    return quote_name(*name, *parts)


def identifiers(names: tuple[str, ...]) -> str:
    """Names in a row, each quoted as needed."""
    return ", ".join(quote_name(name) for name in names)


def type_text(type_: TypeName) -> str:
    """A type; in `public` a user's type goes without schema.

    A source may use a type that no statement of it declares, such as one of an extension: then
    it does not say the schema, which is nearly always this.
    """
    return unqualified(str(type_))


_IN_PUBLIC = re.compile(r'(?<![\w."])public\.((?:"[^"]*"|[^",()\s\[\]]+))')


def unqualified(types: str) -> str:
    """Text of types, those of users in `public` without their schema."""
    return _IN_PUBLIC.sub(lambda m: m[0] if m[1] in BUILT_IN_TYPES else m[1], types)


_MIDNIGHT = re.compile(r"'(\d{4}-\d\d-\d\d) 00:00:00(?:\+00)?'")


_NUMBER = re.compile(r"'(-?\d+(?:\.\d+)?)'")
"""The server quotes the numbers of some types."""


def bound_value(bound: str) -> str:
    """A partition's bound; a point in time at midnight UTC is a date.

    A source writes the date, the server prints the value that the key's type makes of it.
    """
    return _NUMBER.sub(r"\1", _MIDNIGHT.sub(r"'\1'", bound))
