"""Constraints of tables: CHECK, keys, foreign keys and exclusions."""

from collections.abc import Iterator

from ddllint.catalog.model import Check, Constraint, Exclusion, ForeignKey, Key, Table
from ddllint.catalog.names import Name
from ddllint.catalog.wording import quoted
from ddllint.migrate import references
from ddllint.migrate.kinds.indexes import elements_text, index_elements_needs
from ddllint.migrate.operations import Group, Hazard, Step
from ddllint.migrate.steps import both_ways, exclusive, step
from ddllint.migrate.text import expression, ident, idents, named, options
from ddllint.migrate.units import Key as UnitKey
from ddllint.migrate.units import Site, Unit, World, column_key, relation_key
from ddllint.revisions.locks import Lock, Work


def constraint_units(world: World, table: Table) -> Iterator[Unit]:
    """The units of a table's constraints."""
    for constraint in table.constraints.values():
        needs, rigid = _needs(world, table, constraint)
        names: set[UnitKey] = {("constraint", *table.name, constraint.name)}
        if isinstance(constraint, Key | Exclusion):
            names.add(("relation-name", table.name.schema, constraint.name))
        yield Unit(
            key=constraint_key(table.name, constraint.name),
            noun=_NOUNS[type(constraint)],
            object=f"{table.name}.{constraint.name}",
            group=Group.CORE,
            same=world.properties(
                "constraint",
                quoted(table.name, constraint.name),
                "comment",
                "comment of the index",
            ),
            world=world,
            value=(table, constraint),
            create=_create,
            drop=_drop,
            change=both_ways("alter-constraint", _alter),
            needs=needs | {relation_key(table.name)},
            rigid=rigid,
            after=_of_children(world, table, constraint),
            unplannable=_why_not(world, table, constraint),
            host=relation_key(table.name),
            inline=_fits_inline(table, constraint),
            names=frozenset(names),
            hazards=_hazards(constraint),
            origin=constraint.origin,
        )


def _why_not(world: World, table: Table, constraint: Constraint) -> str:
    parents = (table.partition_of,) if table.partition_of else table.parents
    for parent in parents:
        above = world.catalog.tables.get(parent)
        if above is not None and isinstance(above.constraints.get(constraint.name), Check):
            return f"{parent} declares the check too: the server does not tell the two apart"
    return ""


def _of_children(world: World, table: Table, constraint: Constraint) -> frozenset[UnitKey]:
    """The same check in children: once it is inherited it cannot be made there."""
    if not isinstance(constraint, Check):
        return frozenset()
    return frozenset(
        constraint_key(child.name, constraint.name)
        for child in world.catalog.tables.values()
        if (table.name in child.parents or child.partition_of == table.name)
        and constraint.name in child.constraints
    )


def _fits_inline(table: Table, constraint: Constraint) -> bool:
    """Whether CREATE TABLE can make it: it validates all, and drops a key that repeats another."""
    if isinstance(constraint, Check | ForeignKey):
        return constraint.validated or not constraint.enforced
    shape = _shape(constraint)
    for other in table.constraints.values():
        if other is constraint:
            return True
        if isinstance(other, Key | Exclusion) and _shape(other) == shape:
            return False
    return True


def _shape(constraint: Key | Exclusion) -> object:
    if isinstance(constraint, Exclusion):
        return constraint.method, len(constraint.elements)
    return constraint.columns, constraint.include, constraint.nulls_not_distinct


_NOUNS: dict[type, str] = {
    Check: "check",
    Key: "key",
    ForeignKey: "foreign-key",
    Exclusion: "exclusion",
}


def constraint_key(table: Name, name: str) -> UnitKey:
    """The key of a constraint."""
    return ("constraint", *table, name)


def _hazards(constraint: Constraint) -> tuple[Hazard, ...]:
    if isinstance(constraint, Exclusion):
        return (
            Hazard(
                "blocks-reads", "its index is built under ACCESS EXCLUSIVE: no other way is known"
            ),
        )
    return ()


