"""From a plan to the files of its revisions."""

import datetime
from collections.abc import Collection

from ddllint.migrate.operations import Group, Operation, Plan
from ddllint.migrate.revisions.files import Accept, RevisionFile, revision_file
from ddllint.migrate.revisions.names import FIRST, message_of, next_stamp, slug
from ddllint.migrate.revisions.proof import prove
from ddllint.migrate.revisions.timeouts import Timeouts

_DEFAULT = Timeouts()


def first_revisions(
    plan: Plan,
    *,
    now: datetime.datetime,
    taken: Collection[str] = (),
    limits: Timeouts = _DEFAULT,
) -> tuple[RevisionFile, ...]:
    """The revisions of a schema that is emitted for the first time: one for each group.

    `now` is a time in UTC, `taken` are identifiers that other files have, `limits` the project's
    timeouts. A group without
    operations gets no revision.
    """
    parts = [(FIRST[group], plan.of(group)) for group in Group if plan.of(group)]
    return _chained(parts, None, now, taken, limits)


def next_revision(
    plan: Plan,
    head: str | None,
    *,
    now: datetime.datetime,
    taken: Collection[str] = (),
    message: str = "",
    limits: Timeouts = _DEFAULT,
    accept: Accept = lambda script: script,
) -> tuple[RevisionFile, ...]:
    """The revision of a difference, after `head`; none if there is no operation.

    `message` says what it does; by default the operations do. `accept` puts waivers to the
    statements of the way up.
    """
    if not plan.operations:
        return ()
    parts = [(message or message_of(plan.operations), plan.operations)]
    return _chained(parts, head, now, taken, limits, accept)


def _chained(
    parts: list[tuple[str, tuple[Operation, ...]]],
    head: str | None,
    now: datetime.datetime,
    taken: Collection[str],
    limits: Timeouts,
    accept: Accept = lambda script: script,
) -> tuple[RevisionFile, ...]:
    files: list[RevisionFile] = []
    for message, operations in parts:
        revision = next_stamp(now, head, taken)
        file = revision_file(revision, head, slug(message), message, operations, limits, accept)
        prove(file)
        files.append(file)
        head = revision
    return tuple(files)
