"""What the domain of a column says of its values."""

from collections.abc import Iterator

from ddllint.catalog.model import Domain
from ddllint.catalog.names import Name
from ddllint.migrate import references
from ddllint.migrate.units import World
from ddllint.sql.expressions import Expression, TypeName


def domain_of(world: World, type_: TypeName) -> Domain | None:
    """The domain that a type name means; None for an array of one, and for any other type."""
    if type_.dimensions:
        return None
    for key in references.of_type(world, type_):
        found = world.catalog.types.get(Name(*key[1:])) if key[0] == "type" else None
        if isinstance(found, Domain):
            return found
    return None


def is_constrained(world: World, domain: Domain) -> bool:
    """Whether it, or one that it is over, has a CHECK or NOT NULL."""
    return any(one.checks or one.not_null for one in chain(world, domain))


def default_of(world: World, domain: Domain) -> Expression | None:
    """Its default, or that of the first one below it that has one."""
    return next((one.default for one in chain(world, domain) if one.default is not None), None)


def chain(world: World, domain: Domain) -> Iterator[Domain]:
    """The domain, the one that it is over, and so on."""
    below: Domain | None = domain
    while below is not None:
        yield below
        below = domain_of(world, below.base)
