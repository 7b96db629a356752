"""Foreign keys that would keep a revision from being run again after it has failed.

Run again it makes keys and unique indexes anew, unless something refers to them. A foreign key with
a statement of its own goes before that and comes again; one of CREATE TABLE does not.
"""

from collections.abc import Iterator, Mapping, Sequence

from ddllint.catalog.model import ForeignKey
from ddllint.migrate.operations import Operation, Step
from ddllint.migrate.units import Key, Unit


def in_the_way(
    operations: Sequence[Operation], olds: Mapping[Key, Unit], news: Mapping[Key, Unit]
) -> frozenset[Key]:
    """The foreign keys of new tables that refer to a key or an index of the same plan.

    Only those that are committed while a later statement may fail, on the way up or down.
    """
    up = _found([(one.key, one.up) for one in operations], news, ("create", "add"))
    down = _found([(one.key, one.down) for one in operations[::-1]], olds, ("drop", "drop"))
    return frozenset((*up, *down))


def _found(
    parts: Sequence[tuple[str, tuple[Step, ...]]], units: Mapping[Key, Unit], verbs: tuple[str, str]
) -> Iterator[Key]:
    create, add = verbs
    places = {key: place for place, (key, _steps) in enumerate(parts)}
    last = max((at for at, (_key, steps) in enumerate(parts) if _commits(steps)), default=-1)
    targets = {f"{add}-key", f"{create}-index"}
    for key, unit in units.items():
        if unit.noun != "foreign-key" or f"{add}-foreign-key:{unit.object}" in places:
            continue
        table, constraint = unit.value
        assert isinstance(constraint, ForeignKey)
        needed = [units[need] for need in unit.needs if need in units]
        if places.get(f"{create}-table:{table.name}", last) < last and any(
            f"{kind}:{one.object}" in places for one in needed for kind in targets
        ):
            yield key


def _commits(steps: Sequence[Step]) -> bool:
    """Whether what was before them is committed by the time that they run."""
    return any(step.autocommit or step.sql.startswith("REFRESH ") for step in steps)
