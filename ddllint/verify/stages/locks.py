"""Stage locks: what each statement of each revision does to tables with rows."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec
import psycopg
from psycopg import sql

from ddllint.catalog.names import Name
from ddllint.diagnostics.span import Span
from ddllint.migrate.replay.run import replay
from ddllint.migrate.scripts import function_place, scripts
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.model import Migration
from ddllint.revisions.read import read
from ddllint.verify.applying import said
from ddllint.verify.locks.course import Connections, Traced, traced
from ddllint.verify.model import CannotRun, Proof, Verdict
from ddllint.verify.rows import fill
from ddllint.verify.rows.insert import on_server
from ddllint.verify.scene import Scene

NAME = "locks"
_LONGEST = 60
"""As many characters of a statement are shown."""
_WAYS = ("indexscan", "indexonlyscan", "bitmapscan")
"""What is looked up by a key is read as a whole, however few rows there are."""
_Kind = TypeVar("_Kind", Lock, Work)
_PROMISE = "its locks, scans and rewrites are those predicted"
_REWRITES = "no table with rows is rewritten"


def run(scene: Scene) -> Iterator[Proof]:
    """Yield the proofs of each revision, run on the rows of the schema that it meets.

    The owner runs the statements as Alembic would hand them over, in the same transactions.
    """
    scene.require_unbound()
    project = scene.project
    if project.alembic is None:
        raise CannotRun("the project has no revisions")
    replayed = replay(project.alembic, shown=project.shown)
    migrations = read(scripts(replayed), scene.server.major, lambda _: True)
    with (
        scene.copy(scene.base) as database,
        scene.connect(project.owner, database) as owner,
        scene.administrator(database) as administrator,
        scene.administrator(database) as monitor,
    ):
        for way in _WAYS:
            owner.execute(f"SET enable_{way} = off")
        connections = Connections(owner, administrator, monitor)
        rows = _Rows()
        for revision, migration in zip(replayed.revisions, migrations, strict=True):
            rows = _filled(scene, database, administrator, rows)
            place = function_place(revision.source, "upgrade")
            yield from _revision(revision.id, place, migration, connections, rows.filled)


class _Rows(msgspec.Struct, frozen=True):
    """The tables that there are, those of them that have rows, and those with none but ours."""

    tables: frozenset[Name] = frozenset()
    filled: frozenset[Name] = frozenset()
    own: frozenset[Name] = frozenset()


def _filled(scene: Scene, database: str, administrator: psycopg.Connection, before: _Rows) -> _Rows:
    """Fill all tables again when there are others than before; what revisions inserted stays."""
    live = scene.read(database)
    tables = frozenset(live.tables)
    if tables == before.tables or not tables:
        return before
    with administrator.transaction():
        for name in live.tables:
            if name in before.own:
                table = sql.Identifier(*name)
                administrator.execute(sql.SQL("TRUNCATE {} CASCADE").format(table))
        own = frozenset(name for name in tables if _is_empty(administrator, name))
        filling = fill(live, scene.project.settings.tenancy, trial=on_server(administrator))
    made = frozenset(name for name, rows in filling.held.items() if rows)
    return _Rows(tables, (tables - own) | made, own)


def _is_empty(administrator: psycopg.Connection, name: Name) -> bool:
    row = administrator.execute(
        sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(*name))
    ).fetchone()
    return row == (False,)


def _revision(
    id: str, place: Span, migration: Migration, connections: Connections, filled: frozenset[Name]
) -> Iterator[Proof]:
    told = {one.span().line for one in migration.statements if one.effect.unseen}
    for unseen in (one for one in migration.unseen if one.span.line not in told):
        yield Proof(_PROMISE, id, Verdict.NOT_RUN, unseen.reason, unseen.span)
    quiet, rewritten = 0, False
    for one in traced(migration, connections):
        if one.error is not None:
            yield _refused(id, one, one.error, is_blind=bool(migration.unseen))
            raise CannotRun(f"revision {id} cannot be run on tables with rows")
        if one.touches:
            yield _proof(id, one)
        else:
            quiet += 1
        for name in (name for name, work in one.works.items() if work is Work.REWRITE):
            if name in filled:
                rewritten = True
                evidence = f"{name} is rewritten, while nobody can read or write it"
                yield Proof(_REWRITES, id, Verdict.REFUTED, evidence, one.statement.span())
    if quiet:
        evidence = f"{quiet} statements lock no table that was there before"
        yield Proof("the other statements are harmless", id, Verdict.PROVEN, evidence, place)
    if not rewritten:
        evidence = f"{len(filled)} tables had rows" if filled else "there was no table before"
        yield Proof(_REWRITES, id, Verdict.PROVEN, evidence, place)


def _proof(id: str, one: Traced) -> Proof:
    did = _words(one.locks, one.works)
    told = f"`{_shown(one)}`: {did}; {one.seconds * 1000:.1f} ms"
    verdict = Verdict.PROVEN if one.as_predicted else Verdict.REFUTED
    if one.unseen:
        verdict, told = Verdict.NOT_RUN, f"{told}; {one.unseen}"
    elif verdict is Verdict.REFUTED:
        told = f"{told}; predicted: {_words(one.predicted, one.predicted_works)}"
    return Proof(_PROMISE, id, verdict, told, one.statement.span())


def _refused(id: str, one: Traced, error: psycopg.Error, *, is_blind: bool) -> Proof:
    """It fails because of the rows, unless something before it was not run."""
    return Proof(
        promise="it can be run on tables with rows",
        object=id,
        verdict=Verdict.NOT_RUN if is_blind else Verdict.REFUTED,
        evidence=f"`{_shown(one)}` fails: {said(error)}",
        span=one.statement.span(),
    )


def _words(locks: Mapping[Name, Lock], works: Mapping[Name, Work]) -> str:
    parts = [f"{lock.sql} on {', '.join(names)}" for lock, names in _by(locks)]
    parts += [f"{work.value} of {', '.join(names)}" for work, names in _by(works)]
    return ", ".join(parts) or "nothing"


def _by(found: Mapping[Name, _Kind]) -> Iterator[tuple[_Kind, list[str]]]:
    """The names by what they have in common."""
    for kind in dict.fromkeys(found.values()):
        yield kind, [str(name) for name, one in found.items() if one is kind]


def _shown(one: Traced) -> str:
    text = " ".join(one.statement.parsed.statement.text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
