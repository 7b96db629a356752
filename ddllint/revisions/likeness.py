"""What of a partition the server takes for its parent's, rather than make it anew.

Source: PostgreSQL manual, CREATE INDEX and ALTER TABLE (ATTACH PARTITION); `CompareIndexInfo` in
`catalog/index.c` and `tryAttachPartitionForeignKey` in `commands/tablecmds.c`.
"""

from collections.abc import Iterable, Iterator

from msgspec import structs

from ddllint.catalog.canonical import canonical
from ddllint.catalog.model import Constraint, Exclusion, ForeignKey, Index, Key, Table
from ddllint.sql.expressions import Expression

Part = Index | Constraint


def lacking(parent: Iterable[Part], table: Table, *, of_kind: bool = True) -> bool:
    """Whether the table has not all that is like the indexes and foreign keys of its parent.

    `of_kind` says that a primary key must be one: it must to a new partition, for a new key of the
    parent it is enough that the columns are unique.
    """
    held = set(_meanings((*table.indexes.values(), *table.constraints.values()), of_kind))
    return any(one is None or one not in held for one in _meanings(parent, of_kind))


def added(before: Table | None, after: Table | None) -> list[Part]:
    """The indexes and constraints that a table did not have before."""
    if before is None or after is None:
        return []
    return [
        *(one for name, one in after.indexes.items() if name not in before.indexes),
        *(one for name, one in after.constraints.items() if name not in before.constraints),
    ]


def _meanings(parts: Iterable[Part], of_kind: bool) -> Iterator[tuple[object, ...] | None]:
    """What two must have in common; None for an exclusion, which is always built anew."""
    for part in parts:
        match part:
            case Index():
                yield _index(part)
            case Key():
                primary = part.primary and of_kind
                yield (part.columns, part.include, primary, part.nulls_not_distinct)
            case ForeignKey():
                yield (structs.replace(part, name="", comment=None, origin=None),)
            case Exclusion():
                yield None


def _index(index: Index) -> tuple[object, ...]:
    elements = [
        (one.column, _text(one.expression), one.collation, one.operator_class)
        for one in index.elements
    ]
    flags = (index.unique, index.nulls_not_distinct)
    return (index.method, *elements, index.include, *flags, _text(index.predicate))


def _text(expression: Expression | None) -> str:
    return "" if expression is None else canonical(expression)