def _needs(
    world: World, table: Table, constraint: Constraint
) -> tuple[frozenset[UnitKey], frozenset[UnitKey]]:
    """What a constraint needs, and the columns whose type it holds fast."""
    match constraint:
        case Check():
            columns = references.columns_of(constraint.expression, table)
            return references.of_expression(world, constraint.expression, table), columns
        case Key():
            columns = _columns(table.name, (*constraint.columns, *constraint.include))
            if constraint.primary:
                columns |= {("not-null", *table.name, column) for column in constraint.columns}
            return columns, frozenset()
        case ForeignKey():
            own = _columns(table.name, constraint.columns)
            theirs = _columns(constraint.referenced, constraint.referenced_columns)
            target = frozenset(
                {relation_key(constraint.referenced), *_partitions(world, constraint.referenced)}
            )
            unique = frozenset(_unique_of(world, constraint))
            return own | theirs | target | unique, own | theirs
        case Exclusion():
            elements = tuple(element for element, _operator in constraint.elements)
            needs = index_elements_needs(world, table, elements) | _columns(
                table.name, constraint.include
            )
            needs |= references.of_expression(world, constraint.predicate, table)
            return needs, frozenset(key for key in needs if key[0] == "column")


def _columns(table: Name, names: tuple[str, ...]) -> frozenset[UnitKey]:
    return frozenset(column_key(table, name) for name in names)


def _partitions(world: World, name: Name) -> Iterator[UnitKey]:
    """The partitions of a referenced table, none of which the server drops before the key."""
    for table in world.catalog.tables.values():
        if table.partition_of == name:
            yield relation_key(table.name)
            yield from _partitions(world, table.name)


def _unique_of(world: World, key: ForeignKey) -> Iterator[UnitKey]:
    """What makes the referenced columns unique: all that may, as the server picks one."""
    table = world.catalog.tables.get(key.referenced)
    if table is None:
        return
    wanted = set(key.referenced_columns)
    keys = [
        constraint_key(table.name, c.name)
        for c in table.constraints.values()
        if isinstance(c, Key) and set(c.columns) == wanted and not c.deferrable
    ]
    if keys:
        yield from keys
        return
    for index in table.indexes.values():
        if index.unique and {element.column for element in index.elements} == wanted:
            yield ("index", *index.name)


def constraint_clause(world: World, table: Table, constraint: Constraint) -> str:
    """A constraint with its name, as CREATE TABLE and ADD take it, without NOT VALID."""
    return f"CONSTRAINT {ident(constraint.name)} {_body(world, table, constraint)}"


def _body(world: World, table: Table, constraint: Constraint) -> str:
    scope = world.over(table)
    match constraint:
        case Check():
            text = f"CHECK ({expression(constraint.expression, scope)})"
            text += " NO INHERIT" if constraint.no_inherit else ""
            return text + _enforced(constraint.enforced)
        case Key():
            return _key_body(constraint)
        case ForeignKey():
            return _foreign_body(constraint)
        case Exclusion():
            parts = [
                f"{elements_text(world, table, (element,))} WITH {operator}"
                for element, operator in constraint.elements
            ]
            text = f"EXCLUDE USING {ident(constraint.method)} ({', '.join(parts)})"
            text += f" INCLUDE ({idents(constraint.include)})" if constraint.include else ""
            if constraint.predicate is not None:
                text += f" WHERE ({expression(constraint.predicate, scope)})"
            return text + _deferral(constraint.deferrable, constraint.initially_deferred)


def _key_body(key: Key) -> str:
    text = "PRIMARY KEY" if key.primary else "UNIQUE"
    text += " NULLS NOT DISTINCT" if key.nulls_not_distinct else ""
    overlaps = " WITHOUT OVERLAPS" if key.without_overlaps else ""
    text += f" ({idents(key.columns)}{overlaps})"
    text += f" INCLUDE ({idents(key.include)})" if key.include else ""
    text += f" WITH {options(key.options)}" if key.options else ""
    return text + _deferral(key.deferrable, key.initially_deferred)


