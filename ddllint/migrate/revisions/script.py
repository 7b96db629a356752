"""Steps as a script: transactions, timeouts, and what a reader should know of each statement."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec
from msgspec import structs

from ddllint.migrate.operations import Operation, Step
from ddllint.migrate.revisions.repeats import (
    ADDED_AGAIN,
    CONSTRAINT_DROPPED,
    VALIDATED,
    dropped,
    dropped_but_once,
    repeatable,
    with_keys_undone,
)
from ddllint.migrate.revisions.timeouts import Timeouts, timeouts
from ddllint.revisions.locks import Work

_Steps = Sequence[tuple[Operation, Step]]
_ONCE = "Cannot run twice: should a later step fail, take it out before the next try."
_WORK = {Work.SCAN: "Reads every row.", Work.REWRITE: "Writes every row anew."}


class Line(msgspec.Struct, frozen=True):
    """A statement without its semicolon, and comments to it: sentences for people.

    `operation` is the key of the operation that it belongs to, `waiver` a directive above it.
    """

    sql: str
    comments: tuple[str, ...] = ()
    operation: str = ""
    waiver: str = ""


class Block(msgspec.Struct, frozen=True):
    """Statements that share a transaction or, in `autocommit`, have one each."""

    autocommit: bool
    lines: tuple[Line, ...]


def upgrade_script(operations: Sequence[Operation], limits: Timeouts) -> tuple[Block, ...]:
    """The operations, with their hazards and costs as comments."""
    steps = [(one, step) for one in operations for step in one.up]
    return tuple(_blocks(steps, limits, told=True))


def downgrade_script(operations: Sequence[Operation], limits: Timeouts) -> tuple[Block, ...]:
    """What undoes the operations, in reverse order."""
    undone = reversed(operations)
    steps = [(one, step) for one in undone for step in one.down]
    return tuple(_blocks(steps, limits, told=False))


def _blocks(steps: _Steps, limits: Timeouts, *, told: bool) -> Iterator[Block]:
    steps = tuple(_constraints_back(_computing_alone(tuple(with_keys_undone(steps)))))
    statements = [step.sql for _operation, step in steps]
    gone, once = dropped(statements), dropped_but_once(statements)
    done = 0
    for autocommit, found in groupby(steps, key=lambda one: one[1].autocommit):
        together = tuple(found)
        done += len(together)
        lines = _lines(together, limits, gone, once, last=done == len(steps), told=told)
        yield Block(autocommit, tuple(lines))


def _constraints_back(steps: Iterable[tuple[Operation, Step]]) -> list[tuple[Operation, Step]]:
    """The steps; a constraint that a transaction drops is back, NOT VALID, at its end.

    Its rows are read later; new ones are held to it without a gap, whatever fails later.
    """
    found: list[tuple[Operation, Step]] = []
    dropped: set[tuple[str, str]] = set()
    for operation, step in steps:
        again = ADDED_AGAIN.match(step.sql) if step.autocommit else None
        if again is not None and (again["table"], again["name"]) in dropped:
            place = len(found)
            while place and VALIDATED.match(found[place - 1][1].sql):
                place -= 1
            if place and not found[place - 1][1].autocommit:
                found.insert(place, (operation, structs.replace(step, autocommit=False)))
                continue
        found.append((operation, step))
        if not step.autocommit and (gone := CONSTRAINT_DROPPED.match(step.sql)):
            dropped.add((gone["table"], gone["name"]))
    return found


def _computing_alone(steps: _Steps) -> Iterator[tuple[Operation, Step]]:
    """The steps; one that computes a view does it after the locks on other tables are gone.

    The view is there by then, without rows: who reads it gets an error for a while, but nobody
    waits for the view's query to write to a table.
    """
    for autocommit, found in groupby(steps, key=lambda one: one[1].autocommit):
        together = tuple(found)
        blocked = {
            relation
            for _operation, step in together
            for relation, lock in step.locks
            if lock.blocks_writes
        }
        for operation, step in together:
            others = blocked - {relation for relation, _lock in step.locks}
            alone = autocommit or (bool(others) and _computes(step))
            yield operation, structs.replace(step, autocommit=alone)


def _computes(step: Step) -> bool:
    """Whether it runs the query of a view over tables that were there before."""
    refreshes = step.sql.startswith("REFRESH ") and not step.sql.endswith(" WITH NO DATA")
    return refreshes and step.work is not Work.NONE


def _lines(
    steps: _Steps,
    limits: Timeouts,
    gone: frozenset[str],
    but_once: frozenset[str],
    *,
    last: bool,
    told: bool,
) -> Iterator[Line]:
    """The statements of a block; all that is committed before the last one can run twice.

    `gone` is what statements of the script drop, `but_once` that of which may not come again.
    """
    autocommit = steps[0][1].autocommit
    current: dict[str, str] = {}
    known: set[str] = set()
    shared = timeouts([step for _operation, step in steps], limits)
    verb = "SET" if autocommit else "SET LOCAL"
    for at, (operation, step) in enumerate(steps):
        for setting, value in (timeouts([step], limits) if autocommit else shared).settings:
            if current.get(setting) != value:
                current[setting] = value
                yield Line(f"{verb} {setting} = {value}")
        begins = at == 0 or steps[at - 1][0] is not operation
        comments = tuple(_hazards(operation)) if told and begins else ()
        costs = [one for one in _costs(step) if told and one not in known]
        known.update(() if autocommit else costs)
        once = last and (not autocommit or at == len(steps) - 1)
        statements = (step.sql,) if once else repeatable(step.sql, gone, but_once)
        alone = () if statements is not None else (_ONCE,)
        first, *others = statements or (step.sql,)
        yield Line(first, (*comments, *costs, *alone), operation.key)
        yield from (Line(other, operation=operation.key) for other in others)
    if autocommit:
        for setting, _value in reversed(limits.settings):
            yield Line(f"RESET {setting}")


def _hazards(operation: Operation) -> Iterator[str]:
    yield from (f"Hazard: {hazard.message}." for hazard in operation.hazards)
    if operation.irreversible:
        yield f"Cannot be undone: {operation.irreversible}."


def _costs(step: Step) -> Iterator[str]:
    """What the step keeps others from, and what it does with the rows."""
    locks = [f"{lock.sql} on {table}" for table, lock in step.locks if lock.blocks_writes]
    if locks:
        yield f"Locks: {', '.join(locks)}."
    if step.work in _WORK:
        yield _WORK[step.work]
