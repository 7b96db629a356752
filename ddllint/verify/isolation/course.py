"""Tables filled one after the other, each tried while no row of another refers to its rows."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import psycopg
from msgspec import structs
from psycopg import errors, sql

from ddllint.catalog.model import Catalog, Command, Table
from ddllint.catalog.names import Name
from ddllint.rules.tenants import scoped_tables
from ddllint.settings.model import Tenancy
from ddllint.verify.isolation.commands import inserts
from ddllint.verify.isolation.ground import Ground, columns, ground_of, held
from ddllint.verify.isolation.sessions import Session
from ddllint.verify.isolation.tables import table_proofs
from ddllint.verify.isolation.trials import Trial
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.rows import Filling, Row, insert


@dataclass(frozen=True)
class Course:
    """What the tables are tried with.

    `administrator` fills them, and is asked how many rows there are; `tenants` are the first,
    whose rows the roles may have, and the other.
    """

    administrator: psycopg.Connection
    live: Catalog
    specs: Catalog
    tenancy: Tenancy
    tenants: tuple[str, str]
    sessions: Sequence[Session]

    @property
    def roles(self) -> list[str]:
        """The names of the roles."""
        return [session.role for session in self.sessions]


def tables(course: Course, filling: Filling) -> Generator[Proof, None, Mapping[Name, Ground]]:
    """Yield the proofs of all tenant tables; the tables that could be tried are returned.

    Afterwards all rows of the filling are in the database.
    """
    tenant_tables = {
        table.name: table
        for table in scoped_tables(course.live, course.tenancy)
        if course.tenancy.column in table.columns
    }
    grounds: dict[Name, Ground] = {}
    pending: list[Row] = []
    for name, rows in groupby(filling.rows, lambda row: row.table):
        block = list(rows)
        if name not in tenant_tables or name in grounds:
            for row in block:
                _pour(course, pending, row)
            continue
        inserted = _fill(course, pending, block)
        for part in _with_partitions(tenant_tables, tenant_tables[name]):
            ground = _ground(course, part)
            grounds[part.name] = ground
            yield from table_proofs(
                course.sessions,
                ground,
                inserted if part.name == name else _inserted_again(course, part),
                block[-1],
                quiet=course.tenancy.unset == "quiet",
            )
    reasons = {one.table: one.reason for one in filling.unfilled}
    for name, table in tenant_tables.items():
        if name not in grounds:
            yield from _untried(course, table, reasons.get(name, "it has no rows"))
    return grounds


def _fill(course: Course, pending: list[Row], block: list[Row]) -> dict[str, list[Trial]]:
    """Insert the rows of a table; the roles try the last of the first tenant's before."""
    own, _ = course.tenants
    mine = [row for row in block if row.values.get(course.tenancy.column) == own]
    tried: dict[str, list[Trial]] = {}
    for row in block:
        if mine and row is mine[-1]:
            able = held(course.administrator, row.table, course.roles)
            for session in course.sessions:
                if Command.INSERT in able[session.role]:
                    part = _writable(course, row, session.role)
                    tried[session.role] = list(inserts(session, part, course.tenants))
        _pour(course, pending, row)
    return tried


def _inserted_again(course: Course, part: Table) -> dict[str, list[Trial]]:
    """What comes of inserting into a partition a row of the first tenant that it has, taken out."""
    able = held(course.administrator, part.name, course.roles)
    taken = _taken_out(course, part)
    if taken is None:
        return {}
    try:
        return {
            session.role: list(
                inserts(session, _writable(course, taken, session.role), course.tenants)
            )
            for session in course.sessions
            if Command.INSERT in able[session.role]
        }
    finally:
        insert(course.administrator, [taken])


def _taken_out(course: Course, part: Table) -> Row | None:
    """A row of the first tenant, deleted; None if there is none, or something holds it back."""
    names = [column.name for column in part.columns.values() if column.generated is None]
    table, tenant = sql.Identifier(*part.name), sql.Identifier(course.tenancy.column)
    statement = sql.SQL(
        "DELETE FROM {table} WHERE (tableoid, ctid) = "
        "(SELECT tableoid, ctid FROM {table} WHERE {tenant} = %s LIMIT 1) RETURNING {columns}"
    ).format(
        table=table,
        tenant=tenant,
        columns=sql.SQL(", ").join(
            sql.SQL("{}::text").format(sql.Identifier(name)) for name in names
        ),
    )
    try:
        with course.administrator.transaction():
            found = course.administrator.execute(statement, (course.tenants[0],)).fetchone()
    except psycopg.Error:
        return None
    return Row(part.name, dict(zip(names, found, strict=True))) if found else None


def _writable(course: Course, row: Row, role: str) -> Row:
    """What of a row the role may write."""
    may = columns(course.administrator, row.table, role, "INSERT")
    kept = {column: value for column, value in row.values.items() if column in may}
    return structs.replace(row, values=kept)


def _pour(course: Course, pending: list[Row], row: Row) -> None:
    """Insert a row, or keep it until the rows are there that it refers to."""
    pending.append(row)
    try:
        with course.administrator.transaction():
            insert(course.administrator, pending)
    except errors.ForeignKeyViolation:
        return
    pending.clear()


def _with_partitions(tables: Mapping[Name, Table], table: Table) -> Iterator[Table]:
    """The table and its partitions, theirs included: each can be spoken to by its own name."""
    yield table
    for other in tables.values():
        if other.partition_of == table.name:
            yield from _with_partitions(tables, other)


def _ground(course: Course, table: Table) -> Ground:
    return ground_of(
        course.administrator,
        table,
        course.specs,
        course.tenancy.column,
        course.tenants,
        course.roles,
    )


def _untried(course: Course, table: Table, reason: str) -> Iterable[Proof]:
    spec = course.specs.tables.get(table.name)
    yield Proof(
        "its rows stay with their tenant",
        str(table.name),
        Verdict.NOT_RUN,
        f"there are no rows to try it with: {reason}",
        spec.origin.span() if spec and spec.origin else None,
    )