def _foreign_body(key: ForeignKey) -> str:
    own, theirs = _period(key.columns, key.period), _period(key.referenced_columns, key.period)
    target = f" ({theirs})" if theirs else ""
    text = f"FOREIGN KEY ({own}) REFERENCES {named(key.referenced)}{target}"
    text += " MATCH FULL" if key.match_full else ""
    if key.on_delete != "no action":
        text += f" ON DELETE {key.on_delete.upper()}"
        text += f" ({idents(key.on_delete_columns)})" if key.on_delete_columns else ""
    text += f" ON UPDATE {key.on_update.upper()}" if key.on_update != "no action" else ""
    return text + _deferral(key.deferrable, key.initially_deferred) + _enforced(key.enforced)


def _period(columns: tuple[str, ...], period: bool) -> str:
    if not period:
        return idents(columns)
    return ", ".join([*map(ident, columns[:-1]), f"PERIOD {ident(columns[-1])}"])


def _deferral(deferrable: bool, deferred: bool) -> str:
    return (" DEFERRABLE" if deferrable else "") + (" INITIALLY DEFERRED" if deferred else "")


def _enforced(enforced: bool) -> str:
    return "" if enforced else " NOT ENFORCED"


def _create(unit: Unit, site: Site) -> tuple[Step, ...]:
    table, constraint = unit.value
    live = site.live(table.name)
    if isinstance(constraint, Check | ForeignKey):
        return tuple(_add_checked(unit, live))
    if isinstance(constraint, Key) and live and _by_index(table, constraint):
        return tuple(_add_by_index(table, constraint))
    work = Work.SCAN if live else Work.NONE
    clause = constraint_clause(unit.world, table, constraint)
    return (
        step(f"ALTER TABLE {named(table.name)} ADD {clause}", exclusive(table.name), work=work),
    )


def _add_checked(unit: Unit, live: bool) -> Iterator[Step]:
    table, constraint = unit.value
    name = named(table.name)
    clause = constraint_clause(unit.world, table, constraint)
    locks = _foreign_locks(table, constraint, Lock.SHARE_ROW_EXCLUSIVE)
    partitioned = isinstance(constraint, ForeignKey) and table.kind == "partitioned"
    if not constraint.enforced or (live and partitioned):
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
    table: Table, constraint: Check | ForeignKey, lock: Lock
) -> tuple[tuple[Name, Lock], ...]:
    if isinstance(constraint, Check):
        return (exclusive(table.name),)
    if constraint.referenced == table.name:
        return ((table.name, lock),)
    return (table.name, lock), (constraint.referenced, lock)


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
        f"USING INDEX {ident(key.name)}{_deferral(key.deferrable, key.initially_deferred)}",
        exclusive(table.name),
        alone=True,
    )


def _drop(unit: Unit, _site: Site) -> tuple[Step, ...]:
    table, constraint = unit.value
    locks = [exclusive(table.name)]
    if isinstance(constraint, ForeignKey) and constraint.referenced != table.name:
        locks.append(exclusive(constraint.referenced))
    return (
        step(f"ALTER TABLE {named(table.name)} DROP CONSTRAINT {ident(constraint.name)}", *locks),
    )


def _alter(old: Unit, new: Unit, site: Site) -> tuple[Step, ...] | None:
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
        deferral = _deferral(after.deferrable, after.initially_deferred) or " NOT DEFERRABLE"
        if after.deferrable and not after.initially_deferred:
            deferral += " INITIALLY IMMEDIATE"
        steps.append(
            step(
                f"{prefix} ALTER CONSTRAINT {ident(after.name)}{deferral}",
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
    locks = _foreign_locks(table, constraint, Lock.ACCESS_EXCLUSIVE)
    name = ident(constraint.name)
    return (
        step(
            f"ALTER TABLE {named(table.name)} DROP CONSTRAINT {name}, ADD {clause} NOT VALID",
            *locks,
        ),
    )


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
