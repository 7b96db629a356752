"""Views that show the tenant column, tried by each role as tables are."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
import psycopg
from psycopg import sql

from ddllint.catalog.model import Catalog, Command, View
from ddllint.diagnostics.span import Span
from ddllint.settings.model import Tenancy
from ddllint.verify.isolation.ground import held
from ddllint.verify.isolation.sessions import DENIED, Outcome, Session, Setting
from ddllint.verify.isolation.trials import Trial, none_reached, proof, refused
from ddllint.verify.model import Proof, Verdict


class Window(msgspec.Struct, frozen=True):
    """A view, and what may be needed to judge it.

    `held` are each role's commands on it, `owners` the roles that may act as its owner.
    """

    view: View
    spec: Catalog
    tenancy: Tenancy
    own: str
    other: str
    held: Mapping[str, frozenset[Command]]
    owners: frozenset[str]

    @property
    def identifier(self) -> sql.Identifier:
        """The view's name in SQL."""
        return sql.Identifier(*self.view.name)

    def place(self, role: str) -> Span | None:
        """The grant that opens a materialized view to the role, else the view."""
        if self.view.materialized and self.held[role]:
            for grant in self.spec.grants:
                is_it = grant.kind == "table" and grant.object == str(self.view.name)
                if is_it and grant.grantee in (role, "public") and grant.origin:
                    return grant.origin.span()
        spec = self.spec.views.get(self.view.name)
        return spec.origin.span() if spec and spec.origin else None


def windows(
    administrator: psycopg.Connection,
    live: Catalog,
    specs: Catalog,
    tenancy: Tenancy,
    tenants: tuple[str, str],
    roles: Sequence[str],
) -> Iterator[Window]:
    """The views of the server's catalog."""
    for view in live.views.values():
        privileges = held(administrator, view.name, roles)
        owners = _owners(administrator, view, roles)
        yield Window(view, specs, tenancy, *tenants, privileges, owners)


def _owners(administrator: psycopg.Connection, view: View, roles: Sequence[str]) -> frozenset[str]:
    found = administrator.execute(
        "SELECT role FROM pg_catalog.pg_class, unnest(%s::text[]) AS r(role) "
        "WHERE oid = %s::regclass AND pg_has_role(role, relowner, 'USAGE')",
        (list(roles), sql.Identifier(*view.name).as_string(administrator)),
    )
    return frozenset(role for (role,) in found.fetchall())


def shows_tenants(window: Window) -> bool:
    """Whether each row of the view says whose it is."""
    return window.tenancy.column in (window.view.columns or ())


def views(sessions: Sequence[Session], window: Window) -> Iterator[Proof]:
    """Yield a proof for each role: of a view that shows the tenant column."""
    for session in sessions:
        if window.view.materialized and session.role in window.owners:
            continue  # whoever keeps it for all tenants has to see all tenants
        if Command.SELECT in window.held[session.role]:
            yield _seen(session, window)
        else:
            yield closed(session, window)


def closed(session: Session, window: Window) -> Proof:
    """A role without the privilege is refused."""
    setting = session.tenant(window.own)
    outcome = session.attempt(setting, sql.SQL("SELECT FROM {}").format(window.identifier))
    return proof(
        f"{session.role} sees no rows at all",
        str(window.view.name),
        [refused(setting, outcome, DENIED)],
        window.place(session.role),
    )


def _seen(session: Session, window: Window) -> Proof:
    promise = f"{session.role} sees the rows of its own tenant only"
    statement = sql.SQL("SELECT {0}::text, count(*) FROM {1} GROUP BY 1").format(
        sql.Identifier(window.tenancy.column), window.identifier
    )
    trials, own_rows = [], 0
    for tenant, words in ((window.own, "its own tenant"), (window.other, "another tenant")):
        setting = session.tenant(tenant, words)
        outcome = session.attempt(setting, statement)
        own_rows += _rows(outcome).get(tenant, 0)
        trials.append(_only(setting, outcome, tenant))
    quiet = window.tenancy.unset == "quiet"
    for setting in session.without_tenant(window.own):
        outcome = session.attempt(setting, statement)
        seen = sum(_rows(outcome).values())
        trials.append(none_reached(setting, outcome, seen, quiet=quiet))
    trials += _written(session, window)
    span = window.place(session.role)
    if not own_rows and all(trial.holds for trial in trials):
        reason = "it shows no row of either tenant, so that nothing is told"
        return Proof(promise, str(window.view.name), Verdict.NOT_RUN, reason, span)
    cause = "a materialized view has no row security" if window.view.materialized else ""
    return proof(promise, str(window.view.name), trials, span, cause)


def _rows(outcome: Outcome) -> dict[str | None, int]:
    return {tenant: int(number or 0) for tenant, number in outcome.rows}


def _only(setting: Setting, outcome: Outcome, tenant: str) -> Trial:
    if outcome.refused:
        return Trial(False, setting.words, f"refused ({outcome.message})")
    seen = _rows(outcome)
    own = seen.pop(tenant, 0)
    others = sum(seen.values())
    return Trial(not others, setting.words, f"sees {own} of its own rows, {others} of others")


def _written(session: Session, window: Window) -> Iterator[Trial]:
    """DELETE through the view reaches nobody else's rows, whatever the view shows."""
    if Command.DELETE not in window.held[session.role]:
        return
    setting = session.tenant(window.own, "deleting through the view")
    statement = sql.SQL("DELETE FROM {} WHERE {} IS DISTINCT FROM {}").format(
        window.identifier, sql.Identifier(window.tenancy.column), sql.Placeholder()
    )
    outcome = session.attempt(setting, statement, (window.own,))
    words = f"refused ({outcome.message})" if outcome.refused else f"{outcome.count} rows of others"
    yield Trial(outcome.refused or not outcome.count, setting.words, words)
