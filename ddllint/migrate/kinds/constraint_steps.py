"""How constraints come, change and go on tables that may be in use."""

from collections.abc import Iterator

from msgspec import structs

from ddllint.catalog.model import Check, ForeignKey, Key, Table
from ddllint.catalog.names import Name
from ddllint.migrate.kinds.constraint_clauses import constraint_clause, deferral
from ddllint.migrate.kinds.partitioned import (
    copy_name,
    has_constraint,
    leaves_in_use,
    partitions,
    referred_to,
)
from ddllint.migrate.kinds.table_entries import heirs_with
from ddllint.migrate.operations import Step
from ddllint.migrate.steps import exclusive, option_steps, step
from ddllint.migrate.text import ident, idents, named, options
from ddllint.migrate.units import Site, Unit, World
from ddllint.revisions.locks import Lock, Work


def add_constraint(unit: Unit, site: Site) -> tuple[Step, ...]:
    """ADD, on a table in use so that rows are checked while others write."""
    table, constraint = unit.value
    live = site.live(table.name)
    if live and table.kind == "partitioned" and isinstance(constraint, Key | ForeignKey):
        return tuple(_add_to_partitions(unit, table, constraint, site))
    if isinstance(constraint, Check | ForeignKey):
        return tuple(_add_checked(unit.world, table, constraint, live))
    if isinstance(constraint, Key) and live and _by_index(table, constraint):
        return tuple(_add_by_index(table, constraint))
    work = Work.SCAN if live else Work.NONE
    clause = constraint_clause(unit.world, table, constraint)
    return (
        step(f"ALTER TABLE {named(table.name)} ADD {clause}", exclusive(table.name), work=work),
    )


def _add_to_partitions(
    unit: Unit, table: Table, constraint: Key | ForeignKey, site: Site
) -> Iterator[Step]:
    """To each partition in use by its own way; then the whole takes these over."""
    world = unit.world
    if isinstance(constraint, ForeignKey) and (site.postgres >= 18 or not constraint.validated):
        yield from _add_checked(world, table, constraint, live=True)
        return
    leaves = leaves_in_use(world, table, site) or []
    family = tuple(partitions(world, table.name))
    gentle = not has_constraint(leaves, constraint) and _is_plain(constraint)
    name, label = named(table.name), ident(constraint.name)
    clause = constraint_clause(world, table, constraint)
    scans = bool(leaves) and not gentle
    if leaves and gentle:
        yield step(
            f"ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {label}",
            exclusive(table.name),
            alone=True,
        )
    for leaf in leaves if gentle else ():
        if isinstance(constraint, ForeignKey):
            yield from _add_checked(world, leaf, constraint, live=True)
            continue
        own = copy_name(world, leaf, table, constraint.name, site)
        yield step(
            f"ALTER TABLE {named(leaf.name)} DROP CONSTRAINT IF EXISTS {ident(own)}",
            exclusive(leaf.name),
            alone=True,
        )
        yield from _add_by_index(leaf, structs.replace(constraint, name=own))
    yield step(
        f"ALTER TABLE {name} ADD {clause}",
        *_whole_locks(world, table, family, constraint, site, taken=bool(leaves) and gentle),
        work=Work.SCAN if scans else Work.NONE,
        alone=bool(leaves) and gentle,
    )


def _is_plain(constraint: Key | ForeignKey) -> bool:
    return not constraint.without_overlaps if isinstance(constraint, Key) else constraint.enforced


def _whole_locks(
    world: World,
    table: Table,
    family: tuple[Table, ...],
    constraint: Key | ForeignKey,
    site: Site,
    *,
    taken: bool,
) -> Iterator[tuple[Name, Lock]]:
    """A foreign key that is taken over gives up its triggers on the table that it refers to."""
    names = (table.name, *(one.name for one in family))
    if isinstance(constraint, ForeignKey):
        lock = Lock.ACCESS_EXCLUSIVE if taken else Lock.SHARE_ROW_EXCLUSIVE
        above = dict.fromkeys(referred_to(world, constraint), lock)
        yield from ((one, above.pop(one, Lock.SHARE_ROW_EXCLUSIVE)) for one in names)
        yield from above.items()
        return
    yield exclusive(table.name)
    for one in family:
        fresh = one.kind == "partitioned" and constraint.deferrable  # it gets a trigger
        lock = Lock.SHARE_ROW_EXCLUSIVE if fresh else Lock.SHARE
        yield one.name, Lock.ACCESS_EXCLUSIVE if site.postgres >= 18 else lock


def _add_checked(
    world: World, table: Table, constraint: Check | ForeignKey, live: bool
) -> Iterator[Step]:
    name = named(table.name)
    clause = constraint_clause(world, table, constraint)
    locks = _foreign_locks(world, table, constraint, Lock.SHARE_ROW_EXCLUSIVE)
    if not constraint.enforced:
        yield step(f"ALTER TABLE {name} ADD {clause}", *locks)
        return
    if not constraint.validated:
        yield step(f"ALTER TABLE {name} ADD {clause} NOT VALID", *locks)
        return
    if not live:
        yield step(f"ALTER TABLE {name} ADD {clause}", *locks)
        return
    label = ident(constraint.name)
    again = f"ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {label}"
    yield step(f"{again}, ADD {clause} NOT VALID", *_again_locks(locks, table), alone=True)
    yield step(
        f"ALTER TABLE {name} VALIDATE CONSTRAINT {label}",
        *_validation_locks(table, constraint),
        work=Work.SCAN,
        alone=True,
    )


