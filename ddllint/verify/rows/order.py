"""The order in which tables can be filled: what is referred to comes first."""

from collections.abc import Iterator

from ddllint.catalog.model import Catalog, ForeignKey, Table
from ddllint.catalog.names import Name
from ddllint.verify.rows.rules import Shape
from ddllint.verify.rows.tables import bindings, is_not_null, shape_of


def fill_order(catalog: Catalog) -> list[Table]:
    """All tables, each after those that it has to refer to, as far as that can be."""
    waiting = dict(catalog.tables)
    needs = {name: list(_needs(catalog, table)) for name, table in waiting.items()}
    ordered: list[Table] = []
    while waiting:
        ready = _next(waiting, needs)
        ordered.append(waiting.pop(ready))
    return ordered


def _next(waiting: dict[Name, Table], needs: dict[Name, list[tuple[Name, bool]]]) -> Name:
    """A table that needs none of those that wait; else one that can do without them at first."""
    for name in waiting:
        if not any(other in waiting for other, _ in needs[name]):
            return name
    for name in waiting:
        if not any(other in waiting and required for other, required in needs[name]):
            return name
    return next(iter(waiting))


def _needs(catalog: Catalog, table: Table) -> Iterator[tuple[Name, bool]]:
    """The tables that it refers to, and whether they must have rows before it has."""
    shape = shape_of(catalog, table)
    for bound in bindings(catalog, table):
        key = bound.constraint
        if isinstance(key, ForeignKey) and key.referenced != table.name:
            yield key.referenced, not (key.deferrable or may_be_null(shape, key))


def may_be_null(shape: Shape, key: ForeignKey) -> bool:
    """Whether a row may refer to nothing."""
    columns = [shape.table.columns[name] for name in key.columns if name in shape.table.columns]
    free = [not is_not_null(shape, column) for column in columns]
    return all(free) if key.match_full else any(free)
