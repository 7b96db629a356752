"""The promises that a table makes of its rows, each with how the server says that it is broken."""

from collections.abc import Iterator
from dataclasses import dataclass

from ddllint.catalog.model import Catalog, Check, Column, ForeignKey, Table
from ddllint.sql.source import Origin
from ddllint.verify.rows.rules import CHECK, FOREIGN, Elements
from ddllint.verify.rows.tables import elements_of

NOT_NULL = "23502"
"""The SQLSTATE not_null_violation (PostgreSQL manual, appendix A)."""


@dataclass(frozen=True)
class Target:
    """One constraint of a table.

    `name` is the constraint's or the index's name, for NOT NULL the column's. `index` says that
    it is a unique index and no constraint. `validated` and `enforced` are False for NOT VALID and
    NOT ENFORCED.
    """

    table: Table
    name: str
    state: str
    words: str
    about: Check | ForeignKey | Elements | Column
    origin: Origin | None
    index: bool = False
    validated: bool = True
    enforced: bool = True


def targets(catalog: Catalog) -> Iterator[Target]:
    """All that the tables themselves declare; foreign tables, whose server decides, left out."""
    for table in catalog.tables.values():
        if table.kind != "foreign":
            yield from _of_columns(table)
            yield from _of_table(table)


def _of_columns(table: Table) -> Iterator[Target]:
    for column in table.columns.values():
        if column.not_null and not column.inherited and column.generated is None:
            words = f"NOT NULL of {column.name}"
            yield Target(table, column.name, NOT_NULL, words, column, column.origin)


def _of_table(table: Table) -> Iterator[Target]:
    for name, constraint in table.constraints.items():
        match constraint:
            case Check() | ForeignKey():
                check = isinstance(constraint, Check)
                yield Target(
                    table=table,
                    name=name,
                    state=CHECK if check else FOREIGN,
                    words=f"{'CHECK' if check else 'FOREIGN KEY'} {name}",
                    about=constraint,
                    origin=constraint.origin,
                    validated=constraint.validated,
                    enforced=constraint.enforced,
                )
            case _:
                yield _of_elements(table, elements_of(constraint), index=False)
    for index in table.indexes.values():
        if index.unique and index.valid:
            yield _of_elements(table, elements_of(index), index=True)


def _of_elements(table: Table, elements: Elements, *, index: bool) -> Target:
    words, origin = elements.words, elements.origin
    return Target(table, elements.name, elements.state, words, elements, origin, index)
