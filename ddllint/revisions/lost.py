"""Locks that follow from what is no longer there after a statement, CASCADE included.

Traced on the server: whoever drops a table, a column or a foreign key locks ACCESS EXCLUSIVE all
that lose something by it.
"""

from collections.abc import Iterator

from ddllint.catalog.model import Table
from ddllint.catalog.names import Name
from ddllint.revisions.actions import Locks
from ddllint.revisions.locks import Lock
from ddllint.revisions.scene import Scene, foreign_keys


def losers(scene: Scene) -> Locks:
    """The relations that are gone or lost a part, and those that their foreign keys refer to."""
    names = {*_gone(scene), *_lost_keys(scene), *_changed(scene)}
    return tuple(
        (name, Lock.ACCESS_EXCLUSIVE) for name in sorted(names) if scene.before.relation(name)
    )


def gone_relations(scene: Scene) -> Iterator[Name]:
    """The tables, views and materialized views that the statement removed."""
    before, after = scene.before, scene.after
    yield from (name for name in before.tables if name not in after.tables)
    yield from (name for name in before.views if name not in after.views)


def _gone(scene: Scene) -> Iterator[Name]:
    for name in gone_relations(scene):
        yield name
        table = scene.table(name)
        if table is not None and table.partition_of is not None:
            yield table.partition_of
            default = scene.default_partition(table.partition_of)
            if default is not None:
                yield default


def _lost_keys(scene: Scene) -> Iterator[Name]:
    for table in scene.before.tables.values():
        after = scene.after.tables.get(table.name)
        kept = {key.name for key in foreign_keys(after)} if after else set()
        for key in foreign_keys(table):
            if key.name not in kept:
                wide = scene.is_partitioned(table.name)
                yield from scene.family(table.name) if wide else (table.name,)
                yield key.referenced


def _changed(scene: Scene) -> Iterator[Name]:
    for table in scene.before.tables.values():
        after = scene.after.tables.get(table.name)
        if after is not None and _parts(table) != _parts(after):
            yield table.name


def _parts(table: Table) -> object:
    columns = [(one.name, one.default is None, one.not_null) for one in table.columns.values()]
    return columns, set(table.constraints), set(table.triggers), set(table.policies)
