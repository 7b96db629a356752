"""From a plan to the files of its revisions."""

import datetime
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import TypeAlias

from ddllint.migrate.operations import Group, Operation, Plan
from ddllint.migrate.revisions.files import RevisionFile, revision_file
from ddllint.migrate.revisions.names import FIRST, message_of, next_stamp, slug
from ddllint.migrate.revisions.proof import prove
from ddllint.migrate.revisions.script import Block
from ddllint.migrate.revisions.timeouts import Timeouts

Accept: TypeAlias = Callable[[tuple[Block, ...], tuple[Block, ...]], tuple[Block, ...]]
"""Puts waivers to the statements of a revision, given those of the new ones before it."""
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
    accept: Accept = lambda _done, script: script,
) -> tuple[RevisionFile, ...]:
    """The revision of a difference, after `head`, or two; none if there is no operation.

    `message` says what it does; by default the operations do. `accept` puts waivers to the
    statements of the way up.
    """
    if not plan.operations:
        return ()
    parts = [(message or message_of(part), part) for part in _parts(plan.operations)]
    return _chained(parts, head, now, taken, limits, accept)


def _parts(operations: tuple[Operation, ...]) -> Iterator[tuple[Operation, ...]]:
    """The operations by revision: DETACH PARTITION CONCURRENTLY, which cannot run again, ends one.

    Should a later statement fail, it does not come again with the next try.
    """
    ends = [at for at, one in enumerate(operations, 1) if _is_gone_for_good(one)]
    cut = ends[-1] if ends else 0
    yield from (part for part in (operations[:cut], operations[cut:]) if part)


def _is_gone_for_good(operation: Operation) -> bool:
    return operation.kind == "detach-partition" and any(step.waits for step in operation.up)


def _chained(
    parts: list[tuple[str, tuple[Operation, ...]]],
    head: str | None,
    now: datetime.datetime,
    taken: Collection[str],
    limits: Timeouts,
    accept: Accept = lambda _done, script: script,
) -> tuple[RevisionFile, ...]:
    files: list[RevisionFile] = []
    done: tuple[Block, ...] = ()
    for message, operations in parts:
        revision = next_stamp(now, head, taken)
        file = revision_file(
            revision, head, slug(message), message, operations, limits, partial(accept, done)
        )
        prove(file)
        files.append(file)
        done += file.up
        head = revision
    return tuple(files)
