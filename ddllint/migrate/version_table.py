"""The table in which Alembic keeps what was run: no part of a schema that specs describe."""

from msgspec import structs

from ddllint.catalog.model import Catalog

NAME = "alembic_version"
_COLUMNS = {"version_num"}


def without_version_table(catalog: Catalog) -> Catalog:
    """The catalog without Alembic's own table, in whichever schema, and the grants on it."""
    own = {
        name
        for name, table in catalog.tables.items()
        if name.name == NAME and set(table.columns) == _COLUMNS
    }
    if not own:
        return catalog
    objects = {str(name) for name in own}
    return structs.replace(
        catalog,
        tables={name: table for name, table in catalog.tables.items() if name not in own},
        grants=tuple(
            one for one in catalog.grants if one.kind != "table" or one.object not in objects
        ),
    )
