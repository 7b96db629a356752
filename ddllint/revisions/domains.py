"""What is under a domain."""

from ddllint.catalog.model import Catalog, Domain
from ddllint.catalog.names import Name, type_name
from ddllint.sql.expressions import TypeName


def is_constrained(catalog: Catalog, name: Name) -> bool:
    """Whether it is a domain with a constraint, its own or that of the domain under it."""
    seen: set[Name] = set()
    while name not in seen:
        seen.add(name)
        domain = catalog.types.get(name)
        if not isinstance(domain, Domain):
            return False
        if domain.checks or domain.not_null:
            return True
        name = type_name(domain.base.name)
    return False


def base_of(catalog: Catalog, of: TypeName) -> TypeName:
    """The type under the domains; the type itself if it is none."""
    seen: set[str] = set()
    while of.name not in seen and not of.dimensions:
        seen.add(of.name)
        domain = catalog.types.get(type_name(of.name))
        if not isinstance(domain, Domain):
            break
        of = domain.base
    return of
