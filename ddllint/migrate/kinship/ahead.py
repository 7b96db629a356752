"""A table that goes by another name and joins the one that has its old name: proven before that.

In between nobody finds its rows by the old name, so what reads them comes first.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import structs

from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name
from ddllint.migrate.operations import Operation, Step
from ddllint.migrate.text import named


def proven_ahead(
    joins: Iterable[Operation], renames: Iterable[Operation], old: Catalog, goal: Catalog
) -> tuple[tuple[Operation, ...], tuple[Operation, ...]]:
    """What is to come before the renames, and the joins without it.

    `old` is the catalog before the renames, `goal` the one that the joins start from.
    """
    was = dict(_old_names(renames))
    first: list[Operation] = []
    rest: list[Operation] = []
    for one in joins:
        before = was.get(one.object)
        split = _split(one, before, old, goal) if before is not None else None
        first += [split[0]] if split else []
        rest.append(split[1] if split else one)
    return tuple(first), tuple(rest)


def _old_names(renames: Iterable[Operation]) -> Iterator[tuple[str, Name]]:
    for one in renames:
        if one.kind == "rename-table":
            yield from ((one.object, name) for name, _lock in one.up[0].locks)


def _split(
    operation: Operation, before: Name, old: Catalog, goal: Catalog
) -> tuple[Operation, Operation] | None:
    """The steps that prove, on the table by its old name, and the others."""
    proving = tuple(step for step in operation.up if step.autocommit)
    after = next((name for name in goal.tables if str(name) == operation.object), None)
    if not proving or after is None or _columns(old, before) != _columns(goal, after):
        return None
    start = f"ALTER TABLE {named(after)} "
    if not all(step.sql.startswith(start) for step in proving):
        return None
    ahead = tuple(_renamed(step, start, after, before) for step in proving)
    rest = tuple(step for step in operation.up if not step.autocommit)
    return (
        Operation("check-bound", operation.object, operation.group, ahead, ()),
        structs.replace(operation, up=rest),
    )


def _renamed(step: Step, start: str, after: Name, before: Name) -> Step:
    return structs.replace(
        step,
        sql=f"ALTER TABLE {named(before)} {step.sql.removeprefix(start)}",
        locks=tuple((before if name == after else name, lock) for name, lock in step.locks),
    )


def _columns(catalog: Catalog, table: Name) -> Mapping[str, object]:
    found = catalog.tables.get(table)
    return {} if found is None else {one.name: one.type for one in found.columns.values()}
