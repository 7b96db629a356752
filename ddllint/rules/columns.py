"""Columns, of all that has them."""

from collections.abc import Iterator

from ddllint.catalog.model import Catalog, Column, Composite, Table


def declared_columns(catalog: Catalog) -> Iterator[tuple[Table | Composite, Column]]:
    """The columns of tables and composite types, each with what it belongs to.

    What a partition or a child has from its parent is left out: it is the parent's.
    """
    for table in catalog.tables.values():
        for column in table.columns.values():
            if not column.inherited:
                yield table, column
    for kind in catalog.types.values():
        if isinstance(kind, Composite):
            for column in kind.columns.values():
                yield kind, column
