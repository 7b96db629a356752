"""Stage views: they can be refreshed, and show a tenant its own rows, as the contract says."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack

import psycopg

from ddllint.catalog.model import Catalog, View
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.verify.isolation.sessions import Session, sessions
from ddllint.verify.isolation.views import shows_tenants, views, windows
from ddllint.verify.model import CannotRun, Proof, Verdict
from ddllint.verify.reading.answers import Answer, answers
from ddllint.verify.reading.orders import orders
from ddllint.verify.reading.readers import Reader, reader_of
from ddllint.verify.reading.refreshes import Refreshes
from ddllint.verify.reading.rows import insert_rows, make_ties
from ddllint.verify.refusing import place_of
from ddllint.verify.scene import Scene

NAME = "views"


def run(scene: Scene) -> Iterator[Proof]:
    """Yield the proofs of who sees what, then of refreshes, then of rows as answers.

    Views are tried while tables are empty, with rows of several tenants, and with rows that tie.
    """
    scene.require_unbound()
    with scene.copy() as database, ExitStack() as stack:
        live = scene.read(database)
        if not live.views:
            return
        specs, tenancy = scene.project.catalog, scene.project.settings.tenancy
        administrator = stack.enter_context(scene.administrator(database))
        roles = stack.enter_context(sessions(scene, database))
        refreshes = yield from _refreshes(scene, database, live, stack)
        readers = yield from _readers(_answers(scene, live), roles, administrator)
        _look(refreshes, readers, (), "empty tables")
        tenants = insert_rows(administrator, live, tenancy)
        _look(refreshes, readers, tenants, f"rows of {len(tenants)} tenants")
        if len(tenants) > 1:
            names = [session.role for session in roles]
            pair = (tenants[0], tenants[1])
            for window in windows(administrator, live, specs, tenancy, pair, names):
                if shows_tenants(window):
                    yield from views(roles, window)
            yield from orders(administrator, live, specs, tenancy, tenants, refreshes)
        yield from make_ties(administrator, live, specs, tenancy)
        _look(refreshes, readers, tenants, "rows that tie")
        for refreshed in refreshes:
            yield from refreshed.proofs(_place(specs, refreshed.view))
        for reader in readers:
            yield from reader.proofs()


def _look(
    refreshes: Sequence[Refreshes], readers: Sequence[Reader], tenants: Sequence[str], state: str
) -> None:
    """Refresh all views, then read them."""
    for refreshed in refreshes:
        refreshed.refresh(state)
    for reader in readers:
        reader.read(tenants, state)


def _refreshes(
    scene: Scene, database: str, live: Catalog, stack: ExitStack
) -> Generator[Proof, None, list[Refreshes]]:
    """The materialized views, each with its owner logged in; what cannot be tried is yielded."""
    found = []
    for view in live.views.values():
        if not view.materialized:
            continue
        owner = view.owner or scene.project.owner
        try:
            connection = stack.enter_context(scene.connect(owner, database))
        except psycopg.OperationalError as error:
            promise = f"{owner} refreshes it"
            reason = f"{owner} cannot connect: {' '.join(str(error).split())}"
            place = _place(scene.project.catalog, view)
            yield Proof(promise, str(view.name), Verdict.NOT_RUN, reason, place)
        else:
            found.append(Refreshes(view, owner, connection))
    return found


def _readers(
    given: Sequence[Answer], roles: Sequence[Session], administrator: psycopg.Connection
) -> Generator[Proof, None, list[Reader]]:
    """For each view a role that reads it; what nobody can read is yielded."""
    found = []
    for answer in given:
        reader = reader_of(answer, roles, administrator)
        if isinstance(reader, Reader):
            found.append(reader)
        else:
            yield reader
    return found


def _answers(scene: Scene, live: Catalog) -> tuple[Answer, ...]:
    contracts, documents = scene.project.contracts(), scene.project.documents()
    if contracts is None or documents is None:
        return ()
    try:
        return answers(contracts, documents, live, scene.project.catalog)
    except UsageError as error:
        raise CannotRun(f"{error.message}. {error.help}") from None


def _place(specs: Catalog, view: View) -> Span | None:
    spec = specs.views.get(view.name)
    return place_of(spec.origin) if spec else None
