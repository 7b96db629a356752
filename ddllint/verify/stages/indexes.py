"""Stage indexes: operations find their rows by an index, under row security, and fast."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg
from psycopg import sql

from ddllint.catalog.model import Catalog, Command
from ddllint.catalog.names import Name
from ddllint.diagnostics.finding import Related
from ddllint.verify.access.measuring import RUNS, slowest_of_most
from ddllint.verify.access.places import place
from ddllint.verify.access.plans import plan_of
from ddllint.verify.access.queries import Query, queries
from ddllint.verify.access.seeding import TENANTS, good_rows, multiply
from ddllint.verify.applying import said
from ddllint.verify.isolation.ground import held
from ddllint.verify.model import CannotRun, Proof, Verdict
from ddllint.verify.scene import Scene

NAME = "indexes"
_FOUND = "it finds its rows by an index"


def run(scene: Scene) -> Iterator[Proof]:
    """Yield for each way in which an operation reads whether an index serves it, and how fast."""
    scene.require_unbound()
    contracts = scene.project.contracts()
    if contracts is None:
        raise CannotRun("the settings name no contracts")
    tenant = scene.project.settings.tenancy.column
    wanted = tuple(queries(contracts, tenant))
    if not wanted:
        raise CannotRun("no operation of the contracts reads a table or view")
    with scene.copy() as database, ExitStack() as stack:
        administrator = stack.enter_context(scene.administrator(database))
        live = scene.read(database)
        unseeded = _seed(scene, administrator, live, {one.relation for one in wanted})
        for name in sorted(unseeded.keys() & live.views.keys()):
            promise, reason = "reads of it can be planned", unseeded[name]
            yield Proof(promise, str(name), Verdict.NOT_RUN, f"it cannot be refreshed: {reason}")
        reading = _Reading(scene, database, administrator, live, stack)
        for query in wanted:
            if query.relation in unseeded:
                reason = f"its rows cannot be made: {unseeded[query.relation]}"
                span = query.operation.span
                yield Proof(_FOUND, query.words, Verdict.NOT_RUN, reason, span)
            else:
                yield from reading.proofs(query)


def _seed(
    scene: Scene, administrator: psycopg.Connection, live: Catalog, relations: set[Name]
) -> Mapping[Name, str]:
    """Fill the tables that are read, and refresh what is made of them; what could not be filled."""
    filling = good_rows(administrator, live, scene.project.settings.tenancy)
    failed = {one.table: one.reason for one in filling.unfilled if one.table in relations}
    for name in sorted(relations & live.tables.keys() - failed.keys()):
        try:
            multiply(administrator, live, live.tables[name], filling, scene.project.load.rows)
        except psycopg.Error as error:
            failed[name] = said(error)
    for view in live.views.values():
        if view.materialized:
            identifier = sql.Identifier(*view.name)
            try:
                administrator.execute(sql.SQL("REFRESH MATERIALIZED VIEW {}").format(identifier))
                administrator.execute(sql.SQL("ANALYZE {}").format(identifier))
            except psycopg.Error as error:
                failed[view.name] = said(error)
    return failed


@dataclass(frozen=True)
class _Reading:
    """Reads as the application does: a role without BYPASSRLS, with a tenant in the setting."""

    scene: Scene
    database: str
    administrator: psycopg.Connection
    live: Catalog
    stack: ExitStack

    def proofs(self, query: Query) -> Iterator[Proof]:
        """Yield whether an index serves the query, then how fast it is answered."""
        role = self._role(query)
        if role is None:
            reason = (
                f"no role that may log in, and is bound by row security, reads {query.relation}"
            )
            yield self._proof(query, _FOUND, Verdict.NOT_RUN, reason)
            return
        project = self.scene.project
        tenant = self._tenant()
        with self.scene.connect(role, self.database, tenant) as connection:
            try:
                values = _values(connection, query)
                if values is None:
                    reason = "there is no row that it could choose"
                    yield self._proof(query, _FOUND, Verdict.NOT_RUN, reason)
                    return
                statement = query.sql(values)
                scoped = project.settings.tenancy.column in self._columns(query.relation)
                plan = plan_of(connection, statement, ordered=query.is_in_order, scoped=scoped)
                took = slowest_of_most(connection, statement)
            except psycopg.Error as error:
                yield self._proof(query, _FOUND, Verdict.NOT_RUN, f"{role}: {said(error)}")
                return
        tenant_column = project.settings.tenancy.column
        span = place(query, plan, self.live, project.catalog, tenant_column)
        evidence = "; ".join(plan.faults) or f"{role} is answered by {', '.join(plan.indexes)}"
        verdict = Verdict.REFUTED if plan.faults else Verdict.PROVEN
        related = (Related("the operation is here", query.operation.span),)
        yield Proof(_FOUND, query.words, verdict, evidence, span, related if plan.faults else ())
        limit = project.load.milliseconds
        evidence = (
            f"p95 of {RUNS} runs is {took:.1f} ms, with {project.load.rows} rows of "
            f"{TENANTS} tenants in a table"
        )
        verdict = Verdict.PROVEN if took <= limit else Verdict.REFUTED
        promise = f"95 of 100 answers take {limit:g} ms at most"
        yield self._proof(query, promise, verdict, evidence)

    def _role(self, query: Query) -> str | None:
        """The first role of the settings that may read it; the owner last."""
        roles = {
            name: role
            for name, role in self.scene.project.roles.items()
            if role.login and not role.bypasses_rls
        }
        if query.relation not in {*self.live.tables, *self.live.views}:
            return None
        able = held(self.administrator, query.relation, list(roles))
        readers = [name for name in roles if Command.SELECT in able[name]]
        return min(readers, key=lambda name: roles[name].owner, default=None)

    def _tenant(self) -> str | None:
        """A tenant that has rows."""
        column = self.scene.project.settings.tenancy.column
        for table in self.live.tables.values():
            if column in table.columns:
                row = self.administrator.execute(
                    sql.SQL("SELECT {0}::text FROM {1} WHERE {0} IS NOT NULL LIMIT 1").format(
                        sql.Identifier(column), sql.Identifier(*table.name)
                    )
                ).fetchone()
                if row is not None:
                    return str(row[0])
        return None

    def _columns(self, name: Name) -> frozenset[str]:
        relation = self.live.tables.get(name) or self.live.views[name]
        return frozenset(relation.columns or ())

    def _proof(self, query: Query, promise: str, verdict: Verdict, evidence: str) -> Proof:
        return Proof(promise, query.words, verdict, evidence, query.operation.span)


def _values(connection: psycopg.Connection, query: Query) -> Mapping[str, object] | None:
    """What a row has in the columns of the filters; None when there is no such row."""
    if not query.filters:
        return {}
    names = [sql.Identifier(column) for column in query.filters]
    row = connection.execute(
        sql.SQL("SELECT {} FROM {} WHERE ({}) IS NOT NULL LIMIT 1").format(
            sql.SQL(", ").join(names),
            sql.Identifier(*query.relation),
            sql.SQL("ROW({})").format(sql.SQL(", ").join(names)),
        )
    ).fetchone()
    return None if row is None else dict(zip(query.filters, row, strict=True))