def _again_locks(
    locks: tuple[tuple[Name, Lock], ...], table: Table
) -> tuple[tuple[Name, Lock], ...]:
    """DROP CONSTRAINT in the same statement takes the strongest lock on the table itself."""
    return (exclusive(table.name), *[one for one in locks if one[0] != table.name])


def _foreign_locks(
    world: World, table: Table, constraint: Check | ForeignKey, lock: Lock
) -> tuple[tuple[Name, Lock], ...]:
    """Each partition of the table that is referred to gets triggers of its own."""
    if isinstance(constraint, Check):
        return (exclusive(table.name),)
    if constraint.referenced == table.name:
        return ((table.name, lock),)
    return (table.name, lock), *((name, lock) for name in referred_to(world, constraint))


def _validation_locks(
    table: Table, constraint: Check | ForeignKey
) -> tuple[tuple[Name, Lock], ...]:
    own = (table.name, Lock.SHARE_UPDATE_EXCLUSIVE)
    if isinstance(constraint, ForeignKey) and constraint.referenced != table.name:
        return own, (constraint.referenced, Lock.ROW_SHARE)
    return (own,)


def _by_index(table: Table, key: Key) -> bool:
    """Whether an index that is built beside the traffic can become the key."""
    return table.kind == "table" and not key.without_overlaps


def _add_by_index(table: Table, key: Key) -> Iterator[Step]:
    name = named(Name(table.name.schema, key.name))
    share = (table.name, Lock.SHARE_UPDATE_EXCLUSIVE)
    yield step(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", share, waits=True, alone=True)
    text = f"CREATE UNIQUE INDEX CONCURRENTLY {ident(key.name)} ON {named(table.name)} "
    text += f"({idents(key.columns)})"
    text += f" INCLUDE ({idents(key.include)})" if key.include else ""
    text += " NULLS NOT DISTINCT" if key.nulls_not_distinct else ""
    text += f" WITH {options(key.options)}" if key.options else ""
    yield step(text, share, work=Work.SCAN, waits=True, alone=True)
    kind = "PRIMARY KEY" if key.primary else "UNIQUE"
    yield step(
        f"ALTER TABLE {named(table.name)} ADD CONSTRAINT {ident(key.name)} {kind} "
        f"USING INDEX {ident(key.name)}{deferral(key.deferrable, key.initially_deferred)}",
        exclusive(table.name),
        alone=True,
    )


def drop_constraint(unit: Unit, site: Site) -> tuple[Step, ...]:
    """DROP CONSTRAINT."""
    table, constraint = unit.value
    locks = [exclusive(table.name)]
    if isinstance(constraint, ForeignKey) and constraint.referenced != table.name:
        locks += [exclusive(name) for name in referred_to(unit.world, constraint)]
    drop, label = "DROP CONSTRAINT", ident(constraint.name)
    keeping = heirs_with(unit.world, table.name, ("check", constraint.name))
    return (
        step(f"ALTER TABLE {named(table.name)} {drop} {label}", *locks),
        *(
            step(f"ALTER TABLE {named(one)} {drop} IF EXISTS {label}", exclusive(one))
            for one in dict.fromkeys(keeping)
            if isinstance(constraint, Check) and site.stays(one)
        ),
    )


def alter_constraint(old: Unit, new: Unit, site: Site) -> tuple[Step, ...] | None:
    """VALIDATE, deferral of a foreign key, and storage parameters of a key."""
    (_, before), (table, after) = old.value, new.value
    if type(before) is not type(after):
        return None
    left = dict(old.same).items() ^ dict(new.same).items()
    changed = {name for name, _value in left}
    prefix = f"ALTER TABLE {named(table.name)}"
    steps: list[Step] = []
    if changed and isinstance(after, Key) and all(name.startswith("option ") for name in changed):
        index = named(Name(table.name.schema, after.name))
        return tuple(option_steps("INDEX", index, before.options, after.options))
    if changed - {"not valid", "deferrable", "initially deferred"}:
        return None
    if changed & {"deferrable", "initially deferred"}:
        if not isinstance(after, ForeignKey):
            return None
        words = deferral(after.deferrable, after.initially_deferred) or " NOT DEFERRABLE"
        if after.deferrable and not after.initially_deferred:
            words += " INITIALLY IMMEDIATE"
        steps.append(
            step(
                f"{prefix} ALTER CONSTRAINT {ident(after.name)}{words}",
                exclusive(table.name),
            )
        )
    if "not valid" in changed:
        if not after.validated:
            if site.live(table.name) and not changed - {"not valid"}:
                return _unvalidate(new)
            return None
        steps.append(
            step(
                f"{prefix} VALIDATE CONSTRAINT {ident(after.name)}",
                *_validation_locks(table, after),
                work=Work.SCAN,
                alone=True,
            )
        )
    return tuple(steps)


def _unvalidate(unit: Unit) -> tuple[Step, ...]:
    """No statement takes a validation back: the constraint is made anew, in one statement."""
    table, constraint = unit.value
    clause = constraint_clause(unit.world, table, constraint)
    locks = _foreign_locks(unit.world, table, constraint, Lock.ACCESS_EXCLUSIVE)
    name = ident(constraint.name)
    return (
        step(
            f"ALTER TABLE {named(table.name)} DROP CONSTRAINT {name}, ADD {clause} NOT VALID",
            *locks,
        ),
    )
