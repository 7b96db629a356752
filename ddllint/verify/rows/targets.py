"""The promises that a table makes of its rows, each with how the server says that it is broken."""

from collections.abc import Iterator
from dataclasses import dataclass

from ddllint.catalog.model import Catalog, Check, Column, Domain, ForeignKey, Table
from ddllint.catalog.names import Name
from ddllint.catalog.predicates import column_type
from ddllint.sql.source import Origin
from ddllint.verify.rows.rules import CHECK, FOREIGN, Elements
from ddllint.verify.rows.tables import elements_of

NOT_NULL = "23502"
"""The SQLSTATE not_null_violation (PostgreSQL manual, appendix A)."""


@dataclass(frozen=True)
class OfDomain:
    """A CHECK of a domain, or without one its NOT NULL, and a column whose values it binds."""

    column: str
    domain: Domain
    check: Check | None = None


@dataclass(frozen=True)
class Target:
    """One constraint of a table, or of a domain, which is tried in a column of `table`.

    `name` is the constraint's or the index's name, that of the column for its NOT NULL and of the
    domain for that of a domain. `index` says that it is a unique index and no constraint.
    `validated` and `enforced` are False for NOT VALID and NOT ENFORCED.
    """

    table: Table
    name: str
    state: str
    words: str
    about: Check | ForeignKey | Elements | Column | OfDomain
    origin: Origin | None
    index: bool = False
    validated: bool = True
    enforced: bool = True

    @property
    def object(self) -> str:
        """The dotted name of the constraint, or of the column that is NOT NULL."""
        match self.about:
            case OfDomain(domain=domain, check=None):
                return str(domain.name)
            case OfDomain(domain=domain):
                return f"{domain.name}.{self.name}"
        return f"{self.table.name}.{self.name}"


def targets(catalog: Catalog) -> Iterator[Target]:
    """All that tables and the domains of their columns declare.

    Foreign tables, whose server decides, are left out, and domains that no column is of.
    """
    for table in catalog.tables.values():
        if table.kind != "foreign":
            yield from _of_columns(table)
            yield from _of_table(table)
    yield from _of_domains(catalog)


def _of_domains(catalog: Catalog) -> Iterator[Target]:
    """What each domain asks, tried in the first column that it binds."""
    seen: set[Name] = set()
    for table in catalog.tables.values():
        for column in table.columns.values():
            if table.kind == "foreign" or column.generated is not None:
                continue
            for domain in column_type(catalog, column.type).domains:
                if domain.name not in seen:
                    seen.add(domain.name)
                    yield from _of_domain(table, column, domain)


def _of_domain(table: Table, column: Column, domain: Domain) -> Iterator[Target]:
    if domain.not_null:
        words, about = f"NOT NULL of domain {domain.name}", OfDomain(column.name, domain)
        yield Target(table, domain.name.name, NOT_NULL, words, about, domain.origin)
    for name, check in domain.checks.items():
        yield Target(
            table=table,
            name=name,
            state=CHECK,
            words=f"CHECK {name} of domain {domain.name}",
            about=OfDomain(column.name, domain, check),
            origin=check.origin,
            validated=check.validated,
        )


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
