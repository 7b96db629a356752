"""Types of the server and of the catalog, and which one several expressions agree on.

Source: PostgreSQL manual, chapter 10, and `select_common_type` and `select_common_typmod` in
`parse_coerce.c`.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ddllint.catalog.canonical.builtins import builtins
from ddllint.catalog.canonical.type_rules import common_type
from ddllint.catalog.model import Catalog, Composite, Domain, Enum, Type
from ddllint.catalog.names import Name
from ddllint.contracts.views.values import LITERAL
from ddllint.sql.expressions import TypeName
from ddllint.sql.identifiers import quote_identifier

JSON_TYPES = frozenset({"json", "jsonb"})
_CHAIN = 16  # domains over domains; never endless


class Types(msgspec.Struct, frozen=True):
    """The catalog's types by the text of their name, with schema."""

    named: Mapping[str, Type]
    schemas: Mapping[str, tuple[str, ...]]

    def qualified(self, type_: TypeName) -> TypeName | None:
        """The type with its canonical name; None if it is declared nowhere."""
        if plain(type_.name) in builtins().types or type_.name in self.named:
            return type_
        schemas = self.schemas.get(type_.name, ())
        if "public" in schemas:
            schemas = ("public",)
        if len(schemas) != 1:
            return None
        name = f"{quote_identifier(schemas[0])}.{type_.name}"
        return msgspec.structs.replace(type_, name=name)

    def base(self, type_: TypeName) -> TypeName:
        """The type that a domain is over, without modifiers; else the type itself."""
        found = self.named.get(type_.name)
        for _ in range(_CHAIN):
            if not isinstance(found, Domain) or type_.dimensions:
                break
            type_ = without_modifiers(self.qualified(found.base) or found.base)
            found = self.named.get(type_.name)
        return type_

    def is_domain(self, type_: TypeName) -> bool:
        """Whether the type is a domain."""
        return not type_.dimensions and isinstance(self.named.get(type_.name), Domain)

    def is_enum(self, type_: TypeName) -> bool:
        """Whether the type is an enumerated type, or a domain over one."""
        base = self.base(type_)
        return not base.dimensions and isinstance(self.named.get(base.name), Enum)

    def is_scalar(self, type_: TypeName) -> bool:
        """Whether the type is built in or an enum, or a domain over such a type."""
        base = self.base(type_)
        return plain(base.name) in builtins().types or self.is_enum(base)

    def composite(self, type_: TypeName) -> Composite | None:
        """The composite type behind the name."""
        found = self.named.get(self.base(type_).name)
        return found if isinstance(found, Composite) and not type_.dimensions else None

    def is_not_null(self, type_: TypeName) -> bool:
        """Whether the type is a domain that refuses NULL."""
        found = self.named.get(type_.name)
        return isinstance(found, Domain) and found.not_null and not type_.dimensions

    def common(self, types: Sequence[TypeName]) -> TypeName | None:
        """The type that CASE, UNION, ARRAY and the like give to expressions of these types.

        `LITERAL` if all are literals. None if the rules that are known here choose none.
        """
        known = [type_ for type_ in types if type_ != LITERAL]
        if not known:
            return LITERAL
        if len(known) == len(types) and all(type_ == known[0] for type_ in known):
            return known[0]
        bare = {without_modifiers(type_) for type_ in known}
        if len(bare) == 1:
            (one,) = bare
            # a literal beside a domain is brought to the domain's base type
            return one if len(known) == len(types) else self.base(one)
        chosen = common_type(text(self.base(type_)) for type_ in types)
        return None if chosen is None else from_text(chosen)


def catalog_types(catalog: Catalog) -> Types:
    """The types that a catalog declares."""
    named = {_text(name): type_ for name, type_ in catalog.types.items()}
    schemas: dict[str, tuple[str, ...]] = {}
    for name in catalog.types:
        key = quote_identifier(name.name)
        schemas[key] = (*schemas.get(key, ()), name.schema)
    return Types(named, schemas)


def _text(name: Name) -> str:
    return f"{quote_identifier(name.schema)}.{quote_identifier(name.name)}"


def plain(name: str) -> str:
    """The name of a type without the fields of an interval."""
    return "interval" if name.startswith("interval") else name


def without_modifiers(type_: TypeName) -> TypeName:
    """The type as a function returns it: no modifiers, no fields of an interval."""
    return TypeName(plain(type_.name), (), type_.dimensions)


def text(type_: TypeName) -> str:
    """The type as the rules of resolution name it."""
    return plain(type_.name) + "[]" * bool(type_.dimensions)


def from_text(name: str) -> TypeName:
    """The type that the rules of resolution name so."""
    base = name.removesuffix("[]")
    return TypeName(base, (), int(base != name))


def array_of(type_: TypeName) -> TypeName:
    """The array type of an element, or the array itself: dimensions are not told apart."""
    return msgspec.structs.replace(type_, dimensions=1)


def element_of(type_: TypeName) -> TypeName:
    """The type of an array's elements, with its modifiers."""
    return msgspec.structs.replace(type_, dimensions=0)


def texts(types: Iterable[TypeName]) -> tuple[str, ...]:
    """The types as the rules of resolution name them."""
    return tuple(text(type_) for type_ in types)
