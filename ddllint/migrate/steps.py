"""Steps with what they cost, and changes that are their own inverse the other way round."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from ddllint.catalog.names import Name
from ddllint.migrate.operations import Hazard, Step
from ddllint.migrate.text import options
from ddllint.migrate.units import Change, Site, Unit
from ddllint.revisions.locks import Lock, Work

Alter: TypeAlias = Callable[[Unit, Unit, Site], tuple[Step, ...] | None]


def step(
    sql: str,
    *locks: tuple[Name, Lock],
    work: Work = Work.NONE,
    alone: bool = False,
    waits: bool = False,
) -> Step:
    """One statement; `alone` keeps it out of a transaction with others."""
    return Step(sql, autocommit=alone, locks=locks, work=work, waits=waits)


def exclusive(relation: Name) -> tuple[Name, Lock]:
    """ACCESS EXCLUSIVE on a relation."""
    return relation, Lock.ACCESS_EXCLUSIVE


def both_ways(
    kind: str, alter: Alter, hazards: tuple[Hazard, ...] = ()
) -> Callable[[Unit, Unit, Site], tuple[Change, ...] | None]:
    """A change that `alter` makes in either direction; None when it cannot."""

    def change(old: Unit, new: Unit, site: Site) -> tuple[Change, ...] | None:
        # the specs' own words are of what is to be, not of what was
        back = replace(site, own=frozenset())
        up, down = alter(old, new, site), alter(new, old, back)
        if up is None or down is None:
            return None
        return (Change(kind, up, down, hazards=hazards),)

    return change


def option_steps(
    what: str,
    name: str,
    old: tuple[tuple[str, str], ...],
    new: tuple[tuple[str, str], ...],
    *locks: tuple[Name, Lock],
) -> Iterator[Step]:
    """SET and RESET of storage parameters. Those of an index lock the index alone."""
    before, after = dict(old), dict(new)
    changed = [(key, value) for key, value in new if before.get(key) != value]
    gone = [key for key in before if key not in after]
    if gone:
        yield step(f"ALTER {what} {name} RESET ({', '.join(gone)})", *locks)
    if changed:
        yield step(f"ALTER {what} {name} SET {options(changed)}", *locks)
