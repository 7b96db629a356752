"""Stage constraints: good rows are accepted, and each constraint refuses what breaks it alone."""

from collections.abc import Iterator
from typing import Any

import psycopg

from ddllint.catalog.model import Catalog, Table
from ddllint.contracts.model import Contracts
from ddllint.settings.model import Tenancy
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.refusing import declares, place_of, refuses
from ddllint.verify.rows.breaking import Breaker
from ddllint.verify.rows.fill import fill
from ddllint.verify.rows.insert import on_server
from ddllint.verify.rows.model import Filling, Row
from ddllint.verify.rows.targets import NOT_NULL, targets
from ddllint.verify.rows.trial import Refusal
from ddllint.verify.scene import Scene

NAME = "constraints"

_MISSING = ("42P01", "42703")
"""undefined_table and undefined_column (PostgreSQL manual, appendix A)."""


def run(scene: Scene) -> Iterator[Proof]:
    """Yield a proof for each table and for each of its constraints.

    Rows are inserted by the administrator, whom row security does not bind: constraints hold for
    everybody alike.
    """
    scene.require_unbound()
    project = scene.project
    with scene.administrator(scene.shared) as connection:
        tenancy = project.settings.tenancy
        yield from proofs(connection, project.catalog, tenancy, project.contracts())


def proofs(
    connection: psycopg.Connection[Any],
    catalog: Catalog,
    tenancy: Tenancy,
    contracts: Contracts | None = None,
) -> Iterator[Proof]:
    """The proofs for the connection's database, which is left as it was.

    The connection's role must own the tables, and row security must not bind it.
    """
    with connection.transaction(force_rollback=True):
        trial = _Noting(connection)
        filling = fill(catalog, tenancy, contracts=contracts, trial=trial)
        for table in catalog.tables.values():
            if table.kind != "foreign":
                yield _accepted(catalog, table, filling, trial.refusals(table))
        breaker = Breaker(catalog, filling)
        for target in targets(catalog):
            yield refuses(connection, breaker, target)


class _Noting:
    """Tries rows on a server, and keeps what it said of those that it refused."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._attempt = on_server(connection)
        self._said: list[tuple[Row, Refusal]] = []

    def __call__(self, row: Row) -> Refusal | None:
        refusal = self._attempt(row)
        if refusal is not None:
            self._said.append((row, refusal))
        return refusal

    def refusals(self, table: Table) -> list[Refusal]:
        return [refusal for row, refusal in self._said if row.table == table.name]


def _accepted(catalog: Catalog, table: Table, filling: Filling, refusals: list[Refusal]) -> Proof:
    promise = "rows that meet all constraints are accepted"
    place = place_of(table.origin)
    strange = [one for one in refusals if _is_strange(catalog, table, one)]
    if strange:
        evidence = f"a row that the specs allow was refused: {strange[0].message}"
        return Proof(promise, str(table.name), Verdict.REFUTED, evidence, place)
    for unfilled in filling.unfilled:
        if unfilled.table == table.name:
            place = place_of(unfilled.origin) or place
            return Proof(promise, str(table.name), Verdict.NOT_RUN, unfilled.reason, place)
    made = sum(row.table == table.name for row in filling.rows)
    evidence = f"{made} row{'s' * (made != 1)} inserted"
    return Proof(promise, str(table.name), Verdict.PROVEN, evidence, place)


def _is_strange(catalog: Catalog, table: Table, refusal: Refusal) -> bool:
    """Whether a row was refused by something that the specs do not declare."""
    if refusal.state in _MISSING:
        return True
    if refusal.state == NOT_NULL:
        column = table.columns.get(refusal.column)
        return column is not None and not column.not_null
    return bool(refusal.constraint) and not declares(catalog, refusal.constraint)
