"""The schema that a statement meets and the one that it leaves, and who is kin to whom there."""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ddllint.catalog.model import Catalog, ForeignKey, Index, Table
from ddllint.catalog.names import Name
from ddllint.revisions.actions import Locks, Works
from ddllint.revisions.likeness import added, lacking
from ddllint.revisions.locks import Lock, Work
from ddllint.sql.nodes import RangeVar


@dataclass(frozen=True)
class Scene:
    """What a statement meets: the catalog before it, the one after it, and the session.

    `after` does not hold what the catalog has no place for. `postgres` is the server's major.
    """

    before: Catalog
    after: Catalog
    search_path: tuple[str, ...]
    postgres: int

    def name(self, written: RangeVar) -> Name:
        """The relation that is meant; one that the catalog does not know is in the first schema."""
        return self.find(written.schemaname, written.relname)

    def find(self, schema: str, name: str) -> Name:
        """The relation of that name; the schema is empty if none was written."""
        schemas = (schema,) if schema else ("pg_temp", *(self.search_path or ("public",)))
        names = [Name(one, name) for one in schemas]
        known = (one for one in names if self.before.relation(one) or one in self._indexes)
        return next(known, Name(schema or (self.search_path or ("public",))[0], name))

    def type(self, schema: str, name: str) -> Name:
        """The user's type of that name; the schema is empty if none was written."""
        schemas = (schema,) if schema else self.search_path
        names = (Name(one, name) for one in schemas)
        return next((one for one in names if one in self.before.types), Name("public", name))

    def table(self, name: Name) -> Table | None:
        """The table of that name, as it is before the statement."""
        return self.before.tables.get(name)

    def index(self, name: Name) -> Index | None:
        """The index of that name; None for one that a key brought along."""
        return self._indexes.get(name)

    @functools.cached_property
    def _indexes(self) -> dict[Name, Index]:
        found = [index for one in self.before.tables.values() for index in one.indexes.values()]
        found += [index for one in self.before.views.values() for index in one.indexes.values()]
        return {index.name: index for index in found}

    @functools.cached_property
    def _children(self) -> dict[Name, list[Name]]:
        found: dict[Name, list[Name]] = {}
        for table in self.before.tables.values():
            for parent in table.bases:
                found.setdefault(parent, []).append(table.name)
        return found

    def family(self, name: Name) -> Iterator[Name]:
        """The table, its partitions and children, and theirs."""
        pending, seen = [name], set[Name]()
        while pending:
            one = pending.pop()
            if one not in seen:
                seen.add(one)
                yield one
                pending += self._children.get(one, ())

    def is_partitioned(self, name: Name) -> bool:
        """Whether it is a partitioned table."""
        table = self.table(name)
        return table is not None and table.kind == "partitioned"

    def to_make(self, name: Name) -> list[Name]:
        """The table with its partitions, but for those that have what it gets already."""
        made = added(self.before.tables.get(name), self.after.tables.get(name))
        return [
            one
            for one in self.family(name)
            if one == name or not made or lacking(made, self.before.tables[one], of_kind=False)
        ]

    def is_childless(self, name: Name) -> bool:
        """Whether it has neither partitions nor children."""
        return not self._children.get(name)

    def default_partition(self, parent: Name) -> Name | None:
        """The default partition of a partitioned table."""
        return next(
            (one for one in self._children.get(parent, ()) if self.is_default(one)),
            None,
        )

    def lineage(self, name: Name) -> Iterator[Table]:
        """A partitioned table, the one that it is a partition of, and so on."""
        above = self.table(name)
        while above is not None:
            yield above
            above = self.table(above.partition_of) if above.partition_of else None

    def is_default(self, name: Name) -> bool:
        """Whether it is a default partition."""
        return self.before.tables[name].bound.upper() == "DEFAULT"

    def referencing(self, name: Name) -> Iterator[Name]:
        """The other tables with a foreign key to this one."""
        for table in self.before.tables.values():
            if table.name != name and any(key.referenced == name for key in foreign_keys(table)):
                yield table.name

    def referenced(self, name: Name) -> Iterator[Name]:
        """The tables that the foreign keys of this one refer to."""
        table = self.table(name)
        return (key.referenced for key in foreign_keys(table)) if table else iter(())

    def locked(self, names: Iterable[Name], lock: Lock) -> Locks:
        """That lock on each relation."""
        return tuple((name, lock) for name in names)

    def worked(self, names: Iterable[Name], work: Work) -> Works:
        """That work on each relation that has rows of its own."""
        return tuple((name, work) for name in names if not self.is_partitioned(name))


def foreign_keys(table: Table) -> Iterator[ForeignKey]:
    """The foreign keys of a table."""
    return (one for one in table.constraints.values() if isinstance(one, ForeignKey))
