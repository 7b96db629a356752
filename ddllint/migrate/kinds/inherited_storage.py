"""How a new table stores the columns that it has from its parents.

It stores them as its parents do, and the server makes no child of parents that store a column
unlike (`MergeAttributes` in `commands/tablecmds.c`). They are alike while it is made, then.
"""

from collections.abc import Iterator

from msgspec import structs

from ddllint.catalog.model import Column, Table
from ddllint.migrate.kinds.column_changes import set_compression, set_storage
from ddllint.migrate.operations import Step
from ddllint.migrate.units import World


def parents_alike(world: World, table: Table) -> Iterator[tuple[Step, Step]]:
    """What makes parents store as the new table does the columns that they store unlike.

    With each the step that takes it back.
    """
    for column in table.columns.values():
        given = list(_given(world, table, column))
        if len({one.storage for _parent, one in given}) > 1:
            for parent, one in given:
                if one.storage != column.storage:
                    alike = structs.replace(one, storage=column.storage)
                    yield set_storage(parent, alike, only=True), set_storage(parent, one, only=True)
        if len({one.compression for _parent, one in given if one.compression}) > 1:
            for parent, one in given:
                if one.compression not in ("", column.compression):
                    alike = structs.replace(one, compression=column.compression)
                    yield (
                        set_compression(parent, alike, only=True),
                        set_compression(parent, one, only=True),
                    )


def inherited_storage_steps(world: World, table: Table, column: Column) -> Iterator[Step]:
    """Storage and compression of the column that are not those which the parents gave to it."""
    given = list(_given(world, table, column))
    storages = {one.storage for _parent, one in given} or {""}
    if storages != {column.storage} and len(storages) < 2:
        yield set_storage(table, column)
    compressions = {one.compression for _parent, one in given if one.compression}
    if compressions != ({column.compression} - {""}) and len(compressions) < 2:
        yield set_compression(table, column)


def _given(world: World, table: Table, column: Column) -> Iterator[tuple[Table, Column]]:
    for base in table.bases:
        parent = world.catalog.tables.get(base)
        if parent is not None and column.name in parent.columns:
            yield parent, parent.columns[column.name]
