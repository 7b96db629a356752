"""Enumerated, composite, domain and range types."""

from collections.abc import Iterator

from ddllint.catalog.model import Check, Column, Composite, Domain, Enum, Range, Type
from ddllint.catalog.scopes import over_domain
from ddllint.catalog.wording import quoted
from ddllint.migrate import references
from ddllint.migrate.operations import Group, Hazard, Step
from ddllint.migrate.own_text import own_text
from ddllint.migrate.steps import both_ways, exclusive, step
from ddllint.migrate.text import expression, ident, literal, type_named, typed
from ddllint.migrate.units import Change, Key, Site, Unit, World, schema_needs


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
            origin=type_.origin,
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
            return references.of_type(world, type_.subtype)
    return frozenset()


def _create(unit: Unit, site: Site) -> tuple[Step, ...]:
    if unit.key in site.own:
        return (step(own_text(unit)),)
    type_: Type = unit.value
    name = type_named(type_.name)
    match type_:
        case Enum():
            labels = ", ".join(map(literal, type_.labels))
            return (step(f"CREATE TYPE {name} AS ENUM ({labels})"),)
        case Composite():
            columns = ",\n    ".join(map(_attribute, type_.columns.values()))
            return (step(f"CREATE TYPE {name} AS (\n    {columns}\n)"),)
        case Range():
            multirange = type_named(type_.multirange)
            text = f"SUBTYPE = {typed(type_.subtype)}, MULTIRANGE_TYPE_NAME = {multirange}"
            return (step(f"CREATE TYPE {name} AS RANGE ({text})"),)
        case Domain():
            late = [
                step(f"ALTER DOMAIN {name} ADD {_check(unit.world, type_, check)} NOT VALID")
                for check in type_.checks.values()
                if not check.validated
            ]
            return (step(_domain(unit.world, type_)), *late)


def _attribute(column: Column) -> str:
    collate = f" COLLATE {column.collation}" if column.collation else ""
    return f"{ident(column.name)} {typed(column.type)}{collate}"


def _domain(world: World, domain: Domain) -> str:
    scope = over_domain(world.scope, domain)
    text = f"CREATE DOMAIN {type_named(domain.name)} AS {typed(domain.base)}"
    text += f" COLLATE {domain.collation}" if domain.collation else ""
    if domain.default is not None:
        text += f" DEFAULT ({expression(domain.default, scope, domain.base)})"
    text += " NOT NULL" if domain.not_null else ""
    for check in domain.checks.values():
        if check.validated:
            text += f"\n    {_check(world, domain, check)}"
    return text


def _check(world: World, domain: Domain, check: Check) -> str:
    scope = over_domain(world.scope, domain)
    return f"CONSTRAINT {ident(check.name)} CHECK ({expression(check.expression, scope)})"


def _drop(unit: Unit, _site: Site) -> tuple[Step, ...]:
    what = "DOMAIN" if isinstance(unit.value, Domain) else "TYPE"
    return (step(f"DROP {what} {type_named(unit.value.name)}"),)


def _change(old: Unit, new: Unit, site: Site) -> tuple[Change, ...] | None:
    before, after = old.value, new.value
    match before, after:
        case Enum(), Enum():
            return _labels(before, after)
        case Composite(), Composite():
            return both_ways("alter-type", _attributes)(old, new, site)
        case Domain(), Domain():
            return both_ways("alter-domain", _alter_domain)(old, new, site)
    return None


def _labels(before: Enum, after: Enum) -> tuple[Change, ...] | None:
    """ADD VALUE, if no label goes or moves; the server takes none away again."""
    kept = [label for label in after.labels if label in before.labels]
    if tuple(kept) != before.labels:
        return None
    steps = []
    for place, label in enumerate(after.labels):
        if label in before.labels:
            continue
        if place:
            where = f"AFTER {literal(after.labels[place - 1])}"
        else:
            where = f"BEFORE {literal(before.labels[0])}" if before.labels else ""
        text = (
            f"ALTER TYPE {type_named(after.name)} ADD VALUE IF NOT EXISTS {literal(label)} {where}"
        )
        # until it is committed the new label cannot be used (manual, ALTER TYPE)
        steps.append(step(text.rstrip(), alone=True))
    hazard = Hazard(
        "irreversible", "a label stays when the migration is undone: none can be removed"
    )
    return (Change("add-enum-value", tuple(steps), (), hazards=(hazard,)),)


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
            collate = f" COLLATE {b.collation}" if b.collation else ""
            actions.append(f"ALTER ATTRIBUTE {ident(name)} TYPE {typed(b.type)}{collate}")
    actions += [
        f"ADD ATTRIBUTE {_attribute(column)}"
        for name, column in after.columns.items()
        if name not in before.columns
    ]
    tables = [t for t in new.world.catalog.tables.values() if t.of_type == after.name]
    if tables:
        actions = [f"{action} CASCADE" for action in actions]
    locks = [exclusive(table.name) for table in tables]
    return (step(f"ALTER TYPE {type_named(after.name)} {', '.join(actions)}", *locks),)


def _in_columns(unit: Unit) -> bool:
    return any(
        unit.key in references.of_type(unit.world, column.type)
        for table in unit.world.catalog.tables.values()
        for column in table.columns.values()
    )


def _alter_domain(old: Unit, new: Unit, _site: Site) -> tuple[Step, ...] | None:
    before, after = old.value, new.value
    if before.base != after.base or before.collation != after.collation:
        return None
    a, b = dict(_flat(old.same)), dict(_flat(new.same))
    prefix = f"ALTER DOMAIN {type_named(after.name)}"
    scope = over_domain(new.world.scope, after)
    steps: list[Step] = []
    steps += [
        step(f"{prefix} DROP CONSTRAINT {ident(name)}")
        for name in before.checks
        if a.get(name) != b.get(name)
    ]
    if a.get("default") != b.get("default"):
        if after.default is None:
            steps.append(step(f"{prefix} DROP DEFAULT"))
        else:
            text = expression(after.default, scope, after.base)
            steps.append(step(f"{prefix} SET DEFAULT ({text})"))
    if before.not_null != after.not_null:
        steps.append(step(f"{prefix} {'SET' if after.not_null else 'DROP'} NOT NULL"))
    steps += [
        step(f"{prefix} ADD {_check(new.world, after, check)}{_not_valid(check)}")
        for name, check in after.checks.items()
        if a.get(name) != b.get(name)
    ]
    return tuple(steps)


def _not_valid(check: Check) -> str:
    return "" if check.validated else " NOT VALID"


def _flat(same: tuple[object, ...]) -> Iterator[tuple[str, object]]:
    for part in same:
        assert isinstance(part, tuple)
        yield part[0], part[1]
