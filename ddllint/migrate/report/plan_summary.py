"""A plan in short: a line for each operation and refusal, and lines below it."""

from collections.abc import Iterator
from typing import NamedTuple

from ddllint.migrate.operations import Operation, Plan, Refusal
from ddllint.revisions.locks import Lock, Work

_WORK = {Work.NONE: "", Work.SCAN: " while it is scanned", Work.REWRITE: " while it is rewritten"}


class Entry(NamedTuple):
    """A line of the summary, and what belongs below it; not yet fit for a terminal."""

    text: str
    below: tuple[str, ...]
    refused: bool = False


def summary(plan: Plan) -> Iterator[Entry]:
    """The operations in their order, then what is refused."""
    yield from (Entry(_operation(one), tuple(_warnings(one))) for one in plan.operations)
    yield from (Entry(_refusal(one), tuple(_ways_out(one)), True) for one in plan.refusals)


def _operation(one: Operation) -> str:
    costs = ", ".join(_locks(one))
    return f"{one.kind} {one.object}" + (f": {costs}" if costs else "")


def _locks(one: Operation) -> Iterator[str]:
    """The strongest lock on each relation, for each kind of work that is done under it."""
    strongest: dict[tuple[str, Work], Lock] = {}
    for step in one.up:
        for name, lock in step.locks:
            key = str(name), step.work
            strongest[key] = max(lock, strongest.get(key, lock))
    for (relation, work), lock in strongest.items():
        yield f"{lock.sql} on {relation}{_WORK[work]}"


def _warnings(one: Operation) -> Iterator[str]:
    if one.destructive:
        yield f"data-loss: {one.destructive}"
    yield from (f"{hazard.code}: {hazard.message}" for hazard in one.hazards)


def _refusal(one: Refusal) -> str:
    return f"{one.key.replace(':', ' ', 1)}: {one.reason}"


def _ways_out(one: Refusal) -> Iterator[str]:
    if one.hint:
        yield one.hint
    if one.flag:
        yield f"allowed by --allow {one.flag}"
