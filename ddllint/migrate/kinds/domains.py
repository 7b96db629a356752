"""Domains: how they are made, and what changes of one that columns use."""

from collections.abc import Iterator

from ddllint.catalog.model import Check, Composite, Domain, Range
from ddllint.catalog.names import Name
from ddllint.catalog.scopes import over_domain
from ddllint.migrate import references
from ddllint.migrate.domains import chain, domain_of
from ddllint.migrate.operations import Step
from ddllint.migrate.steps import step
from ddllint.migrate.text import expression, ident, type_named, typed
from ddllint.migrate.units import Key, Site, Unit, World, column_key
from ddllint.revisions.locks import Lock, Work
from ddllint.sql.expressions import TypeName


def create_domain(world: World, domain: Domain) -> Iterator[Step]:
    """CREATE DOMAIN, and its checks that are not valid."""
    yield step(_sql(world, domain))
    for check in domain.checks.values():
        if not check.validated:
            words = _check(world, domain, check)
            yield step(f"ALTER DOMAIN {type_named(domain.name)} ADD {words} NOT VALID")


def _sql(world: World, domain: Domain) -> str:
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


def alter_domain(old: Unit, new: Unit, site: Site) -> tuple[Step, ...] | None:
    """The steps that lead from one to the other; None if it has to be made anew."""
    before, after = old.value, new.value
    if before.base != after.base or before.collation != after.collation:
        return None
    a, b = dict(_flat(old.same)), dict(_flat(new.same))
    added = [check for name, check in after.checks.items() if a.get(name) != b.get(name)]
    tightened = after.not_null and not before.not_null
    if (tightened or any(check.validated for check in added)) and _is_held_inside(old, new):
        return None  # the server cannot check values inside of others
    prefix = f"ALTER DOMAIN {type_named(after.name)}"
    steps = [
        step(f"{prefix} DROP CONSTRAINT {ident(name)}")
        for name in before.checks
        if a.get(name) != b.get(name)
    ]
    if a.get("default") != b.get("default"):
        if after.default is None:
            steps.append(step(f"{prefix} DROP DEFAULT"))
        else:
            text = expression(after.default, over_domain(new.world.scope, after), after.base)
            steps.append(step(f"{prefix} SET DEFAULT ({text})"))
    tables = _tables(new, site)
    if tightened:
        steps.append(_checking(f"{prefix} SET NOT NULL", tables))
    elif before.not_null and not after.not_null:
        steps.append(step(f"{prefix} DROP NOT NULL"))
    for check in added:
        steps += _added(new, check, tables)
    return tuple(steps)


def _added(unit: Unit, check: Check, tables: tuple[Name, ...]) -> Iterator[Step]:
    """ADD of a check: values that are there are checked in a step of their own."""
    prefix, name = f"ALTER DOMAIN {type_named(unit.value.name)}", ident(check.name)
    words = f"{prefix} ADD {_check(unit.world, unit.value, check)}"
    if not tables or not check.validated:
        yield step(words if check.validated else f"{words} NOT VALID")
        return
    yield step(f"{prefix} DROP CONSTRAINT IF EXISTS {name}", alone=True)
    yield step(f"{words} NOT VALID", alone=True)
    yield _checking(f"{prefix} VALIDATE CONSTRAINT {name}", tables, alone=True)


def _checking(sql: str, tables: tuple[Name, ...], alone: bool = False) -> Step:
    """A statement that reads the tables while nobody may write to them (traced by the tests)."""
    locks = [(name, Lock.SHARE) for name in tables]
    return step(sql, *locks, work=Work.SCAN if tables else Work.NONE, alone=alone)


def _tables(unit: Unit, site: Site) -> tuple[Name, ...]:
    """The tables in use with values of the domain, or of one over it."""
    return tuple(
        table.name
        for table in unit.world.catalog.tables.values()
        if site.live(table.name)
        and any(_is_over(unit, column.type) for column in table.columns.values())
    )


def _is_over(unit: Unit, type_: TypeName) -> bool:
    domain = domain_of(unit.world, type_)
    return domain is not None and unit.value.name in (one.name for one in chain(unit.world, domain))


def _is_held_inside(old: Unit, new: Unit) -> bool:
    """Whether a column before and after has values that hold some of the domain's."""
    return bool(_holding(old) & _holding(new))


def _holding(unit: Unit) -> frozenset[Key]:
    return frozenset(
        column_key(table.name, column.name)
        for table in unit.world.catalog.tables.values()
        for column in table.columns.values()
        if not _is_over(unit, column.type) and unit.key in _parts(unit.world, column.type)
    )


def _parts(world: World, type_: TypeName) -> frozenset[Key]:
    """The user's types that values of a type are made of."""
    found: set[Key] = set()
    pending = list(references.of_type(world, type_))
    while pending:
        key = pending.pop()
        if key in found:
            continue
        found.add(key)
        inner = world.catalog.types.get(Name(*key[1:])) if key[0] == "type" else None
        match inner:
            case Composite():
                types = [column.type for column in inner.columns.values()]
            case Domain():
                types = [inner.base]
            case Range():
                types = [inner.subtype]
            case _:
                types = []
        pending += [part for one in types for part in references.of_type(world, one)]
    return frozenset(found)


def _flat(same: tuple[object, ...]) -> Iterator[tuple[str, object]]:
    for part in same:
        assert isinstance(part, tuple)
        yield part[0], part[1]
