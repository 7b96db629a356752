"""Tables whose foreign keys lead back to them."""

from ddllint.catalog.model import Catalog, ForeignKey
from ddllint.catalog.names import Name
from ddllint.migrate.units import Key, relation_key


def in_cycles(catalog: Catalog) -> frozenset[Key]:
    """The keys of tables that reach themselves by foreign keys through another table.

    Such a table cannot be made as it is written: one of the keys has to come later.
    """
    targets = {
        name: {
            key.referenced
            for key in table.constraints.values()
            if isinstance(key, ForeignKey) and key.referenced != name
        }
        for name, table in catalog.tables.items()
    }
    return frozenset(relation_key(name) for name in targets if name in _reached(targets, name))


def _reached(targets: dict[Name, set[Name]], start: Name) -> set[Name]:
    found: set[Name] = set()
    pending = list(targets[start])
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += targets.get(name, ())
    return found
