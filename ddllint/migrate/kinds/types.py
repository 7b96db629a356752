"""Enumerated, composite, domain and range types."""

from collections.abc import Iterator

from ddllint.catalog.model import Column, Composite, Domain, Enum, Range, Table, Type, tells_apart
from ddllint.catalog.wording import quoted
from ddllint.migrate import references
from ddllint.migrate.kinds.domains import alter_domain, create_domain
from ddllint.migrate.kinds.enums import change_labels, enum_sql
from ddllint.migrate.kinds.ranges import create_range
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.own_text import own_text
from ddllint.migrate.steps import both_ways, exclusive, step
from ddllint.migrate.text import ident, type_named, typed
from ddllint.migrate.units import Change, Key, Site, Unit, World, schema_needs
from ddllint.revisions.retyping import Retyping, retyping


def type_units(world: World) -> Iterator[Unit]:
    """The units of all types."""
    for type_ in world.catalog.types.values():
        names = {("type-name", *type_.name)}
        if isinstance(type_, Composite):
            names.add(("relation-name", *type_.name))
        if isinstance(type_, Range):
            names.add(("type-name", *type_.multirange))
        yield Unit(
            key=("type", *type_.name),
            noun="type",
            object=str(type_.name),
            group=Group.CORE,
            same=_same(world, type_),
            world=world,
            value=type_,
            create=_create,
            drop=_drop,
            change=_change,
            needs=_needs(world, type_) | schema_needs(type_.name.schema),
            names=frozenset(names),
            avoids=frozenset(_names_while_made(type_)) - names,
            unplannable=_SHELL if isinstance(type_, Range) and type_.canonical else "",
            origin=type_.origin,
        )


_SHELL = (
    "its canonical function takes the type itself, which has to be there as a shell before it: "
    "the planner makes none"
)


def _same(world: World, type_: Type) -> tuple[object, ...]:
    name = quoted(type_.name)
    parts: list[object] = [*world.properties("type", name, "owner", "comment")]
    if isinstance(type_, Composite):
        for column in type_.columns:
            own = world.properties("column", quoted(type_.name, column), "comment")
            parts.append((column, own))
    if isinstance(type_, Domain):
        for check in sorted(type_.checks):
            own = world.properties("constraint", quoted(type_.name, check), "comment")
            parts.append((check, own))
    return tuple(parts)


def _needs(world: World, type_: Type) -> frozenset[Key]:
    match type_:
        case Composite():
            found: frozenset[Key] = frozenset()
            for column in type_.columns.values():
                found |= references.of_type(world, column.type)
            return found
        case Domain():
            found = references.of_type(world, type_.base)
            found |= references.of_expression(world, type_.default)
            for check in type_.checks.values():
                found |= references.of_expression(world, check.expression)
            return found - {("type", *type_.name)}
        case Range():
            found = references.of_type(world, type_.subtype)
            for name in (type_.multirange, *type_.functions):
                found |= schema_needs(name.schema)
            return found | frozenset(_difference(world, type_))
    return frozenset()


def _difference(world: World, type_: Range) -> Iterator[Key]:
    """The routine that tells how far two values are apart."""
    if type_.difference is not None:
        for signature in world.routines_by_name.get(type_.difference, ()):
            if tells_apart(world.catalog.routines[signature], type_):
                yield ("routine", signature)


def _names_while_made(type_: Type) -> Iterator[Key]:
    if isinstance(type_, Range):
        yield from (("type-name", *name) for name in type_.functions)


def _create(unit: Unit, site: Site) -> tuple[Step, ...]:
    if unit.key in site.own:
        return (step(own_text(unit)),)
    type_: Type = unit.value
    name = type_named(type_.name)
    match type_:
        case Enum():
            return (step(enum_sql(type_)),)
        case Composite():
            columns = ",\n    ".join(map(_attribute, type_.columns.values()))
            return (step(f"CREATE TYPE {name} AS (\n    {columns}\n)"),)
        case Range():
            return tuple(create_range(type_))
        case Domain():
            return tuple(create_domain(unit.world, type_))


def _attribute(column: Column) -> str:
    collate = f" COLLATE {column.collation}" if column.collation else ""
    return f"{ident(column.name)} {typed(column.type)}{collate}"


def _drop(unit: Unit, _site: Site) -> tuple[Step, ...]:
    what = "DOMAIN" if isinstance(unit.value, Domain) else "TYPE"
    return (step(f"DROP {what} {type_named(unit.value.name)}"),)


def _change(old: Unit, new: Unit, site: Site) -> tuple[Change, ...] | None:
    before, after = old.value, new.value
    match before, after:
        case Enum(), Enum():
            return change_labels(old, new, site)
        case Composite(), Composite():
            return both_ways("alter-type", _attributes)(old, new, site)
        case Domain(), Domain():
            return both_ways("alter-domain", alter_domain)(old, new, site)
    return None


def _attributes(old: Unit, new: Unit, _site: Site) -> tuple[Step, ...] | None:
    before, after = old.value, new.value
    kept = [name for name in after.columns if name in before.columns]
    if kept != [name for name in before.columns if name in after.columns]:
        return None
    if list(after.columns)[: len(kept)] != kept:
        return None  # ADD ATTRIBUTE puts it at the end
    actions = [f"DROP ATTRIBUTE {ident(n)}" for n in before.columns if n not in after.columns]
    for name in kept:
        a, b = before.columns[name], after.columns[name]
        if a.type != b.type or a.collation != b.collation:
            if _in_columns(old):
                return None  # the server refuses while a column has the type
            if _tables_of(old) and retyping(a.type, b.type) is Retyping.BY_TEXT:
                return None  # ALTER TYPE takes no USING, without which the rows are not cast
            collate = f" COLLATE {b.collation}" if b.collation else ""
            actions.append(f"ALTER ATTRIBUTE {ident(name)} TYPE {typed(b.type)}{collate}")
    actions += [
        f"ADD ATTRIBUTE {_attribute(column)}"
        for name, column in after.columns.items()
        if name not in before.columns
    ]
    tables = _tables_of(new)
    if tables:
        actions = [f"{action} CASCADE" for action in actions]
    locks = [exclusive(table.name) for table in tables]
    return (step(f"ALTER TYPE {type_named(after.name)} {', '.join(actions)}", *locks),)


def _tables_of(unit: Unit) -> list[Table]:
    """The typed tables of a type."""
    tables = unit.world.catalog.tables.values()
    return [table for table in tables if table.of_type == unit.value.name]


def _in_columns(unit: Unit) -> bool:
    return any(
        unit.key in references.of_type(unit.world, column.type)
        for table in unit.world.catalog.tables.values()
        for column in table.columns.values()
    )
