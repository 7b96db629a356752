"""Constraints of tables: CHECK, keys, foreign keys and exclusions."""

from collections.abc import Iterator

from ddllint.catalog.model import Check, Constraint, Exclusion, ForeignKey, Key, Table
from ddllint.catalog.names import Name
from ddllint.catalog.wording import quoted
from ddllint.migrate import references
from ddllint.migrate.kinds.constraint_steps import (
    add_constraint,
    alter_constraint,
    drop_constraint,
)
from ddllint.migrate.kinds.indexes import index_elements_needs
from ddllint.migrate.kinds.partitioned import partitions
from ddllint.migrate.operations import Group, Hazard
from ddllint.migrate.steps import both_ways
from ddllint.migrate.units import Key as UnitKey
from ddllint.migrate.units import Unit, World, column_key, relation_key


def constraint_units(world: World, table: Table) -> Iterator[Unit]:
    """The units of a table's constraints."""
    for constraint in table.constraints.values():
        needs, rigid = _needs(world, table, constraint)
        names = {constraint_key(table.name, constraint.name)}
        names.update(_in_heirs(world, table, constraint))
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
            create=add_constraint,
            drop=drop_constraint,
            change=both_ways("alter-constraint", alter_constraint),
            needs=needs | {relation_key(table.name)},
            rigid=rigid,
            host=relation_key(table.name),
            inline=_fits_inline(table, constraint),
            names=frozenset(names),
            hazards=_hazards(constraint),
            origin=constraint.origin,
        )


def _in_heirs(world: World, table: Table, constraint: Constraint) -> Iterator[UnitKey]:
    """The names under which children have the check, as the server gives it to them."""
    if not isinstance(constraint, Check) or constraint.no_inherit:
        return
    for heir in (*world.children(table.name), *world.partitions(table.name)):
        yield constraint_key(heir.name, constraint.name)
        yield from _in_heirs(world, heir, constraint)


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
    yield from (relation_key(one.name) for one in partitions(world, name))


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
