"""What the stages work on: a server with the roles, and databases that specs and revisions made."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import psycopg

from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.migrate.replay.online import Target, downgrade, stops, upgrade
from ddllint.migrate.replay.project import Project as Revisions
from ddllint.migrate.replay.project import opened
from ddllint.migrate.scripts import function_place
from ddllint.migrate.version_table import without_version_table
from ddllint.postgres.cluster import Cluster
from ddllint.postgres.databases import connect, copy_rights, fresh_database
from ddllint.postgres.reader import read_catalog
from ddllint.sql.source import Source
from ddllint.verify.applying import apply
from ddllint.verify.model import CannotRun
from ddllint.verify.project import Project
from ddllint.verify.roles import introduce


@dataclass(frozen=True)
class Step:
    """A revision that was run (or several that are no chain), and the schema that this left.

    `span` is the function that was run, of the last if there are several.
    """

    revision: str
    span: Span
    after: Catalog


@dataclass(frozen=True)
class Built:
    """A database, the revisions that made it, and what went wrong if it is not whole."""

    database: str
    steps: tuple[Step, ...] = ()
    refusal: UsageError | None = None


@dataclass(frozen=True)
class Scene:
    """A server of our own, what is to be verified, and the databases made for it.

    `base` is a database with nothing but the roles' rights. The others are made when the first
    stage asks for them.
    """

    server: Cluster
    project: Project
    base: str
    revisions: Revisions | None
    _stack: ExitStack

    @cached_property
    def empty(self) -> Catalog:
        """The catalog before anything was applied."""
        return self.read(self.base)

    @cached_property
    def upgraded(self) -> Built | None:
        """The database that the revisions make; None when there are no revisions."""
        if self.revisions is None or self.revisions.head is None:
            return None
        database = self._stack.enter_context(self.copy(self.base))
        steps: list[Step] = []
        for revision in self.stops:
            try:
                upgrade(self.revisions, self.target(database), revision, self.project.shown)
            except UsageError as error:
                return Built(database, tuple(steps), error)
            place = self.place(revision, "upgrade")
            steps.append(Step(revision, place, self.read(database)))
        return Built(database, tuple(steps))

    @cached_property
    def downgraded(self) -> Built | None:
        """A copy of `upgraded` on its way down: its steps are those undone, the last first.

        `after` of a step is the schema that its downgrade leaves. None without revisions, or
        when not all of them could be run.
        """
        built = self.upgraded
        if self.revisions is None or built is None or built.refusal is not None:
            return None
        database = self._stack.enter_context(self.copy(built.database))
        steps: list[Step] = []
        for at in reversed(range(len(built.steps))):
            below = built.steps[at - 1].revision if at else None
            try:
                downgrade(self.revisions, self.target(database), below, self.project.shown)
            except UsageError as error:
                return Built(database, tuple(steps), error)
            revision = built.steps[at].revision
            place = self.place(revision, "downgrade")
            steps.append(Step(revision, place, self.read(database)))
        return Built(database, tuple(steps))

    @cached_property
    def applied(self) -> Built:
        """The database that the specs make, applied as they are."""
        database = self._stack.enter_context(self.copy(self.base))
        with self.connect(self.project.owner, database) as connection:
            try:
                apply(connection, self.project.specs)
            except UsageError as error:
                return Built(database, (), error)
        return Built(database)

    @property
    def migrated(self) -> str:
        """The database to prove things on: what the revisions make, or without any the specs.

        Nobody may stay connected to it, since stages copy it. Raises CannotRun when it could not
        be made.
        """
        built = self.upgraded or self.applied
        if built.refusal is not None:
            what = "revisions" if self.upgraded else "specs"
            raise CannotRun(f"the {what} cannot be applied: {built.refusal}")
        return built.database

    @cached_property
    def shared(self) -> str:
        """A copy of `migrated` for the stages that leave it as they found it."""
        return self._stack.enter_context(self.copy())

    @contextmanager
    def copy(self, template: str | None = None) -> Iterator[str]:
        """The name of a new database, a copy of `template` (by default `migrated`).

        It has the template's privileges too, and is dropped at the end of the block.
        """
        source = self.migrated if template is None else template
        with fresh_database(self.server, template=source) as database:
            copy_rights(self.server, source, database)
            yield database

    def connect(self, role: str, database: str, tenant: str | None = None) -> psycopg.Connection:
        """Connect as a role, really logged in, in autocommit mode; with a tenant in the setting.

        Raises CannotRun when the server does not let the role in.
        """
        try:
            connection = connect(self.server, database, role, autocommit=True)
        except psycopg.OperationalError as error:
            said = str(error).strip().rpartition("FATAL: ")[2].strip()
            said = " ".join(said.replace(f'"{database}"', "of this run").split())
            raise CannotRun(f"{role} cannot connect: {said}") from None
        if tenant is not None:
            setting = self.project.settings.tenancy.setting
            connection.execute("SELECT set_config(%s, %s, false)", (setting, tenant))
        return connection

    def administrator(self, database: str) -> psycopg.Connection:
        """Connect as the administrator, in autocommit mode: to prepare and look, never to prove."""
        return connect(self.server, database, self.server.administrator, autocommit=True)

    def require_unbound(self) -> None:
        """Raise CannotRun when row security binds the administrator, who is to fill tables."""
        with self.administrator(self.base) as connection:
            row = connection.execute(
                "SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles "
                "WHERE rolname = current_user"
            ).fetchone()
        if row != (True,):
            raise CannotRun(
                "row security binds the user of the URL, so that nobody can fill the tables"
            )

    def read(self, database: str) -> Catalog:
        """The schema of a database, without Alembic's own table."""
        with self.administrator(database) as connection:
            return without_version_table(read_catalog(connection, owner=self.project.owner))

    def target(self, database: str) -> Target:
        """A database for Alembic to migrate, as the owner."""
        return Target(self.server, database, self.project.owner)

    @property
    def stops(self) -> tuple[str, ...]:
        """The revisions at which a database is looked at."""
        return stops(self.revisions) if self.revisions is not None else ()

    def place(self, revision: str, function: Literal["upgrade", "downgrade"]) -> Span:
        """Where a revision's file has one of its functions."""
        assert self.revisions is not None
        path = Path(self.revisions.directory.get_revision(revision).path)
        return function_place(Source(self.project.shown(path), path.read_bytes()), function)


@contextmanager
def scene_of(project: Project, server: Cluster) -> Iterator[Scene]:
    """Make the roles and the first database on a server, and give what the stages work on.

    Raises UsageError when the roles cannot be made, or Alembic cannot read the revisions.
    """
    with ExitStack() as stack:
        revisions = None
        if project.alembic is not None:
            revisions = stack.enter_context(opened(project.alembic, None, project.shown))
        base = stack.enter_context(fresh_database(server))
        with connect(server, base, server.administrator, autocommit=True) as connection:
            introduce(server, connection, project)
        yield Scene(server, project, base, revisions, stack)
