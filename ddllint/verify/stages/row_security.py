"""Stage row security: no role that is bound to a tenant gets at rows of another."""

from collections.abc import Iterator, Sequence

import psycopg
from psycopg import sql

from ddllint.catalog.model import Catalog, View
from ddllint.rules.tenants import parent_key
from ddllint.settings.model import Tenancy
from ddllint.verify.applying import said
from ddllint.verify.isolation.course import Course, tables
from ddllint.verify.isolation.opaque import (
    Question,
    answers,
    closed_views,
    function_questions,
    judged,
    view_questions,
)
from ddllint.verify.isolation.references import references
from ddllint.verify.isolation.sessions import Session, is_bound, sessions
from ddllint.verify.isolation.views import Window, shows_tenants, views, windows
from ddllint.verify.model import CannotRun, Proof, Verdict
from ddllint.verify.rows import Filling, fill
from ddllint.verify.rows.insert import on_server
from ddllint.verify.scene import Scene

NAME = "row-security"
_EACH = 3
"""Rows of each tenant in each table."""


def run(scene: Scene) -> Iterator[Proof]:
    """Yield the proofs of each tenant table, then of references, views and functions."""
    scene.require_unbound()
    tenancy = scene.project.settings.tenancy
    with scene.copy() as database, sessions(scene, database) as roles:
        if not roles:
            raise CannotRun("no role of the settings may log in and is bound by row security")
        live = scene.read(database)
        with scene.administrator(database) as administrator:
            filling = _filling(administrator, live, tenancy)
            tenants = _tenants(filling, tenancy)
            specs = scene.project.catalog
            course = Course(administrator, live, specs, tenancy, tenants, roles)
            yield from (_bound(scene, session) for session in roles)
            grounds = yield from tables(course, filling)
            yield from references(roles, grounds, specs)
            yield from _views_and_functions(course, filling)


def _views_and_functions(course: Course, filling: Filling) -> Iterator[Proof]:
    yield from _refreshed(course)
    seen = list(
        windows(
            course.administrator,
            course.live,
            course.specs,
            course.tenancy,
            course.tenants,
            course.roles,
        )
    )
    for window in seen:
        if shows_tenants(window):
            yield from views(course.sessions, window)
    yield from closed_views(course.sessions, seen)
    yield from _opaque(course, seen, filling)


def _opaque(course: Course, seen: Sequence[Window], filling: Filling) -> Iterator[Proof]:
    """What roles learn is compared with what they learn without the other tenant's rows."""
    own, other = course.tenants
    questions = view_questions(course.sessions, seen)
    for one in function_questions(course.sessions, course.live, course.specs, other):
        if isinstance(one, Question):
            questions.append(one)
        else:
            yield one
    if not questions:
        return
    first = answers(questions, own)
    list(_refreshed(course))
    again = answers(questions, own)
    _delete(course, filling, other)
    list(_refreshed(course))
    yield from judged(questions, first, again, answers(questions, own))


def _refreshed(course: Course) -> Iterator[Proof]:
    """Refresh the materialized views, with the rights of their owners; tell which cannot be."""
    for view in _in_order(course.live):
        statement = sql.SQL("REFRESH MATERIALIZED VIEW {}").format(sql.Identifier(*view.name))
        try:
            course.administrator.execute(statement)
        except psycopg.Error as error:
            spec = course.specs.views.get(view.name)
            yield Proof(
                "it can be refreshed, so that its rows can be looked at",
                str(view.name),
                Verdict.NOT_RUN,
                said(error),
                spec.origin.span() if spec and spec.origin else None,
            )


def _in_order(live: Catalog) -> list[View]:
    """The materialized views; one that reads others stands behind them in what specs declare."""
    return [view for view in live.views.values() if view.materialized]


def _delete(course: Course, filling: Filling, tenant: str) -> None:
    """Delete all rows of a tenant, and the tenant, those first that refer to others."""
    column = course.tenancy.column
    parent, key = parent_key(course.tenancy)
    filled = dict.fromkeys(row.table for row in filling.rows)
    for name in reversed(filled):
        table = course.live.tables[name]
        own = key if name == parent else column
        if own in table.columns:
            course.administrator.execute(
                sql.SQL("DELETE FROM {} WHERE {} = {}").format(
                    sql.Identifier(*name), sql.Identifier(own), sql.Placeholder()
                ),
                (tenant,),
            )


def _filling(administrator: psycopg.Connection, live: Catalog, tenancy: Tenancy) -> Filling:
    """Rows of two tenants, which the server accepts; none of them is left there."""
    with administrator.transaction(force_rollback=True):
        return fill(live, tenancy, tenants=2, each=_EACH, trial=on_server(administrator))


def _tenants(filling: Filling, tenancy: Tenancy) -> tuple[str, str]:
    found = dict.fromkeys(
        tenant for row in filling.rows if (tenant := row.values.get(tenancy.column)) is not None
    )
    if len(found) < 2:
        raise CannotRun(f"there are no rows of two tenants: no table has {tenancy.column} filled")
    own, other, *_ = found
    return own, other


def _bound(scene: Scene, session: Session) -> Proof:
    """That what follows is tried by the role itself."""
    bound = is_bound(session)
    evidence = (
        f"logged in as {session.role}, no superuser, without BYPASSRLS, row_security on"
        if bound
        else f"{session.role} is a superuser or has BYPASSRLS: it sees every row"
    )
    return Proof(
        f"{session.role} is bound by row security",
        session.role,
        Verdict.PROVEN if bound else Verdict.REFUTED,
        evidence,
        scene.project.place_of_role(session.role),
    )
