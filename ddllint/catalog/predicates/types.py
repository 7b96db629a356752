"""What a column's type alone lets through.

Source: PostgreSQL manual, chapter 8: 8.1 (numbers), 8.3 (characters).
"""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from ddllint.catalog.model import Catalog, Composite, Domain, Enum, Type
from ddllint.catalog.names import Name, type_name
from ddllint.catalog.predicates.facets import ALL, Facets, Limit
from ddllint.catalog.predicates.subject import Kind
from ddllint.sql.expressions import TypeName

_BITS = {"smallint": 15, "integer": 31, "bigint": 63}
_KINDS: dict[str, Kind] = {
    "smallint": "number",
    "integer": "number",
    "bigint": "number",
    "numeric": "number",
    "real": "float",
    "double precision": "float",
    "boolean": "boolean",
    "text": "text",
    "character varying": "text",
    "character": "character",
    "json": "json",
    "jsonb": "json",
}
_DETERMINISTIC = ("", "C", "POSIX", "default", "ucs_basic", "unicode", "pg_c_utf8")


class ColumnType(msgspec.Struct, frozen=True):
    """A type with the domains over it taken off.

    `base` is the type below, `enum` the enum that it is. `domains` are in order, the outermost
    first. `known` is False for a type that is declared nowhere and for composite types.
    """

    base: TypeName
    kind: Kind
    domains: tuple[Domain, ...] = ()
    enum: Enum | None = None
    known: bool = True


def column_type(catalog: Catalog, type_: TypeName) -> ColumnType:
    """What is below the type's domains."""
    domains: list[Domain] = []
    while not type_.dimensions:
        found = declared(catalog.types, type_.name)
        if isinstance(found, Domain) and found not in domains:
            domains.append(found)
            type_ = found.base
            continue
        if isinstance(found, Enum):
            return ColumnType(type_, "enum", tuple(domains), found)
        known = not isinstance(found, Composite | Domain)
        return ColumnType(type_, _kind(type_), tuple(domains), known=known)
    return ColumnType(type_, "other", tuple(domains))


def declared(types: Mapping[Name, Type], name: str) -> Type | None:
    """The user's type of that canonical name, which is `public`'s when no schema is written."""
    return types.get(type_name(name)) if types else None


def _kind(type_: TypeName) -> Kind:
    kind = _KINDS.get(type_.name, "other")
    return "other" if kind == "character" and not type_.modifiers else kind


def deterministic(collation: str) -> bool:
    """Whether equal texts are the same text: so with all collations that the server brings."""
    name = collation.strip('"')
    return name in _DETERMINISTIC or name.endswith("-x-icu")


def type_facets(found: ColumnType, *, stored: bool) -> Facets:
    """The values of the type; a `character(n)` that is read has its blanks."""
    if found.enum is not None:
        return Facets(values=frozenset(found.enum.labels))
    name, modifiers = found.base.name, found.base.modifiers
    if found.base.dimensions:
        return ALL
    if name in _BITS:
        limit = Decimal(2 ** _BITS[name])
        return Facets(minimum=Limit(-limit), maximum=Limit(limit - 1), multiple_of=Decimal(1))
    if name == "numeric" and modifiers:
        return _numeric(int(modifiers[0]), int(modifiers[1]))
    if name == "boolean":
        return Facets(values=frozenset({True, False}))
    if name in ("character varying", "character") and modifiers:
        length = int(modifiers[0])
        least = length if name == "character" and stored else 0
        return Facets(max_length=length, min_length=least)
    return ALL


def _numeric(precision: int, scale: int) -> Facets:
    most = Decimal((0, (9,) * precision, -scale))
    return Facets(minimum=Limit(-most), maximum=Limit(most), multiple_of=Decimal((0, (1,), -scale)))
