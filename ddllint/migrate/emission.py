"""From specs to the revisions that the project lacks: `emission`."""

import datetime
from collections.abc import Iterable
from pathlib import Path

import msgspec

from ddllint.catalog.difference import render
from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.migrate.allowed import refuse_unused
from ddllint.migrate.cluster import beside_database
from ddllint.migrate.operations import Plan
from ddllint.migrate.plan import plan
from ddllint.migrate.replay import Blind, replay
from ddllint.migrate.replay.project import Shown
from ddllint.migrate.revisions import RevisionFile, first_revisions, next_revision
from ddllint.migrate.revisions.accepting import accepting, parsed_script
from ddllint.migrate.revisions.chain import Accept
from ddllint.migrate.revisions.folder import Revisions, read_revisions
from ddllint.migrate.revisions.proof import missed
from ddllint.migrate.revisions.script import Block
from ddllint.migrate.revisions.timeouts import Timeouts
from ddllint.migrate.trial import script
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedSource
from ddllint.sql.source import Source

_DEFAULT = Timeouts()


class Emission(msgspec.Struct, frozen=True):
    """What leads from the revisions up to `head` (None: there are none) to the specs.

    `files` are the revisions that carry the plan out, none when it refuses something; they go to
    `folder`. `blind` is what of the revisions nobody saw.
    """

    plan: Plan
    files: tuple[RevisionFile, ...]
    folder: Path
    head: str | None = None
    blind: tuple[Blind, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether specs and revisions are alike, as far as was seen."""
        return not self.plan.operations and not self.plan.refusals


class UnreachedError(Exception):
    """The revisions would not lead to the specs; a fault of ddllint."""


def emission(
    new: Catalog,
    ini: Path,
    *,
    now: datetime.datetime,
    postgres: int,
    shown: Shown,
    allow: frozenset[str] = frozenset(),
    message: str = "",
    built: Catalog | None = None,
    limits: Timeouts = _DEFAULT,
) -> Emission:
    """Compare the catalog of the specs with what the revisions of Alembic's `ini` build.

    `built` is what they build, if a server has run them; otherwise they are replayed without one.
    `allow` and `postgres` are those of `plan`, `now` (in UTC) and `message` name the revision,
    `shown` is how people see a path, `limits` are the project's timeouts. Nothing is written.
    Raises UsageError for what keeps the revisions from being read, a key of `allow` that lets
    nothing through, and a message for revisions that have names of their own.
    """
    found = read_revisions(ini, shown)
    if built is not None:
        replayed = None
        new, old = beside_database(new, built)
    else:
        replayed = replay(ini, shown=shown)
        old = replayed.catalog(postgres)
    planned = plan(old, new, allow=allow, postgres=postgres)
    refuse_unused(planned, old, new, allow, postgres)
    before = replayed.session if replayed is not None else lambda: _made_of(old, postgres)

    def accept(done: tuple[Block, ...], blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return accepting(blocks, (*before(), *parsed_script(done)), allow, postgres)

    files = () if planned.refusals else _files(planned, found, now, message, limits, accept)
    if replayed is not None and files:
        _reach(replayed.session(), files, new, postgres)
    blind = replayed.blind if replayed is not None else ()
    return Emission(planned, files, found.folder, found.head, blind)


def _files(
    planned: Plan,
    found: Revisions,
    now: datetime.datetime,
    message: str,
    limits: Timeouts,
    accept: Accept,
) -> tuple[RevisionFile, ...]:
    if found.head is not None:
        return next_revision(
            planned,
            found.head,
            now=now,
            taken=found.taken,
            message=message,
            limits=limits,
            accept=accept,
        )
    if message:
        raise UsageError(
            "the first revisions have names of their own", help="Leave --message out this time."
        )
    return first_revisions(planned, now=now, taken=found.taken, limits=limits)


def _made_of(catalog: Catalog, postgres: int) -> tuple[ParsedSource, ...]:
    """Statements that make a catalog."""
    made = plan(Catalog(), catalog, allow=frozenset({"*"}), postgres=postgres)
    return (parse_source(Source("", script(made.operations).encode())),)


def _reach(
    before: Iterable[ParsedSource], files: tuple[RevisionFile, ...], new: Catalog, postgres: int
) -> None:
    """Make sure that after the files nothing is left to emit."""
    differences = missed(before, files, new, postgres)
    if differences:
        raise UnreachedError(f"the revisions do not reach the specs\n{render(differences)}")
