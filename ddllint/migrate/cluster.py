"""Catalogs of SQL beside those of a database, of which not both speak of all."""

from msgspec import structs

from ddllint.catalog.model import Catalog, Grant

_PUBLIC = ("schema", "public")


def without_roles(catalog: Catalog) -> Catalog:
    """Roles are the cluster's: a database's catalog has none."""
    return structs.replace(catalog, roles={})


def beside_database(of_sql: Catalog, live: Catalog) -> tuple[Catalog, Catalog]:
    """Both, without what only one of them speaks of.

    That is roles, and the grants on the schema public, which belongs to the administrator, unless
    the SQL has some.
    """
    of_sql, live = without_roles(of_sql), without_roles(live)
    if _public_grants(of_sql):
        return of_sql, live
    return _without_public_grants(of_sql), _without_public_grants(live)


def _public_grants(catalog: Catalog) -> frozenset[Grant]:
    return frozenset(one for one in catalog.grants if (one.kind, one.object) == _PUBLIC)


def _without_public_grants(catalog: Catalog) -> Catalog:
    left_out = _public_grants(catalog)
    kept = tuple(one for one in catalog.grants if one not in left_out)
    return structs.replace(catalog, grants=kept)
