"""The table in which Alembic keeps what was run: no part of a schema that specs describe."""

from msgspec import structs

from ddllint.catalog.model import Catalog

_COLUMNS = {"version_num"}
"""Its only column; the name, by default alembic_version, and the schema are env.py's to choose."""


def without_version_table(catalog: Catalog) -> Catalog:
    """The catalog without Alembic's own table and the grants on it."""
    own = {name for name, table in catalog.tables.items() if set(table.columns) == _COLUMNS}
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
