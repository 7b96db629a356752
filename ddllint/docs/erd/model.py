"""Entities and relationships, before anything is drawn."""

from typing import Literal, TypeAlias

import msgspec

from ddllint.catalog.names import Name

Kind: TypeAlias = Literal["table", "foreign", "view", "materialized", "elsewhere"]
"""`elsewhere` is a relation of another diagram, or of no spec, of which only the name is shown."""

Mark: TypeAlias = Literal["one", "optional", "many", "none"]
"""How many rows stand at an end: exactly one, at most one, any number; or nothing is said."""


class Attribute(msgspec.Struct, frozen=True):
    """A column. `keys` are marks such as PK, FK, UK; `nullable` is None where it is not told."""

    name: str
    type: str
    keys: tuple[str, ...] = ()
    nullable: bool | None = False


class Entity(msgspec.Struct, frozen=True):
    """A table or view."""

    name: Name
    kind: Kind
    attributes: tuple[Attribute, ...] = ()


class Relationship(msgspec.Struct, frozen=True, kw_only=True):
    """A foreign key of `child`, or, with `reads`, that the view `child` reads `parent`.

    `column` and `key` are the columns at which it is drawn, empty where there are none.
    """

    label: str
    child: Name
    parent: Name
    child_mark: Mark
    parent_mark: Mark
    column: str = ""
    key: str = ""
    reads: bool = False


class Diagram(msgspec.Struct, frozen=True):
    """The entities of one group, and what they refer to. `title` is empty for the only group."""

    title: str
    entities: tuple[Entity, ...]
    relationships: tuple[Relationship, ...]
